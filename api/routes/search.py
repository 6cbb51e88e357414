"""Search and facet counts."""

from __future__ import annotations

from dataclasses import replace

from litestar import get, post
from litestar.params import JSONBody

from weft.api import schemas
from weft.api.answers import facet_answers, search_answer
from weft.api.errors import problem_responses
from weft.api.question import check_selected, filter_of
from weft.api.routes.parameters import Asked, Collapse, Engine, Expression, Limit, Offset
from weft.engine.model import Mode, SearchRequest
from weft.vocab.model import Vocabulary


@post(
    "/v1/search",
    status_code=200,
    sync_to_thread=True,
    tags=["search"],
    responses=problem_responses(400, 413, 422),
)
def search(engine: Engine, data: JSONBody[schemas.SearchBody]) -> schemas.SearchAnswer:
    """Products for a sentence and what was chosen beside it."""
    return search_answer(engine.search(_request(data, engine.vocabulary)), engine.vocabulary)


@get("/v1/search", sync_to_thread=True, tags=["search"], responses=problem_responses(400, 422))
def search_by_link(
    engine: Engine,
    question: Asked,
    expression: Expression = "",
    collapse: Collapse = True,
    limit: Limit = 24,
    offset: Offset = 0,
) -> schemas.SearchAnswer:
    """The same as a link that can be shared and cached."""
    within = filter_of(expression, engine.vocabulary)
    request = replace(question.request(engine.vocabulary), filter=within)
    result = engine.search(replace(request, collapse=collapse, limit=limit, offset=offset))
    return search_answer(result, engine.vocabulary)


@get("/v1/facets", sync_to_thread=True, tags=["search"], responses=problem_responses(400, 422))
def count_facets(engine: Engine, question: Asked, expression: Expression = "") -> schemas.FacetsAnswer:
    """How many products have each value, for a sentence or for everything."""
    within = filter_of(expression, engine.vocabulary)
    counts = engine.facets(replace(question.request(engine.vocabulary), filter=within))
    return schemas.FacetsAnswer(facets=facet_answers(counts))


def _request(body: schemas.SearchBody, vocabulary: Vocabulary) -> SearchRequest:
    check_selected(body.selected, vocabulary)
    return SearchRequest(
        text=body.text,
        selected={facet: tuple(values) for facet, values in body.selected.items()},
        filter=filter_of(body.filter, vocabulary),
        modes={key: mode and Mode(mode) for key, mode in body.modes.items()},
        strict=body.strict,
        collapse=body.collapse,
        limit=body.limit,
        offset=body.offset,
        facets=None if body.facets is None else tuple(body.facets),
    )
