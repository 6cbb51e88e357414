"""A canvas of colour, light and cover on which pieces of cloth are laid one over the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from weft.evaluation.garments.fabrics import Fabric
from weft.evaluation.garments.geometry import Points, along
from weft.evaluation.garments.layers import Mark, MarkKind, Piece, PrintSpot
from weft.evaluation.garments.noise import Field, displaced, filled, softened, stroked
from weft.evaluation.garments.weaves import Weave

_MARGIN = 16
_TOWARDS_LIGHT = (-0.55, -0.83)  # from the upper left
_ROUNDNESS = 17.0
_FOLD_HEIGHT = 13.0


@dataclass(frozen=True, slots=True)
class _MarkLook:
    height: float
    blur: float
    tone: float


_MARKS: dict[MarkKind, _MarkLook] = {
    "seam": _MarkLook(-1.5, 0.0, -0.20),
    "stitch": _MarkLook(0.7, 0.0, 0.10),
    "crease": _MarkLook(-5.0, 3.0, -0.04),
    "ridge": _MarkLook(5.0, 3.0, 0.03),
    "rib": _MarkLook(-1.2, 0.0, -0.10),
    "cord": _MarkLook(3.2, 0.8, 0.06),
    "pale": _MarkLook(0.8, 0.0, 0.55),
    "dark": _MarkLook(-1.0, 0.0, -0.55),
    "fade": _MarkLook(0.0, 11.0, 0.30),
}


class Canvas:
    """Colour, light and cover of everything laid so far; `folds` is the relief that all cloth shares."""

    def __init__(self, size: tuple[int, int], folds: Field) -> None:
        self._size = size
        self._folds = folds
        self._color = np.zeros((size[1], size[0], 3), dtype=np.float32)
        self._light = np.ones((size[1], size[0]), dtype=np.float32)
        self._gloss = np.zeros((size[1], size[0]), dtype=np.float32)
        self.alpha: Field = np.zeros((size[1], size[0]), dtype=np.float32)

    def lay(self, piece: Piece, fabric: Fabric) -> None:
        """Lay a piece on top, with its shadow on what is below."""
        window = self._window(piece.outline)
        if window is None:
            return
        left, top, size = window
        area = (slice(top, top + size[1]), slice(left, left + size[0]))
        corner = np.array([left, top], dtype=np.float64)
        mask = _frayed(filled(piece.outline - corner, size), fabric.weave, left + top)
        self._shade_below(area, mask, piece.lift)
        light, tone = self._relief(piece, fabric.weave, mask, corner)
        colors = fabric.cut(left, top, size, piece.turn) * tone[..., None]
        cover = mask / np.maximum(mask + self.alpha[area] * (1 - mask), 1e-4)
        _over(self._color[area], colors, cover[..., None])
        _over(self._light[area], light, cover)
        _over(self._gloss[area], np.full_like(light, fabric.weave.gloss), cover)
        _over(self.alpha[area], np.ones_like(mask), mask)

    def print(self, art: Image.Image, spot: PrintSpot) -> None:
        """Print a picture on the cloth that lies there; light and folds stay."""
        turned = art.rotate(-spot.turn, Image.Resampling.BICUBIC, expand=True) if spot.turn else art
        left, top = round(spot.x - turned.width / 2), round(spot.y - turned.height / 2)
        low, high = max(0, left), max(0, top)
        area = (slice(high, top + turned.height), slice(low, left + turned.width))
        cover = self.alpha[area]
        ink = np.asarray(turned, dtype=np.float32)[high - top :, low - left :]
        ink = ink[: cover.shape[0], : cover.shape[1]]
        _over(self._color[area], ink[..., :3], ink[..., 3:] / 255 * cover[..., None] * 0.96)

    def lit(self) -> NDArray[np.float32]:
        """The colours under the light: (height, width, 3), 0 to 255."""
        shine = np.clip(self._light - 1, 0, None) * self._gloss * 420
        return self._color * np.clip(self._light, 0.30, 1.22)[..., None] + shine[..., None]

    def _window(self, outline: Points) -> tuple[int, int, tuple[int, int]] | None:
        low = np.maximum(np.floor(outline.min(axis=0)).astype(int) - _MARGIN, 0)
        high = np.minimum(np.ceil(outline.max(axis=0)).astype(int) + _MARGIN, self._size)
        if (high - low < 2).any():
            return None
        return int(low[0]), int(low[1]), (int(high[0] - low[0]), int(high[1] - low[1]))

    def _shade_below(self, area: tuple[slice, slice], mask: Field, lift: float) -> None:
        if lift <= 0:
            return
        cast = displaced(softened(mask, 2.0 + 2.5 * lift), 1, 2)
        self._light[area] *= 1 - np.clip(0.36 * min(lift, 1.5) * cast, 0, 0.6)

    def _relief(self, piece: Piece, weave: Weave, mask: Field, corner: Points) -> tuple[Field, Field]:
        height, width = mask.shape
        rim = softened(mask, 7.0 * max(piece.puff, 0.35))
        left, top = int(corner[0]), int(corner[1])
        folds = self._folds[top : top + height, left : left + width]
        relief = rim * (_ROUNDNESS * piece.puff) + folds * (_FOLD_HEIGHT * weave.folds * piece.folds)
        tone = np.ones_like(mask)
        for kind, look in _MARKS.items():
            drawn = _drawn([mark for mark in piece.marks if mark.kind == kind], corner, (width, height))
            if drawn is not None:
                soft = softened(drawn, look.blur) if look.blur else drawn
                relief = relief + soft * look.height
                tone = tone + soft * look.tone
        down, across = np.gradient(relief)
        slope = across * _TOWARDS_LIGHT[0] + down * _TOWARDS_LIGHT[1]
        light = 1.0 - np.clip(slope * 0.135, -0.34, 0.42)
        return (light * (0.84 + 0.16 * np.clip(rim * 1.4, 0, 1))).astype(np.float32), tone


def _drawn(marks: list[Mark], corner: Points, size: tuple[int, int]) -> Field | None:
    lines = [part for mark in marks for part in _parts(mark, corner)]
    return stroked(lines, size) if lines else None


def _parts(mark: Mark, corner: Points) -> list[tuple[Points, float]]:
    line = mark.line - corner
    if mark.kind != "stitch":
        return [(line, mark.width)]
    length = float(np.hypot(*np.diff(line, axis=0).T).sum())
    dots = along(line, max(4, int(length / 3.4) // 2 * 2))
    return [(dots[start : start + 2], mark.width) for start in range(0, len(dots) - 1, 2)]


def _frayed(mask: Field, weave: Weave, seed: int) -> Field:
    if not weave.fringe:
        return mask
    rng = np.random.default_rng(seed)
    ragged = softened(mask, weave.fringe * 1.2) + (rng.random(mask.shape, dtype=np.float32) - 0.5) * 0.5
    return np.clip((ragged - 0.5) * 4 + 0.5, 0, 1).astype(np.float32)


def _over(below: NDArray[np.float32], above: NDArray[np.floating], cover: NDArray[np.floating]) -> None:
    below += (above - below) * cover
