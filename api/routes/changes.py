"""Adding, changing and removing images and products; pictures are named by path or URL."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from litestar import Request, Response, delete, get, patch, post, put
from litestar.concurrency import sync_to_thread
from litestar.params import JSONBody

from weft.api import schemas
from weft.api.access.gate import needs
from weft.api.access.keys import Scope
from weft.api.answers import changes_answer, image_answer
from weft.api.catalogue.changes import Became, Outcome
from weft.api.errors import problem_responses
from weft.api.routes.bodies import JSON_LINES, TakesLines
from weft.api.routes.parameters import Desk, Engine, ImageId, ProductId, Who
from weft.engine.catalogue.sources import Line
from weft.engine.errors import CatalogueError

MAX_BATCH = 32 * 1024 * 1024
"""Bytes of a batch of lines; more goes into several, or into an import."""

_MOST_IMAGES = 100
_ERRORS = problem_responses(400, 404, 413, 422)


@get(
    "/v1/images/{image_id:path}",
    sync_to_thread=True,
    tags=["catalogue"],
    opt=needs(Scope.SEARCH),
    responses=problem_responses(400, 404),
)
def get_image(engine: Engine, image_id: ImageId) -> schemas.ImageAnswer:
    """One image with everything that is known about it."""
    return image_answer(engine.image(image_id.removeprefix("/")))


@put(
    "/v1/images/{image_id:path}",
    sync_to_thread=True,
    tags=["changes"],
    opt=needs(Scope.WRITE, long=True),
    responses=_ERRORS,
)
def put_image(
    desk: Desk, who: Who, image_id: ImageId, data: JSONBody[dict[str, Any]]
) -> schemas.ChangesAnswer:
    """Adds an image, or puts this in the place of what was known; the body is a catalogue line."""
    line = data | {"image_id": image_id.removeprefix("/")}
    return _answer(desk.apply([Line(1, line)], who))


@patch(
    "/v1/images/{image_id:path}",
    sync_to_thread=True,
    tags=["changes"],
    opt=needs(Scope.WRITE, long=True),
    responses=_ERRORS,
)
def patch_image(
    desk: Desk, who: Who, image_id: ImageId, data: JSONBody[dict[str, Any]]
) -> schemas.ChangesAnswer:
    """Changes a few things of an image; the body is a merge patch (RFC 7396) of its catalogue line."""
    return _answer(desk.patch([image_id.removeprefix("/")], _without_ids(data), who))


@delete(
    "/v1/images/{image_id:path}",
    status_code=200,
    sync_to_thread=True,
    tags=["changes"],
    opt=needs(Scope.WRITE, long=True),
    responses=_ERRORS,
)
def delete_image(desk: Desk, who: Who, image_id: ImageId) -> schemas.ChangesAnswer:
    """Removes an image."""
    return _answer(desk.remove([image_id.removeprefix("/")], who))


@put(
    "/v1/products/{product_id:path}",
    sync_to_thread=True,
    tags=["changes"],
    opt=needs(Scope.WRITE, long=True),
    responses=_ERRORS,
)
def put_product(
    desk: Desk, engine: Engine, who: Who, product_id: ProductId, data: JSONBody[schemas.ProductBody]
) -> schemas.ChangesAnswer:
    """Makes a product of exactly these images, each a catalogue line; others that it had are removed."""
    name = product_id.removeprefix("/")
    lines = [line | {"product_id": name} for line in data.images]
    kept = {str(line.get("image_id") or line.get("image")) for line in lines}
    gone = [each for each in engine.image_ids(name) if each not in kept]
    lines += [{"image_id": each, "deleted": True} for each in gone]
    return _answer(desk.apply([Line(number, line) for number, line in enumerate(lines, start=1)], who))


@patch(
    "/v1/products/{product_id:path}",
    sync_to_thread=True,
    tags=["changes"],
    opt=needs(Scope.WRITE, long=True),
    responses=_ERRORS,
)
def patch_product(
    desk: Desk, engine: Engine, who: Who, product_id: ProductId, data: JSONBody[dict[str, Any]]
) -> schemas.ChangesAnswer:
    """Changes a few things of all images of a product, such as the price; the body is a merge patch."""
    images = [each.image_id for each in engine.product(product_id.removeprefix("/"))]
    return _answer(desk.patch(images, _without_ids(data), who))


@delete(
    "/v1/products/{product_id:path}",
    status_code=200,
    sync_to_thread=True,
    tags=["changes"],
    opt=needs(Scope.WRITE, long=True),
    responses=_ERRORS,
)
def delete_product(desk: Desk, engine: Engine, who: Who, product_id: ProductId) -> schemas.ChangesAnswer:
    """Removes a product with all its images."""
    images = [each.image_id for each in engine.product(product_id.removeprefix("/"))]
    return _answer(desk.remove(images, who))


@post(
    "/v1/changes",
    status_code=200,
    tags=["changes"],
    media_type=JSON_LINES,
    opt=needs(Scope.WRITE, long=True),
    request_max_body_size=MAX_BATCH,
    operation_class=TakesLines,
    responses=problem_responses(400, 413),
)
async def change(request: Request[Any, Any, Any], desk: Desk, who: Who) -> Response[bytes]:
    """Catalogue lines, and for each of them a line that says what became of it."""
    lines = [_line(number, raw) for number, raw in enumerate((await request.body()).splitlines(), start=1)]
    outcomes = await sync_to_thread(desk.apply, lines, who)
    answer = changes_answer(outcomes).changed
    return Response(b"".join(msgspec.json.encode(each) + b"\n" for each in answer), media_type=JSON_LINES)


def _line(number: int, raw: bytes) -> Line:
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return Line(number, None, "is no JSON")
    return Line(number, data) if isinstance(data, dict) else Line(number, None, "is no JSON object")


def _without_ids(patch: dict[str, Any]) -> dict[str, Any]:
    if "image_id" in patch or "product_id" in patch:
        raise CatalogueError("A patch does not change ids.", hint="Remove the image, and add it anew.")
    return patch


def _answer(outcomes: list[Outcome]) -> schemas.ChangesAnswer:
    """What became of them; CatalogueError with the reason where the one line of all was refused."""
    if len(outcomes) == 1 and outcomes[0].became is Became.REFUSED:
        raise CatalogueError(f"The image {outcomes[0].reason}.")
    return changes_answer(outcomes)
