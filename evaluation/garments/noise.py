"""Smooth random fields and soft masks: the raw stuff of folds, weaves and backgrounds."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from weft.evaluation.garments.geometry import Points

Field: TypeAlias = NDArray[np.float32]
"""A picture of one channel, shape (height, width)."""

_SUPERSAMPLING = 3


def clouds(
    rng: np.random.Generator, size: tuple[int, int], cell: tuple[float, float], octaves: int = 1
) -> Field:
    """Smooth noise of about -1 to 1; `size` and `cell` (of one bump) are width and height in pixels."""
    total = np.zeros((size[1], size[0]), dtype=np.float32)
    for octave in range(octaves):
        step = 2.0**octave
        grid = (max(3, round(size[0] * step / cell[0]) + 2), max(3, round(size[1] * step / cell[1]) + 2))
        coarse = rng.standard_normal((grid[1], grid[0])).astype(np.float32)
        total += stretched(coarse, size) / step
    return total


def stretched(field: Field, size: tuple[int, int]) -> Field:
    """The field at another size (width, height), smoothly."""
    return np.asarray(Image.fromarray(field).resize(size, Image.Resampling.BICUBIC), dtype=np.float32)


def softened(field: Field, radius: float) -> Field:
    """A field of 0 to 1 blurred by a Gaussian of about `radius` pixels, without visible steps."""
    height, width = field.shape
    step = max(1, min(4, int(radius // 2)))
    image = Image.fromarray((np.clip(field, 0, 1) * 255).astype(np.uint8))
    small = image.resize((max(2, width // step), max(2, height // step)), Image.Resampling.BOX)
    blurred = _unit(small.filter(ImageFilter.GaussianBlur(radius / step)))
    return stretched(blurred, (width, height)) if step > 1 else blurred


def displaced(field: Field, x: int, y: int) -> Field:
    """The field moved right and down by whole pixels; nothing comes in from the edges."""
    moved = np.zeros_like(field)
    moved[y:, x:] = field[: field.shape[0] - y, : field.shape[1] - x]
    return moved


def filled(outline: Points, size: tuple[int, int]) -> Field:
    """The area inside an outline as a mask of 0 to 1 with smooth edges."""
    image, draw = _sheet(size)
    draw.polygon([(x, y) for x, y in (outline * _SUPERSAMPLING).tolist()], fill=255)
    return _reduced(image)


def stroked(lines: list[tuple[Points, float]], size: tuple[int, int]) -> Field:
    """Lines with their widths as a mask of 0 to 1."""
    image, draw = _sheet(size)
    for line, width in lines:
        path = [(x, y) for x, y in (line * _SUPERSAMPLING).tolist()]
        draw.line(path, fill=255, width=max(1, round(width * _SUPERSAMPLING)), joint="curve")
    return _reduced(image)


def _sheet(size: tuple[int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("L", (size[0] * _SUPERSAMPLING, size[1] * _SUPERSAMPLING))
    return image, ImageDraw.Draw(image)


def _reduced(image: Image.Image) -> Field:
    return _unit(image.reduce(_SUPERSAMPLING))


def _unit(image: Image.Image) -> Field:
    return np.asarray(np.asarray(image, dtype=np.float32) / 255, dtype=np.float32)
