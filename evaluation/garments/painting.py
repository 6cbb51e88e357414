"""A canvas of colour, light and cover on which pieces of cloth are laid one over the other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from weft.evaluation.garments.draping import Drape
from weft.evaluation.garments.fabrics import Fabric
from weft.evaluation.garments.layers import Piece, PrintSpot
from weft.evaluation.garments.noise import Field, blurred, filled, mask_of, stretched, unit
from weft.evaluation.garments.relief import COARSE, shaded
from weft.evaluation.garments.weaves import REACH, Weave


class Canvas:
    """Colour, light and cover of everything laid so far.

    `folds` is the relief that all cloth shares, COARSE times smaller than the canvas; `bend` is how the
    patterns of cloth are bent.
    """

    def __init__(self, size: tuple[int, int], folds: Field, bend: Drape) -> None:
        shape = (size[1], size[0])
        self._size = size
        self._folds = folds
        self._bend = bend
        self._color = Image.new("RGB", size)  # times cover: black where nothing lies
        self._light: Field = np.ones(shape, dtype=np.float32)
        self._tone: Field = np.ones(shape, dtype=np.float32)
        self._gloss: Field = np.zeros(shape, dtype=np.float32)
        self.alpha: Field = np.zeros(shape, dtype=np.float32)

    def lay(self, piece: Piece, fabric: Fabric) -> None:
        """Lay a piece on top, with its shadow on what is below."""
        window = _window(piece, self._size)
        if window is None:
            return
        area, corner = window.area, np.array([window.left, window.top], dtype=np.float64)
        cover = filled([outline - corner for outline in piece.outlines], window.size)
        cover = _frayed(cover, fabric.weave, window)
        coarse = cover.reduce(COARSE)
        self._shade_below(window, coarse, piece.lift)
        light, tone = shaded(piece, fabric.weave, coarse, self._folds[window.coarse_area], corner)
        tone *= fabric.weave.grain[area]
        self._color.paste(fabric.cut(window.box, piece.turn, self._bend), window.box, cover)
        mask = unit(cover)
        for below, above in ((self._light, light), (self._tone, tone), (self._gloss, fabric.weave.gloss)):
            below[area] += (above - below[area]) * mask
        self.alpha[area] += (1 - self.alpha[area]) * mask

    def print(self, art: Image.Image, spot: PrintSpot) -> None:
        """Print a picture on the cloth that lies there; light and folds stay."""
        turned = art.rotate(-spot.turn, Image.Resampling.BICUBIC, expand=True) if spot.turn else art
        left, top = round(spot.x - turned.width / 2), round(spot.y - turned.height / 2)
        low, high = max(0, left), max(0, top)
        right, bottom = min(self._size[0], left + turned.width), min(self._size[1], top + turned.height)
        ink = turned.crop((low - left, high - top, right - left, bottom - top))
        cloth = mask_of(self.alpha[high:bottom, low:right] * np.float32(0.96))
        self._color.paste(ink.convert("RGB"), (low, high), ImageChops.multiply(ink.getchannel("A"), cloth))

    def lit(self) -> list[Field]:
        """Red, green and blue under the light, times cover: 0 to 255 or a little more."""
        light = np.clip(self._light, 0.30, 1.22) * self._tone
        shine = np.maximum(self._light - 1, 0) * self._gloss * self.alpha * np.float32(420)
        return [np.asarray(band) * light + shine for band in self._color.split()]

    def _shade_below(self, window: _Window, cover: Image.Image, lift: float) -> None:
        if lift <= 0 or not self.alpha[window.area].any():
            return
        cast = blurred(cover, (2.0 + 2.5 * lift) / COARSE)
        left = stretched(1 - cast * np.float32(0.36 * min(lift, 1.5)), window.size)
        self._light[window.area][2:, 1:] *= left[:-2, :-1]


@dataclass(frozen=True, slots=True)
class _Window:
    """A part of the canvas whose edges fall on whole coarse pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        return self.left, self.top, self.right, self.bottom

    @property
    def size(self) -> tuple[int, int]:
        return self.right - self.left, self.bottom - self.top

    @property
    def area(self) -> tuple[slice, slice]:
        return slice(self.top, self.bottom), slice(self.left, self.right)

    @property
    def coarse_area(self) -> tuple[slice, slice]:
        return (
            slice(self.top // COARSE, self.bottom // COARSE),
            slice(self.left // COARSE, self.right // COARSE),
        )


def _window(piece: Piece, size: tuple[int, int]) -> _Window | None:
    margin = 5 + 11 * min(piece.lift, 1)  # room for the shadow
    points = np.concatenate(piece.outlines)
    low = np.maximum(np.floor((points.min(axis=0) - margin) / COARSE), 0)
    high = np.minimum(np.ceil((points.max(axis=0) + margin) / COARSE), np.array(size) // COARSE)
    if (high - low < 2).any():
        return None
    left, top, right, bottom = (np.concatenate([low, high]) * COARSE).astype(int).tolist()
    return _Window(left, top, right, bottom)


def _frayed(cover: Image.Image, weave: Weave, window: _Window) -> Image.Image:
    if not weave.fringe:
        return cover
    ragged = unit(cover.filter(ImageFilter.BoxBlur(weave.fringe * 1.2))) + _lint()[window.area]
    return mask_of(np.clip((ragged - 0.5) * 4 + 0.5, 0, 1))


@lru_cache(maxsize=1)
def _lint() -> Field:
    rng = np.random.default_rng(6)
    return np.asarray((rng.random(REACH[::-1], dtype=np.float32) - 0.5) * 0.5, dtype=np.float32)
