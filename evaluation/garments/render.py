"""From a spec to a picture: pieces of cloth are painted with light and shadow over a background."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from weft.evaluation.garments.backgrounds import surface
from weft.evaluation.garments.draping import drape, draped
from weft.evaluation.garments.fabrics import Wardrobe, wardrobe
from weft.evaluation.garments.layers import Layer, PrintSpot
from weft.evaluation.garments.noise import Field, blurred, clouds, mask_of, stretched
from weft.evaluation.garments.painting import Canvas
from weft.evaluation.garments.pose import posed
from weft.evaluation.garments.relief import COARSE
from weft.evaluation.garments.silhouettes import silhouette
from weft.evaluation.garments.spec import Garment, Shot
from weft.evaluation.garments.stamps import artwork

SIZE = (480, 600)
"""Width and height of a picture in pixels."""

_COARSE_SIZE = (SIZE[0] // COARSE, SIZE[1] // COARSE)


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A drawn picture and where in it the article lies (a mask of 0 to 1, shape (height, width))."""

    image: Image.Image
    mask: Field


def draw(garment: Garment, shot: Shot) -> Picture:
    """One picture of an article."""
    bend = drape(SIZE, shot.seed, stiff=not garment.soft)
    layers = silhouette(garment, back=shot.view == "back", hanging=shot.hanging)
    stuffs = wardrobe(garment)
    canvas = Canvas(SIZE, _folds(shot), bend)
    for layer in draped(posed(layers, shot, SIZE, mirrored=not garment.soft), bend):
        _paint(canvas, layer, garment, stuffs)
    return Picture(_composed(canvas, shot), canvas.alpha)


def _folds(shot: Shot) -> Field:
    rng = np.random.default_rng([shot.seed, 3])
    soft = clouds(rng, _COARSE_SIZE, (50, 70) if shot.hanging else (57, 63), 2)
    creases = np.abs(clouds(rng, _COARSE_SIZE, (37, 77) if shot.hanging else (63, 50), 2))
    return np.asarray(soft * 0.8 + creases, dtype=np.float32)


def _paint(canvas: Canvas, layer: Layer, garment: Garment, stuffs: Wardrobe) -> None:
    if isinstance(layer, PrintSpot):
        if garment.print in ("picture", "text", "logo"):
            canvas.print(artwork(garment, max(16, round(layer.size))), layer)
    else:
        canvas.lay(layer, stuffs[layer.cloth])


def _composed(canvas: Canvas, shot: Shot) -> Image.Image:
    warmth = np.random.default_rng([shot.seed, 9]).uniform(-0.012, 0.018)
    ground = surface(shot.surface, SIZE, shot.seed) * _unshaded(canvas.alpha, shot) * (1 - canvas.alpha)
    tint = (1 + warmth, 1.0, 1 - warmth)
    bands = [
        (band + ground * np.float32(level)) * np.float32(share)
        for band, level, share in zip(canvas.lit(), shot.surface_color, tint, strict=True)
    ]
    return Image.merge("RGB", [Image.fromarray(np.clip(band, 0, 255).astype(np.uint8)) for band in bands])


def _unshaded(alpha: Field, shot: Shot) -> Field:
    cover = mask_of(alpha).reduce(COARSE)
    far = 22 if shot.hanging else 9
    shadow = _thrown(cover, far, 0.34) + _thrown(cover, 4, 0.30)
    return stretched(1 - np.minimum(shadow, 0.6), SIZE)


def _thrown(cover: Image.Image, reach: int, depth: float) -> Field:
    right, down = round(reach * 0.5 / COARSE), round(reach * 0.7 / COARSE)
    moved = Image.new("L", cover.size)
    moved.paste(cover, (right, down))
    return blurred(moved, reach / COARSE) * np.float32(depth)
