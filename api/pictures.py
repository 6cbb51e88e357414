"""The pictures of the catalogue, as they are or smaller; nothing outside their folder is ever read."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from weft.engine.catalogue.images import decode, locate, verify
from weft.engine.errors import ImageError, NotFoundError

WIDTHS = (160, 320, 640, 1280)
"""The widths that pictures are offered in, in pixels."""

_MEDIA_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".avif": "image/avif",
}
_QUALITY = 82
_CACHE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of a picture; `tag` changes whenever they do."""

    content: bytes
    media_type: str
    tag: str


class Pictures:
    """Reads and shrinks the pictures of one folder; what it has read it keeps in a bounded cache."""

    def __init__(self, folder: Path | None, *, max_pixels: int, cache_bytes: int = _CACHE_BYTES) -> None:
        self._folder = folder
        self._max_pixels = max_pixels
        self._cache = _Cache(cache_bytes)

    def read(self, path: str, width: int | None = None) -> Picture:
        """The picture at that path of the folder, as it is or at most `width` pixels wide as WebP.

        Raises NotFoundError for what is not a file inside the folder, links followed, and ImageError for
        a file that is no whole picture, is too large, or for a width that is not offered.
        """
        if width is not None and width not in WIDTHS:
            offered = ", ".join(map(str, WIDTHS))
            raise ImageError(f"Pictures are not made {width} pixels wide.", hint=f"Widths: {offered}.")
        file = self._locate(path)
        facts = file.stat()
        key = (file, f"{facts.st_mtime_ns:x}-{facts.st_size:x}-{width or 0}")
        return self._cache.get(key) or self._cache.put(key, self._made(file, width, key[1]))

    def _locate(self, path: str) -> Path:
        if self._folder is None:
            raise NotFoundError("No folder of pictures is known.", hint="Serve with --images FOLDER.")
        try:
            return locate(self._folder, path)
        except ImageError as error:
            raise NotFoundError("There is no such picture in the folder of pictures.") from error

    def _made(self, file: Path, width: int | None, tag: str) -> Picture:
        media_type = _MEDIA_TYPES.get(file.suffix.lower())
        if width is None and media_type:
            verify(file, self._max_pixels)
            return Picture(file.read_bytes(), media_type, tag)
        return Picture(_webp(decode(file, self._max_pixels), width), "image/webp", tag)


class _Cache:
    """Pictures by key, the least recently used ones dropped once they are more than so many bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._pictures: OrderedDict[tuple[Path, str], Picture] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[Path, str]) -> Picture | None:
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
            return self._pictures.get(key)

    def put(self, key: tuple[Path, str], picture: Picture) -> Picture:
        with self._lock:
            if key not in self._pictures:
                self._pictures[key] = picture
                self._size += len(picture.content)
            while self._size > self._limit:
                _, dropped = self._pictures.popitem(last=False)
                self._size -= len(dropped.content)
        return picture


def _webp(image: Image.Image, width: int | None) -> bytes:
    if width is not None and image.width > width:
        height = max(1, round(image.height * width / image.width))
        image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    written = io.BytesIO()
    image.save(written, "WEBP", quality=_QUALITY, method=2)
    return written.getvalue()
