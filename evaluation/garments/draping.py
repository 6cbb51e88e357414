"""Lets a flat drawing hang and lie like cloth: everything is bent a little, edges and patterns alike."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from weft.evaluation.garments.geometry import Points, refined
from weft.evaluation.garments.layers import Layer, Mark, PrintSpot

_CELLS = (6, 8)
_SOFT, _STIFF = 3.8, 1.3
_STEP = 24.0


@dataclass(frozen=True, slots=True, eq=False)
class Drape:
    """How a picture of that size (width, height) is bent: shifts in pixels at the corners of a grid."""

    size: tuple[int, int]
    shifts: NDArray[np.float64]

    def shift_at(self, points: Points) -> Points:
        """How far each point is moved, in pixels to the right and down."""
        rows, columns = self.shifts.shape[:2]
        place = points / self.size * (columns - 1, rows - 1)
        cell = np.clip(np.floor(place).astype(int), 0, (columns - 2, rows - 2))
        x, y = np.clip(place - cell, 0, 1).T[..., None]
        upper, lower = self.shifts[cell[:, 1]], self.shifts[cell[:, 1] + 1]
        at = np.arange(len(points)), cell[:, 0]
        after = np.arange(len(points)), cell[:, 0] + 1
        return np.asarray(
            (upper[at] * (1 - x) + upper[after] * x) * (1 - y) + (lower[at] * (1 - x) + lower[after] * x) * y,
            dtype=np.float64,
        )


def drape(size: tuple[int, int], seed: int, *, stiff: bool) -> Drape:
    """A smooth random bend; that of shoes and the like (`stiff`) is slight."""
    rng = np.random.default_rng([seed, 4])
    shifts = rng.normal(0, _STIFF if stiff else _SOFT, (_CELLS[1] + 1, _CELLS[0] + 1, 2))
    return Drape(size, _smooth(shifts))


def draped(layers: list[Layer], bend: Drape) -> list[Layer]:
    """The layers, in picture pixels, with their outlines and marks bent."""
    lines = [[refined(line, _STEP) for line in _lines(layer)] for layer in layers]
    points = np.concatenate([line for own in lines for line in own])
    ends = np.cumsum([len(line) for own in lines for line in own])[:-1]
    bent = iter(np.split(points + bend.shift_at(points), ends))
    return [_with_lines(layer, [next(bent) for _ in own]) for layer, own in zip(layers, lines, strict=True)]


def _lines(layer: Layer) -> list[Points]:
    if isinstance(layer, PrintSpot):
        return [np.array([(layer.x, layer.y)])]
    outlines = [np.vstack([outline, outline[:1]]) for outline in layer.outlines]
    return [*outlines, *(mark.line for mark in layer.marks)]


def _with_lines(layer: Layer, lines: list[Points]) -> Layer:
    if isinstance(layer, PrintSpot):
        return replace(layer, x=float(lines[0][0, 0]), y=float(lines[0][0, 1]))
    first, *rest = lines
    others, sewn = rest[: len(layer.others)], rest[len(layer.others) :]
    marks = tuple(Mark(line, mark.kind, mark.width) for mark, line in zip(layer.marks, sewn, strict=True))
    return replace(layer, outline=first, others=tuple(others), marks=marks)


def _smooth(sway: NDArray[np.float64]) -> NDArray[np.float64]:
    padded = np.pad(sway, ((1, 1), (1, 1), (0, 0)), mode="edge")
    return (padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:] + 2 * sway) / 4
