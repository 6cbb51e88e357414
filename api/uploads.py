"""Pictures that come with a request: as a file of a form, in base64, or by URL."""

from __future__ import annotations

import base64
import binascii
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import msgspec
from litestar import Request
from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from PIL.Image import Image
from pydantic import ValidationError

from weft.api.schemas import PictureBody
from weft.engine.catalogue.fetch import Fetcher, FetchLimits
from weft.engine.catalogue.images import decode
from weft.engine.errors import ImageError, QueryError
from weft.engine.settings import Settings

MAX_PICTURE = 16 * 1024 * 1024
"""Bytes of a picture that comes with a request, or from its URL."""

MAX_PICTURE_BODY = MAX_PICTURE * 4 // 3 + 256 * 1024
"""Bytes of a request with a picture in base64."""

_LONGEST = 1_024
_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Uploads:
    """Takes pictures from requests."""

    settings: Settings

    async def body(self, request: Request[Any, Any, Any]) -> tuple[PictureBody, bytes | None]:
        """What a request says, as JSON or as a form whose `search` is JSON, and the file of the form.

        Raises QueryError for what is neither.
        """
        if request.content_type[0] != RequestEncodingType.MULTI_PART:
            return _read(await request.body()), None
        form = await request.form()
        file, said = form.get("image"), form.get("search")
        if not isinstance(file, UploadFile):
            raise QueryError("The form has no file `image`.", hint="Send it as multipart/form-data.")
        search = said if isinstance(said, str) and said else "{}"
        return _read(f'{{"search": {search}}}'.encode()), await file.read()

    async def picture(self, image: str | bytes | None, url: str | None) -> Image:
        """The upright RGB picture that was sent, or is at a URL.

        Raises QueryError unless there is exactly one, ImageError for what is no picture, and FetchError.
        """
        if (image is None) == (url is None):
            raise QueryError("A picture is asked for.", hint="Give either image or image_url.")
        return await sync_to_thread(self._decoded, image, url)

    def _decoded(self, image: str | bytes | None, url: str | None) -> Image:
        data = (
            image if isinstance(image, bytes) else _plain(image) if image is not None else self._at(url or "")
        )
        return decode(data, self.settings.max_pixels, longest=_LONGEST)

    def _at(self, url: str) -> bytes:
        private = self.settings.private_addresses
        limits = FetchLimits(heaviest=MAX_PICTURE, seconds=_SECONDS, tries=1, private=private)
        with closing(Fetcher(limits)) as fetcher:
            return fetcher.fetch(url)


def _plain(image: str) -> bytes:
    try:
        return base64.b64decode(image, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ImageError("The picture is not in base64.", hint="Leave a data: prefix away.") from error


def _read(body: bytes) -> PictureBody:
    try:
        return PictureBody.model_validate(msgspec.json.decode(body))
    except ValidationError as error:
        faults = error.errors()
        where = ".".join(map(str, faults[0]["loc"]))
        raise QueryError(f"{where}: {faults[0]['msg']}.", hint="See the OpenAPI document.") from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise QueryError("The body is no JSON.", hint="Or send a form, with the file `image`.") from error
