"""The pages that help: how to ask, and everything that can be said about a product."""

from __future__ import annotations

from litestar import get
from litestar.response import Template

from weft.api.access.gate import needs
from weft.api.access.keys import Scope
from weft.api.routes.parameters import Engine, Examples
from weft.api.web.reference import chapters_of
from weft.engine.model import SearchRequest


@get("/vocabulary", sync_to_thread=True, include_in_schema=False, opt=needs(Scope.SEARCH))
def show_vocabulary(engine: Engine) -> Template:
    """Every facet and value with its definition, other names, and how many products have it."""
    chapters = chapters_of(engine.vocabulary, engine.facets(SearchRequest()))
    context = {"chapters": chapters, "label": engine.vocabulary.label, "question": None}
    return Template("vocabulary.html", context=context)


@get("/help", sync_to_thread=False, include_in_schema=False, opt=needs(Scope.SEARCH))
def show_help(examples: Examples) -> Template:
    """How to ask, what the chips do, and the filter syntax."""
    return Template("help.html", context={"examples": examples, "question": None})
