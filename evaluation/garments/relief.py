"""Light on a piece of cloth: its roundness, its folds, and the lines sewn or creased into it.

What is smooth is worked out at a third of the size; only thin lines need every pixel.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from weft.evaluation.garments.geometry import Points, along
from weft.evaluation.garments.layers import Mark, MarkKind, Piece
from weft.evaluation.garments.noise import Field, blurred, stretched, stroked, unit
from weft.evaluation.garments.weaves import Weave

COARSE = 3
"""Smooth fields are this many times smaller than the picture."""

_TOWARDS_LIGHT = (-0.55, -0.83)  # from the upper left
_ROUNDNESS = 17.0
_FOLD_HEIGHT = 13.0
_STRENGTH = 0.135


@dataclass(frozen=True, slots=True)
class _MarkLook:
    height: float
    tone: float
    blur: float = 0.0


_SHARP: dict[MarkKind, _MarkLook] = {
    "seam": _MarkLook(-1.5, -0.20),
    "stitch": _MarkLook(0.7, 0.10),
    "rib": _MarkLook(-1.2, -0.10),
    "pale": _MarkLook(0.8, 0.55),
    "dark": _MarkLook(-1.0, -0.55),
}
_SOFT: dict[MarkKind, _MarkLook] = {
    "crease": _MarkLook(-5.0, -0.04, blur=3.0),
    "ridge": _MarkLook(5.0, 0.03, blur=3.0),
    "fade": _MarkLook(0.0, 0.30, blur=11.0),
}


def shaded(
    piece: Piece, weave: Weave, cover: Image.Image, folds: Field, corner: Points
) -> tuple[Field, Field]:
    """Light and tone of a piece, both about 1 and of the size of its window.

    `cover` is its mask and `folds` the relief that it shares with its neighbours, both at the coarse
    size; `corner` is where its window begins in the picture.
    """
    rim = blurred(cover, 7.0 * max(piece.puff, 0.35) / COARSE)
    height = rim * (_ROUNDNESS * piece.puff) + folds * (_FOLD_HEIGHT * weave.folds * piece.folds)
    tone = _creased(height, piece.marks, corner)
    light = 1 - np.clip(_slope(height) * (_STRENGTH / COARSE), -0.34, 0.42)
    light *= 0.84 + 0.16 * np.minimum(rim * 1.4, 1)
    light = stretched(light, (cover.width * COARSE, cover.height * COARSE))
    tone = np.ones_like(light) if tone is None else stretched(tone, light.shape[::-1])
    for kind, look in _SHARP.items():
        _sew(light, tone, _lines(piece.marks, kind, corner), look)
    return light, tone


def _creased(height: Field, marks: tuple[Mark, ...], corner: Points) -> Field | None:
    """Adds soft marks to a relief and returns their tone, if there are any."""
    tone = None
    for kind, look in _SOFT.items():
        lines = [(line / COARSE, width / COARSE) for line, width in _lines(marks, kind, corner)]
        if lines:
            drawn = blurred(stroked(lines, height.shape[::-1], fineness=COARSE), look.blur / COARSE)
            height += drawn * look.height
            tone = (1 if tone is None else tone) + drawn * look.tone
    return tone


def _slope(height: Field) -> Field:
    down, across = np.gradient(height)
    return np.asarray(across * _TOWARDS_LIGHT[0] + down * _TOWARDS_LIGHT[1], dtype=np.float32)


def _lines(marks: tuple[Mark, ...], kind: MarkKind, corner: Points) -> list[tuple[Points, float]]:
    return [part for mark in marks if mark.kind == kind for part in _parts(mark, corner)]


def _parts(mark: Mark, corner: Points) -> list[tuple[Points, float]]:
    line = mark.line - corner
    if mark.kind != "stitch":
        return [(line, mark.width)]
    length = float(np.hypot(*np.diff(line, axis=0).T).sum())
    dots = along(line, max(4, int(length / 3.4) // 2 * 2))
    return [(dots[start : start + 2], mark.width) for start in range(0, len(dots) - 1, 2)]


def _sew(light: Field, tone: Field, lines: list[tuple[Points, float]], look: _MarkLook) -> None:
    if not lines:
        return
    points = np.concatenate([line for line, _ in lines])
    low = np.maximum(points.min(axis=0).astype(int) - 4, 0)
    high = np.minimum(points.max(axis=0).astype(int) + 5, light.shape[::-1])
    if (high - low < 2).any():
        return
    area = (slice(low[1], high[1]), slice(low[0], high[0]))
    drawn = unit(stroked([(line - low, width) for line, width in lines], tuple((high - low).tolist())))
    tone[area] += drawn * look.tone
    light[area] -= _slope(drawn) * (look.height * _STRENGTH)
