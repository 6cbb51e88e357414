"""Pictures made small enough for a model, and of a shape that it takes."""

from __future__ import annotations

import math

from PIL import Image, ImageOps

LONGEST = 20
"""How many times longer than the other one a side may be; a longer picture stands on white."""


def fitted(picture: Image.Image, most_pixels: int) -> Image.Image:
    """The picture as RGB with at most so many pixels and no side far longer than the other."""
    width, height = picture.size
    shape = max(width, -(-height // LONGEST)), max(height, -(-width // LONGEST))
    shrink = min(math.sqrt(most_pixels / (shape[0] * shape[1])), 1.0)
    size = max(int(shape[0] * shrink), 1), max(int(shape[1] * shrink), 1)
    picture = picture.convert("RGB")
    if shape != picture.size:
        return ImageOps.pad(picture, size, Image.Resampling.BICUBIC, color="white")
    return picture if size == shape else picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=3.0)
