"""Pictures from outside: found inside their folder, verified cheaply, decoded to upright RGB."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from weft.engine.errors import ImageError

HEAVIEST = 256_000_000
"""Bytes of a picture file; more is not read."""

_GLIMPSE = 128
"""Pixels of the longest side that are enough to compare pictures."""

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
"""The formats that are read; the decoders of the others stay out of reach of what comes from outside."""


def locate(folder: Path, image: str) -> Path:
    """The file of a picture by its path relative to the folder.

    Raises ImageError if it is not there, or lies outside the folder, by its name or by a link.
    """
    try:
        path = (folder / image).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise ImageError("the picture lies outside the folder of images", hint="Move it there.")
        found = path.is_file()
    except (OSError, ValueError, RuntimeError) as error:  # name too long, NUL, circle of links
        raise ImageError("the path of the picture has no meaning") from error
    if not found:
        raise ImageError(f"there is no picture {image[:200]!r}", hint="Check the path and --images.")
    return path


def read_bytes(path: Path) -> bytes:
    """The bytes of a picture file; ImageError if it cannot be read or is larger than `HEAVIEST`."""
    try:
        if path.stat().st_size > HEAVIEST:
            raise ImageError(f"the picture is larger than {HEAVIEST // 1_000_000} MB")
        return path.read_bytes()
    except OSError as error:
        raise ImageError(f"the picture cannot be read: {error.strerror}") from error


def content_hash(data: bytes) -> str:
    """What a picture's bytes are known by: their SHA-256 in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def verify(picture: Path | bytes, max_pixels: int) -> str:
    """The hash of a picture's bytes, if it can be decoded to the end; see `glimpse`."""
    data = _data(picture)
    glimpse(data, max_pixels)
    return content_hash(data)


def glimpse(picture: Path | bytes, max_pixels: int) -> Image.Image:
    """The picture decoded to its end, but a JPEG only as large as needed to tell pictures apart.

    Raises ImageError for what is not a picture, is broken, cut short, or larger than `max_pixels`.
    """
    return _decoded(picture, max_pixels, _GLIMPSE)


def decode(picture: Path | bytes, max_pixels: int, longest: int = 0) -> Image.Image:
    """The picture upright as RGB: first frame, transparency over white.

    With `longest` it is made smaller, so that neither side has more pixels. Raises ImageError as `glimpse`.
    """
    image = _decoded(picture, max_pixels, longest)
    if longest and max(image.size) > longest:
        image.thumbnail((longest, longest), reducing_gap=2.0)
    return image


def _decoded(picture: Path | bytes, max_pixels: int, needed: int) -> Image.Image:
    """Upright RGB; a JPEG no larger than it takes for `needed` pixels on its longest side, 0 for all."""
    with _opened(_data(picture), max_pixels) as image:
        if needed:
            # The decoder keeps both sides at least this long, so that the shorter one may be more.
            scale = max(max(image.size) / needed, 1.0)
            image.draft("RGB", (max(int(image.width / scale), 1), max(int(image.height / scale), 1)))
        return _rgb(ImageOps.exif_transpose(image))


def _data(picture: Path | bytes) -> bytes:
    return picture if isinstance(picture, bytes) else read_bytes(picture)


@contextmanager
def _opened(data: bytes, max_pixels: int) -> Iterator[Image.Image]:
    """The picture, header read; whatever goes wrong with it inside the block becomes an ImageError."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            _require_size(image, max_pixels)
            yield image
    except UnidentifiedImageError as error:
        hint = f"Weft reads {', '.join(FORMATS)}."
        raise ImageError("not a picture of a known format", hint=hint) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageError(f"the picture has more than {max_pixels:,} pixels") from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, MemoryError) as error:
        raise ImageError(f"the picture is broken or cut short: {error}") from error


def _require_size(image: Image.Image, max_pixels: int) -> None:
    if image.width * image.height > max_pixels:
        size = f"{image.width} x {image.height}"
        raise ImageError(f"the picture has {size} pixels, more than {max_pixels:,}", hint="Make it smaller.")


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        return _eight_bit(image).convert("RGB")
    if "A" in image.getbands() or "transparency" in image.info:
        layers = image.convert("RGBA")
        white = Image.new("RGBA", layers.size, "white")
        return Image.alpha_composite(white, layers).convert("RGB")
    return image.convert("RGB")


def _eight_bit(image: Image.Image) -> Image.Image:
    """Sixteen or more bits a pixel scaled down; converting alone would clip them to white."""
    values = np.asarray(image, dtype=np.float64)
    full = 255.0 if values.max(initial=0.0) <= 255 else max(65_535.0, float(values.max()))
    return Image.fromarray((values.clip(0) * (255 / full)).astype(np.uint8))
