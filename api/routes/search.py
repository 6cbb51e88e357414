"""Search and facet counts."""

from __future__ import annotations

from dataclasses import replace

from litestar import get, post
from litestar.params import JSONBody
from msgspec import structs

from weft.api import schemas
from weft.api.access.gate import needs
from weft.api.access.keys import Scope
from weft.api.access.seen import Seen
from weft.api.answers import facet_answers, search_answer
from weft.api.cursor import continued, next_cursor
from weft.api.errors import problem_responses
from weft.api.notes import Notes
from weft.api.question import Question, check_selected, filter_of
from weft.api.routes.parameters import (
    Asked,
    Collapse,
    Counted,
    Cursor,
    Diversity,
    Engine,
    Explained,
    Expression,
    Like,
    Limit,
    Notebook,
    Offset,
    Relax,
    Sorted,
)
from weft.api.schemas import MAX_OFFSET
from weft.engine.filters import all_of
from weft.engine.model import Mode, SearchRequest, Sort
from weft.vocab.model import Vocabulary


@post(
    "/v1/search",
    status_code=200,
    sync_to_thread=True,
    tags=["search"],
    opt=needs(Scope.SEARCH),
    responses=problem_responses(400, 410, 413, 422),
)
def search(engine: Engine, notes: Notebook, data: JSONBody[schemas.SearchBody]) -> schemas.SearchAnswer:
    """Products for a sentence and what was chosen beside it."""
    request = request_of(data, engine.vocabulary)
    return answer_of(engine, request, data.cursor, notes, explain=data.explain)


@get(
    "/v1/search",
    sync_to_thread=True,
    tags=["search"],
    opt=needs(Scope.SEARCH),
    responses=problem_responses(400, 410, 422),
)
def search_by_link(
    engine: Engine,
    notes: Notebook,
    question: Asked,
    expression: Expression = "",
    collapse: Collapse = True,
    limit: Limit = 24,
    offset: Offset = 0,
    facets: Counted = None,
    cursor: Cursor = None,
    explained: Explained = True,
    like: Like = "",
    order: Sorted = None,
    diversity: Diversity = 0.0,
    relax: Relax = False,
) -> schemas.SearchAnswer:
    """The same as a link that can be shared and cached."""
    request = _narrowed(question, expression, engine.vocabulary)
    wanted = None if facets is None else tuple(dict.fromkeys(facets))
    request = replace(request, collapse=collapse, limit=limit, offset=offset, facets=wanted)
    request = replace(request, like=like, sort=_sort(order), diversity=diversity, relax=relax)
    return answer_of(engine, request, cursor, notes, explain=explained)


@get(
    "/v1/facets",
    sync_to_thread=True,
    tags=["search"],
    opt=needs(Scope.SEARCH),
    responses=problem_responses(400, 422),
)
def count_facets(engine: Engine, question: Asked, expression: Expression = "") -> schemas.FacetsAnswer:
    """How many products have each value, for a sentence or for everything."""
    counts = engine.facets(_narrowed(question, expression, engine.vocabulary))
    return schemas.FacetsAnswer(facets=facet_answers(counts))


@post(
    "/v1/clicks",
    status_code=204,
    sync_to_thread=True,
    tags=["search"],
    opt=needs(Scope.SEARCH),
    responses=problem_responses(400, 413),
)
def click(notes: Notebook, data: JSONBody[schemas.ClickBody]) -> None:
    """Takes note that a hit was looked at, for the reports; nothing about who did is kept."""
    notes.clicked(data.question, data.image_id, data.rank)


def _narrowed(question: Question, expression: str, vocabulary: Vocabulary) -> SearchRequest:
    """What the address asks, and the expression beside it."""
    request = question.request(vocabulary)
    return replace(request, filter=all_of((request.filter, filter_of(expression, vocabulary))))


def answer_of(
    engine: Seen, request: SearchRequest, cursor: str | None, notes: Notes, *, explain: bool
) -> schemas.SearchAnswer:
    """The page that is asked for, or the one behind the cursor; the first one is noted."""
    asked = continued(request, cursor, MAX_OFFSET) if cursor else request
    result = engine.search(asked)
    answer = search_answer(result, engine.vocabulary, explain=explain)
    question = "" if asked.offset else notes.asked(request.text, result)
    return structs.replace(answer, question=question, next=next_cursor(asked, result, MAX_OFFSET))


def request_of(body: schemas.SearchBody, vocabulary: Vocabulary) -> SearchRequest:
    """The request that a body describes; raises QueryError for a tick outside the vocabulary."""
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
        like=body.like,
        sort=_sort(body.sort),
        diversity=body.diversity,
        relax=body.relax,
    )


def _sort(order: schemas.SortName | None) -> Sort | None:
    return Sort(order.lstrip("-"), order.startswith("-")) if order else None
