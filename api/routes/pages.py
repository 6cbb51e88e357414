"""The search page and the product page, as HTML."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from litestar import get
from litestar.response import Template

from weft.api.access.gate import needs
from weft.api.access.keys import Scope
from weft.api.access.seen import Seen
from weft.api.question import STEP, Question
from weft.api.routes.parameters import Asked, Engine, Examples, Notebook, ProductId
from weft.api.web.product import product_page
from weft.api.web.results import results_page
from weft.api.web.ways_out import ways_out


@get("/", sync_to_thread=True, include_in_schema=False, opt=needs(Scope.SEARCH))
def search_page(engine: Engine, question: Asked, examples: Examples, notes: Notebook) -> Template:
    """What a sentence finds, with what was understood and the facets."""
    result = engine.search(question.request(engine.vocabulary))
    if question.show == STEP:
        notes.asked(question.text, result)
    page = results_page(result, question, engine.vocabulary)
    if not result.total:
        count = partial(_count, engine)
        page = replace(page, ways_out=ways_out(question, page.chips, page.ticks, count))
    return Template("search.html", context={"page": page, "question": question, "examples": examples})


@get("/p/{product_id:path}", sync_to_thread=True, include_in_schema=False, opt=needs(Scope.SEARCH))
def show_product(engine: Engine, question: Asked, product_id: ProductId) -> Template:
    """One product with all its pictures and everything that is known about it."""
    page = product_page(engine.product(product_id.removeprefix("/")), question, engine.vocabulary)
    return Template("product.html", context={"page": page, "question": question})


def _count(engine: Seen, question: Question) -> int:
    return engine.search(replace(question.request(engine.vocabulary), limit=1, facets=())).total
