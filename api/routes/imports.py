"""Large catalogues: sent whole, loaded in the background, followed while they are."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import PathParameter
from litestar.response import ServerSentEvent, ServerSentEventMessage

from weft.api import schemas
from weft.api.access.callers import Caller
from weft.api.access.gate import needs
from weft.api.access.keys import Scope
from weft.api.answers import import_answer
from weft.api.catalogue.imports import Imports
from weft.api.errors import problem_responses
from weft.api.routes.bodies import TakesLines
from weft.api.routes.parameters import Background, Who

MAX_IMPORT = 2 * 1024 * 1024 * 1024
"""Bytes of the file of an import."""

PAUSE = 0.25
"""Seconds between two looks at an import that is followed."""

ImportId = Annotated[str, PathParameter(description="The id of an import.", max_length=40)]


@post(
    "/v1/imports",
    status_code=202,
    tags=["changes"],
    opt=needs(Scope.WRITE, long=True),
    request_max_body_size=MAX_IMPORT,
    operation_class=TakesLines,
    responses=problem_responses(400, 413),
)
async def start_import(
    request: Request[Any, Any, Any], background: Background, who: Who
) -> Response[schemas.ImportAnswer]:
    """Begins to load catalogue lines; `location` is where it can be followed."""
    with tempfile.NamedTemporaryFile(prefix="weft-", suffix=".jsonl", delete=False) as file:
        try:
            async for chunk in request.stream():
                file.write(chunk)
        except BaseException:
            Path(file.name).unlink()
            raise
    begun = background.start(Path(file.name), who)
    return Response(import_answer(begun), status_code=202, headers={"location": f"/v1/imports/{begun.id}"})


@get(
    "/v1/imports/{import_id:str}",
    sync_to_thread=False,
    tags=["changes"],
    opt=needs(Scope.WRITE),
    responses=problem_responses(400, 404),
)
def get_import(background: Background, who: Who, import_id: ImportId) -> schemas.ImportAnswer:
    """How far an import is."""
    return import_answer(background.get(import_id, who))


@get(
    "/v1/imports/{import_id:str}/events",
    sync_to_thread=False,
    tags=["changes"],
    opt=needs(Scope.WRITE, long=True),
    media_type="text/event-stream",
    responses={
        200: ResponseSpec(
            str,
            description="`progress` events, each an import as it is then.",
            media_type="text/event-stream",
        )
    }
    | problem_responses(400, 404),
)
def follow_import(background: Background, who: Who, import_id: ImportId) -> ServerSentEvent:
    """The same again and again, as server-sent events, until the import has ended."""
    background.get(import_id, who)
    return ServerSentEvent(_events(background, import_id, who))


async def _events(imports: Imports, identity: str, who: Caller) -> AsyncIterator[ServerSentEventMessage]:
    last = None
    while last is None or not last.ended:
        latest = imports.get(identity, who)
        if latest != last:
            last = latest
            said = msgspec.json.encode(import_answer(latest)).decode()
            yield ServerSentEventMessage(event="progress", data=said)
        await asyncio.sleep(0 if latest.ended else PAUSE)
