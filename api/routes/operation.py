"""What whoever runs Weft looks at: changes and who made them, work on images, and everything as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated

from litestar import get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter
from litestar.response import Stream

from weft.api import schemas
from weft.api.access.gate import needs
from weft.api.access.keys import Scope
from weft.api.errors import problem_responses
from weft.api.question import filter_of
from weft.api.routes.bodies import JSON_LINES
from weft.api.routes.parameters import Curating, Desk, Expression, Whole
from weft.engine.catalogue.export import stored_lines
from weft.engine.catalogue.ledger import State
from weft.engine.merchandising.audit import read_entries

What = Annotated[str, QueryParameter(description="Only changes of this kind of thing: `image`, `rule`, ...")]
Subject = Annotated[str, QueryParameter(description="Only changes of this one thing.")]
Batch = Annotated[str, QueryParameter(description="Only what was changed at once with this name.")]
Lines = Annotated[int, QueryParameter(name="limit", ge=1, le=1_000, description="How many.")]
Skipped = Annotated[int, QueryParameter(name="offset", ge=0, le=1_000_000, description="How many to skip.")]


@get(
    "/v1/audit",
    sync_to_thread=True,
    tags=["operation"],
    opt=needs(Scope.ADMIN, whole=True),
    responses=problem_responses(400),
)
def audit(
    desk: Desk,
    what: What = "",
    subject: Subject = "",
    batch: Batch = "",
    limit: Lines = 100,
    offset: Skipped = 0,
) -> schemas.AuditAnswer:
    """Who changed what and when, as it was and as it is; the newest change first."""
    found = read_entries(desk.database, what=what, subject=subject, batch=batch, limit=limit, offset=offset)
    entries = [
        schemas.AuditEntry(
            at=each.at,
            who=each.who,
            what=each.what,
            subject=each.subject,
            before=each.before,
            after=each.after,
            batch=each.batch,
        )
        for each in found
    ]
    return schemas.AuditAnswer(entries=entries)


@get(
    "/v1/export",
    sync_to_thread=False,
    tags=["operation"],
    opt=needs(Scope.ADMIN, whole=True, long=True),
    media_type=JSON_LINES,
    responses={200: ResponseSpec(str, description="Catalogue lines.", media_type=JSON_LINES)}
    | problem_responses(400, 422),
)
def export(whole: Whole, expression: Expression = "") -> Stream:
    """Every image, or those of a filter, as catalogue lines from which the same store can be made."""
    within = filter_of(expression, whole.vocabulary)

    def lines() -> Iterator[bytes]:
        for line in stored_lines(whole.snapshot(), within):
            yield json.dumps(line.data, ensure_ascii=False).encode() + b"\n"

    return Stream(lines, media_type=JSON_LINES)


@get(
    "/v1/jobs",
    sync_to_thread=True,
    tags=["operation"],
    opt=needs(Scope.ADMIN, whole=True),
    responses=problem_responses(400),
)
def jobs(curation: Curating, limit: Lines = 100) -> schemas.JobsAnswer:
    """How the work on images stands, and the ones that failed, with the reason."""
    ledger = curation.ledger
    broken = ledger.jobs((State.FAILED, State.DEAD), limit)
    return schemas.JobsAnswer(
        counts={str(state): count for state, count in ledger.counts().items()},
        broken=[
            schemas.BrokenJob(
                image_id=job.image_id, state=job.state, attempts=job.attempts, reason=job.reason
            )
            for job in broken
        ],
    )


@post(
    "/v1/jobs/retry",
    status_code=200,
    sync_to_thread=True,
    tags=["operation"],
    opt=needs(Scope.ADMIN, whole=True),
    responses=problem_responses(),
)
def retry(curation: Curating) -> schemas.RetryAnswer:
    """Has everything that failed tried again by the next `weft index`."""
    return schemas.RetryAnswer(due=curation.ledger.retry())
