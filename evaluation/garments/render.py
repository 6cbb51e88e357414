"""From a spec to a picture: pieces of cloth are painted with light and shadow over a background."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from weft.evaluation.garments.backgrounds import background
from weft.evaluation.garments.draping import draped
from weft.evaluation.garments.fabrics import Wardrobe, wardrobe
from weft.evaluation.garments.layers import Layer, PrintSpot
from weft.evaluation.garments.noise import Field, clouds, displaced, softened
from weft.evaluation.garments.painting import Canvas
from weft.evaluation.garments.pose import posed
from weft.evaluation.garments.silhouettes import silhouette
from weft.evaluation.garments.spec import Garment, Shot
from weft.evaluation.garments.stamps import artwork

SIZE = (480, 600)
"""Width and height of a picture in pixels."""

_GRAINS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A drawn picture and where in it the article lies (a mask of 0 to 1, shape (height, width))."""

    image: Image.Image
    mask: Field


def draw(garment: Garment, shot: Shot) -> Picture:
    """One picture of an article."""
    layers = posed(silhouette(garment, back=shot.view == "back", hanging=shot.hanging), shot, SIZE)
    stuffs = wardrobe(garment)
    canvas = Canvas(SIZE, _folds(garment, shot))
    for layer in layers:
        _paint(canvas, layer, garment, stuffs)
    scene = background(shot.surface, shot.surface_color, SIZE, shot.seed)
    lit, alpha = draped(canvas.lit(), canvas.alpha, shot.seed, stiff=not garment.soft)
    return Picture(_composed(lit, alpha, scene, shot), alpha)


def _folds(garment: Garment, shot: Shot) -> Field:
    rng = np.random.default_rng([shot.seed, 3])
    soft = clouds(rng, SIZE, (150, 210) if shot.hanging else (170, 190), 2)
    creases = np.abs(clouds(rng, SIZE, (110, 230) if shot.hanging else (190, 150), 2))
    return (soft * 0.8 + creases).astype(np.float32)


def _paint(canvas: Canvas, layer: Layer, garment: Garment, stuffs: Wardrobe) -> None:
    if isinstance(layer, PrintSpot):
        if garment.print in ("picture", "text", "logo"):
            canvas.print(artwork(garment, max(16, round(layer.size))), layer)
    else:
        canvas.lay(layer, stuffs[layer.cloth])


def _composed(lit: NDArray[np.float32], alpha: Field, scene: NDArray[np.float32], shot: Shot) -> Image.Image:
    rng = np.random.default_rng([shot.seed, 9])
    far = 22 if shot.hanging else 9
    shadow = _thrown(alpha, far, 0.34) + _thrown(alpha, 4, 0.30)
    seen = (1 - np.clip(shadow, 0, 0.6)) * (1 - alpha)
    picture = scene * seen[..., None] + lit
    warmth = rng.uniform(-0.012, 0.018)
    picture *= np.array([1 + warmth, 1, 1 - warmth], dtype=np.float32)
    picture += _film_grain(int(rng.integers(_GRAINS)))[..., None]
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))


@lru_cache(maxsize=_GRAINS)
def _film_grain(number: int) -> Field:
    rng = np.random.default_rng([number, 77])
    return rng.standard_normal((SIZE[1], SIZE[0]), dtype=np.float32) * np.float32(1.6)


def _thrown(alpha: Field, reach: int, depth: float) -> Field:
    return displaced(softened(alpha, reach), round(reach * 0.5), round(reach * 0.7)) * depth
