"""The pictures of the catalogue."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from weft.api.access.gate import needs
from weft.api.access.keys import Scope
from weft.api.errors import problem_responses
from weft.api.routes.parameters import Engine, ImageId, PictureFolder, Width

_A_DAY = "private, max-age=86400"  # who may see a picture is for this server to say


@get(
    "/images/{image_id:path}",
    sync_to_thread=True,
    tags=["catalogue"],
    media_type="image/*",
    opt=needs(Scope.SEARCH),
    responses=problem_responses(400, 404, 422),
)
def get_picture(
    request: Request[Any, Any, Any],
    engine: Engine,
    pictures: PictureFolder,
    image_id: ImageId,
    width: Width = None,
) -> Response[bytes]:
    """The picture of an image, as it is or smaller."""
    record = engine.image(image_id.removeprefix("/"))
    picture = pictures.read(record.image, width)
    headers = {"cache-control": _A_DAY, "etag": f'"{picture.tag}"'}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(b"", status_code=304, headers=headers)
    return Response(picture.content, media_type=picture.media_type, headers=headers)
