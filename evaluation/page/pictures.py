"""Pictures for the page: small JPEGs inside it, so that it is one file, or the address that a line gives."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

from weft.engine.catalogue.images import decode, locate
from weft.engine.errors import ImageError
from weft.engine.model import ImageRecord

SIDE = 120
"""The longer side of a small picture, in pixels."""

QUALITY = 55

Picture = Callable[[ImageRecord], str]
"""The source of an image element; "" where there is no picture to show."""


def linked(record: ImageRecord) -> str:
    """The address of a picture on the web; "" for one that is a file."""
    return record.image if record.image.startswith(("http://", "https://")) else ""


def embedded(folder: Path, max_pixels: int) -> Picture:
    """Pictures of a folder as data; one that is missing or broken is shown as none."""

    @cache
    def data_of(image: str) -> str:
        try:
            return thumbnail(locate(folder, image), max_pixels)
        except ImageError:
            return ""  # the page shows the caption in its place

    return lambda record: linked(record) or (data_of(record.image) if record.image else "")


def thumbnail(path: Path, max_pixels: int) -> str:
    """A picture as a `data:` address of some 3 kB; ImageError for what is no picture."""
    picture = decode(path, max_pixels)
    picture.thumbnail((SIDE, SIDE))
    file = BytesIO()
    picture.save(file, "JPEG", quality=QUALITY, optimize=True)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode("ascii")
