"""Shoes with a high heel, drawn from the side."""

from __future__ import annotations

import numpy as np

from weft.evaluation.garments.geometry import band, box, moved, trace
from weft.evaluation.garments.layers import Layer, Mark, Piece
from weft.evaluation.garments.silhouettes import closures
from weft.evaluation.garments.spec import Garment


def heel(garment: Garment) -> list[Layer]:
    """One shoe with a high heel, slim or block, with or without a strap."""
    opening = trace((222, 106), (192, 136, 112, 104, 68, 38), (50, 10, 30, 10, 24, 22))
    upper = np.vstack(
        [
            trace((24, 22), (14, 50, 20, 78, 36, 92), (98, 112, 140, 148, 206, 157)),
            trace((206, 157), (258, 163, 306, 162, 312, 150), (290, 124, 252, 112, 222, 106)),
            opening[1:],
        ]
    )
    far_side = np.vstack([trace((28, 18), (56, 2, 66, 22, 76, 32), (124, 84, 184, 112, 222, 106)), opening])
    sole = trace(
        (36, 90),
        (98, 112, 140, 148, 206, 157),
        (258, 163, 306, 162, 312, 151),
        (308, 170, 262, 170, 204, 166),
    )
    sole = np.vstack([sole, trace((204, 166), (138, 156, 96, 120, 36, 98))[1:]])
    seams = (
        Mark(moved(opening, by=(-3, 5)), "stitch", 0.9),
        Mark(trace((92, 68), (82, 88, 86, 108)), "seam", 1.2),
    )
    layers: list[Layer] = [
        Piece(far_side, "inside", puff=0.3, folds=0),
        *_tall_heel(block=garment.cut == "block"),
        Piece(sole, "rubber", puff=0.3, folds=0, lift=0.2),
        Piece(upper, puff=1.2, folds=0.4, lift=0.4, marks=seams),
    ]
    if garment.closure == "buckle":
        layers.append(
            Piece(
                band(trace((34, 34), (70, -2, 116, 6), (140, 14, 132, 40, 108, 76)), 8),
                puff=0.4,
                folds=0,
                lift=0.6,
            )
        )
        layers += closures.buckle(124, 22, 15, 13)
    return layers + (closures.bow(232, 122, 24, "main") if garment.has("bow") else [])


def _tall_heel(*, block: bool) -> list[Layer]:
    tip, inner = (62, 64) if block else (38, 46)
    shape = trace((22, 62), (32, 112, 27, 160, 27, 168), (tip, 168), (inner, 134, 60, 116, 84, 108))
    return [
        Piece(shape, "plain", puff=0.6, folds=0, lift=0.4),
        Piece(box(26, 165, tip + 1, 171), "rubber", puff=0.3, folds=0, lift=0.2),
    ]
