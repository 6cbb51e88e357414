"""Where an article lies in its picture: fitted to the frame, a little crooked, or seen from near."""

from __future__ import annotations

import random

import numpy as np

from weft.evaluation.garments.geometry import Points
from weft.evaluation.garments.layers import Layer, pieces, shift
from weft.evaluation.garments.spec import Shot

_FILL = 0.86
_TURN = 3.5


def posed(layers: list[Layer], shot: Shot, size: tuple[int, int]) -> list[Layer]:
    """The layers in picture pixels."""
    lots = random.Random(f"pose/{shot.seed}")
    turn = 0.0 if shot.hanging else lots.uniform(-_TURN, _TURN)
    turned = shift(layers, 0, 0, turn=turn)
    low, high = _bounds(turned)
    scale = min(size[0] * _FILL / (high[0] - low[0]), size[1] * _FILL / (high[1] - low[1]))
    scale *= lots.uniform(0.92, 1.0) * (1.55 if shot.view == "close" else 1)
    middle = (low + high) / 2
    if shot.view == "close":
        middle[1] = low[1] + (high[1] - low[1]) * 0.36
    x, y = np.array(size) / 2 - middle * scale + [lots.uniform(-6, 6), lots.uniform(-6, 6)]
    return shift(turned, float(x), float(y), scale=scale)


def _bounds(layers: list[Layer]) -> tuple[Points, Points]:
    outline = np.vstack([piece.outline for piece in pieces(layers)])
    return outline.min(axis=0), outline.max(axis=0)
