"""Corrections and the queue of what to look at."""

from __future__ import annotations

from typing import Annotated

from litestar import get, post
from litestar.params import JSONBody, QueryParameter

from weft.api import schemas
from weft.api.access.gate import needs
from weft.api.access.keys import Scope
from weft.api.answers import corrected_answer, image_answer
from weft.api.errors import problem_responses
from weft.api.routes.parameters import Curating, Who
from weft.engine.merchandising.changes import Act, Change
from weft.engine.merchandising.review import Order

_CURATING = needs(Scope.CURATE, whole=True)

Ordered = Annotated[Order, QueryParameter(name="order", description="What comes first.")]
OfFacet = Annotated[str, QueryParameter(name="facet", description="Only values of this facet.")]
HowMany = Annotated[int, QueryParameter(name="limit", ge=1, le=100, description="How many values.")]


@post(
    "/v1/corrections",
    status_code=200,
    sync_to_thread=True,
    tags=["curation"],
    opt=needs(Scope.CURATE, whole=True, long=True),
    responses=problem_responses(400, 404, 409, 413, 422),
)
def correct(curation: Curating, who: Who, data: JSONBody[schemas.CorrectionsBody]) -> schemas.CorrectedAnswer:
    """Sets, clears, confirms or undoes values of images, all of them or none; 409 where one has changed."""
    changes = [
        Change(
            each.image_id,
            each.facet,
            Act(each.act),
            tuple(each.values),
            None if each.expected is None else tuple(each.expected),
        )
        for each in data.changes
    ]
    return corrected_answer(curation.corrector.correct(changes, who=who.who))


@post(
    "/v1/corrections/undo",
    status_code=200,
    sync_to_thread=True,
    tags=["curation"],
    opt=needs(Scope.CURATE, whole=True, long=True),
    responses=problem_responses(400, 404, 409, 413, 422),
)
def undo(curation: Curating, who: Who, data: JSONBody[schemas.UndoBody]) -> schemas.CorrectedAnswer:
    """Takes back what was changed at once."""
    return corrected_answer(curation.corrector.undo(data.batch, who=who.who))


@get(
    "/v1/review",
    sync_to_thread=True,
    tags=["curation"],
    opt=_CURATING,
    responses=problem_responses(400, 422),
)
def show_queue(
    curation: Curating, order: Ordered = Order.DOUBT, facet: OfFacet = "", limit: HowMany = 20
) -> schemas.ReviewAnswer:
    """The values to look at, first of all those that are least sure, most shown or most contradicted."""
    items = [
        schemas.ReviewItem(
            shown=image_answer(item.image),
            facet=item.facet,
            times_shown=item.shown,
            others=[schemas.OpinionAnswer(by=each.by, values=each.values) for each in item.others],
        )
        for item in curation.review.queue(order, facet=facet, limit=limit)
    ]
    return schemas.ReviewAnswer(items=items)


@post(
    "/v1/review/skip",
    status_code=204,
    sync_to_thread=True,
    tags=["curation"],
    opt=_CURATING,
    responses=problem_responses(400, 404, 413),
)
def skip(curation: Curating, data: JSONBody[schemas.SkipBody]) -> None:
    """Leaves a value as it is, until something else is said of it."""
    curation.review.skip(data.image_id, data.facet)
