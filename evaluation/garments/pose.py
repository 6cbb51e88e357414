"""Where an article lies in its picture: fitted to the frame, a little crooked, or seen from near."""

from __future__ import annotations

import random

import numpy as np

from weft.evaluation.garments.geometry import Points, moved
from weft.evaluation.garments.layers import Layer, flip, pieces, shift
from weft.evaluation.garments.spec import Shot

_FILL = 0.86
_TURN = 6.0


def posed(layers: list[Layer], shot: Shot, size: tuple[int, int], *, mirrored: bool) -> list[Layer]:
    """The layers in picture pixels; `mirrored` ones, such as shoes, may show their other side."""
    lots = random.Random(f"pose/{shot.seed}")
    if mirrored and lots.random() < 0.5:
        layers = flip(layers)
    turn = 0.0 if shot.hanging else lots.uniform(-_TURN, _TURN)
    low, high = _bounds(layers, turn)
    scale = min(size[0] * _FILL / (high[0] - low[0]), size[1] * _FILL / (high[1] - low[1]))
    scale *= lots.uniform(0.86, 1.0) * (1.55 if shot.view == "close" else 1)
    middle = (low + high) / 2
    if shot.view == "close":
        middle[1] = low[1] + (high[1] - low[1]) * 0.36
    x, y = np.array(size) / 2 - middle * scale + [lots.uniform(-6, 6), lots.uniform(-6, 6)]
    return shift(layers, float(x), float(y), scale=scale, turn=turn)


def _bounds(layers: list[Layer], turn: float) -> tuple[Points, Points]:
    points = moved(np.vstack([outline for piece in pieces(layers) for outline in piece.outlines]), turn=turn)
    return points.min(axis=0), points.max(axis=0)
