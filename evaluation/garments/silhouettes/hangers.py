"""Hangers, seen behind what hangs on them."""

from __future__ import annotations

from weft.evaluation.garments.geometry import band, box, mirror, trace
from weft.evaluation.garments.layers import Layer, Piece


def shoulder_hanger(width: float, drop: float) -> list[Layer]:
    """A wooden hanger for tops and dresses; `width` is half of it."""
    arms = mirror(
        trace(
            (0, -24),
            (24, -20, width * 0.8, drop - 10, width, drop + 4),
            (width - 6, drop + 12),
            (40, 6, 0, 2),
        )
    )
    return [*_hook(-22), Piece(arms, "wood", puff=0.6, folds=0)]


def clip_hanger(width: float, y: float) -> list[Layer]:
    """A bar with two clips for skirts and trousers; goes before what hangs on it."""
    bar = band(trace((-width, y - 26), (width, y - 26)), 8)
    clips: list[Layer] = [
        Piece(box(x - 8, y - 30, x + 8, y + 12), "metal", puff=0.5, folds=0)
        for x in (-width * 0.7, width * 0.7)
    ]
    return [*_hook(y - 28), Piece(bar, "wood", puff=0.5, folds=0), *clips]


def _hook(y: float) -> list[Layer]:
    line = trace(
        (0, y), (0, y - 22), (0, y - 30, 15, y - 34, 15, y - 48), (15, y - 66, -15, y - 66, -15, y - 48)
    )
    return [Piece(band(line, 4.2), "metal", puff=0.3, folds=0)]
