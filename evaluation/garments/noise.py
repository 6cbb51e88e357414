"""Smooth random fields and soft masks: the raw stuff of folds, weaves and backgrounds."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from weft.evaluation.garments.geometry import Points

Field: TypeAlias = NDArray[np.float32]
"""A picture of one channel, shape (height, width)."""

_FINENESS = 2


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
    return np.array(Image.fromarray(field).resize(size, Image.Resampling.BICUBIC), dtype=np.float32)


def blurred(mask: Image.Image, radius: float) -> Field:
    """A mask blurred by a Gaussian of that many pixels, as a field of 0 to 1."""
    return unit(mask.filter(ImageFilter.GaussianBlur(radius)))


def unit(mask: Image.Image) -> Field:
    """A mask of 0 to 255 as a field of 0 to 1."""
    return np.asarray(mask, dtype=np.float32) * np.float32(1 / 255)


def mask_of(field: Field) -> Image.Image:
    """A field of 0 to 1 as a mask of 0 to 255."""
    return Image.fromarray((field * np.float32(255)).astype(np.uint8))


def filled(outlines: list[Points], size: tuple[int, int]) -> Image.Image:
    """The areas inside outlines as a mask of 0 to 255 with smooth edges."""
    image = Image.new("L", (size[0] * _FINENESS, size[1] * _FINENESS))
    draw = ImageDraw.Draw(image)
    for outline in outlines:
        draw.polygon((outline * _FINENESS).ravel().tolist(), fill=255)
    return image.reduce(_FINENESS)


def stroked(
    lines: list[tuple[Points, float]], size: tuple[int, int], *, fineness: int = _FINENESS
) -> Image.Image:
    """Lines with their widths as a mask of 0 to 255, drawn `fineness` times as large and then reduced."""
    image = Image.new("L", (size[0] * fineness, size[1] * fineness))
    draw = ImageDraw.Draw(image)
    for line, width in lines:
        thick = max(1, round(width * fineness))
        draw.line((line * fineness).ravel().tolist(), fill=255, width=thick, joint="curve")
    return image.reduce(fineness)
