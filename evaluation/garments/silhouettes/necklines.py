"""Necks: the curve that is cut out, and the bands, collars and hoods that are sewn to it."""

from __future__ import annotations

import numpy as np

from weft.evaluation.garments.geometry import Points, along, band, box, flipped, mirror, moved, trace
from weft.evaluation.garments.layers import Layer, Mark, Piece, flip


def neckline(kind: str, neck: float, *, deep: bool = False) -> Points:
    """The right half of a neck opening, from the middle up to the neck point at (neck, 0)."""
    if kind == "v-neck":
        return trace((0, 118 if deep else 78), (neck * 0.45, 40 if not deep else 64, neck, 0))
    if kind == "scoop":
        return trace((0, 74), (neck * 0.62, 74, neck * 0.92, 52, neck, 0))
    if kind == "square":
        return trace((0, 62), (neck - 6, 62), (neck, 0))
    if kind == "boat":
        return trace((0, 17), (neck * 0.6, 17, neck, 0))
    if kind == "lapel":
        return trace((0, 168), (22, 110, neck, 0))
    if kind == "collar":
        return trace((0, 34), (neck * 0.5, 26, neck, 0))
    if kind == "other":
        return trace((0, 58), (14, 30, 34, 30), (neck - 4, 28, neck, 0))
    if kind == "back":
        return trace((0, 11), (neck * 0.6, 11, neck, 0))
    return trace((0, 30), (neck * 0.66, 30, neck * 0.96, 20, neck, 0))


def inside(neck: float, front: Points) -> list[Layer]:
    """The inner side of the back that shows in the neck opening, with its label."""
    back = trace((neck - 1, -1), (neck * 0.55, 10, 0, 10))
    lower = moved(front, by=(0, 8))
    outline = mirror(np.vstack([back[::-1], lower[::-1]]))
    tape = Mark(np.vstack([back, flipped(back)[::-1]]), "seam", 2.2)
    layers: list[Layer] = [Piece(outline, "inside", puff=0.4, folds=0.3, marks=(tape,), lift=0)]
    if front[0][1] > 24:
        layers.append(Piece(box(-8, 11, 8, 20), "label", puff=0.2, folds=0, lift=0.3))
    return layers


def neck_band(front: Points, *, width: float = 9, ribbed: bool = True) -> list[Layer]:
    """The band along a front neckline."""
    line = np.vstack([front[::-1], flipped(front)[1:]])
    outline = band(line, width)
    half = len(line)
    upper, lower = outline[:half], outline[half:][::-1]
    marks = tuple(
        Mark(np.array([a, b]), "rib", 1.0) for a, b in zip(along(upper, 40), along(lower, 40), strict=True)
    )
    return [Piece(outline, "trim", puff=0.5, folds=0.2, lift=0.35, marks=marks if ribbed else ())]


def turtleneck(neck: float) -> list[Layer]:
    """A high rolled neck."""
    half = trace(
        (0, -34), (neck * 0.5, -36, neck - 8, -34), (neck - 3, -10, neck + 3, 8), (neck * 0.5, 26, 0, 27)
    )
    outline = mirror(half)
    columns = np.linspace(-0.86, 0.86, 20)
    marks = [
        Mark(trace((x * (neck - 8), -34), (x * neck, -4, x * (neck + 2), 22)), "rib", 1.4) for x in columns
    ]
    roll = trace((-neck + 4, -8), (0, 6, neck - 4, -8))
    return [Piece(outline, "trim", puff=0.9, folds=0.3, lift=0.9, marks=(*marks, Mark(roll, "crease", 4)))]


def stand_collar(neck: float) -> list[Layer]:
    """A low upright collar, split in the middle."""
    inner = mirror(trace((0, -22), (neck * 0.6, -22, neck - 4, -18), (neck, 0), (neck * 0.5, 14, 0, 16)))
    leaf = trace(
        (1, 30),
        (1, -4),
        (neck * 0.5, -6, neck - 6, -22),
        (neck + 3, -6, neck + 2, 6),
        (neck * 0.5, 26, 1, 30),
    )
    right: list[Layer] = [Piece(leaf, "trim", puff=0.6, folds=0.3, lift=0.6)]
    return [Piece(inner, "inside", puff=0.3, folds=0.2), *right, *flip(right)]


def shirt_collar(neck: float, *, big: float = 1.0) -> list[Layer]:
    """A turned-down collar with two points."""
    stand = mirror(trace((0, -20), (neck * 0.6, -20, neck - 2, -14), (neck + 4, 2), (neck * 0.5, 18, 0, 20)))
    leaf = trace(
        (2, 32),
        (28 * big, 32 + 34 * big),
        (neck * 0.9, 40, neck + 18, 16),
        (neck + 16, 0, neck - 2, -15),
        (neck - 12, 8, 22, 26, 2, 32),
    )
    edge = Mark(
        moved(trace((28 * big - 3, 26 + 34 * big), (neck * 0.9 - 2, 36, neck + 13, 14)), by=(0, -1)),
        "stitch",
        0.9,
    )
    right: list[Layer] = [Piece(leaf, "trim", turn=-30, puff=0.5, folds=0.2, lift=0.9, marks=(edge,))]
    return [Piece(stand, "inside", puff=0.4, folds=0.2, lift=0.2), *right, *flip(right)]


def lapels(neck: float) -> list[Layer]:
    """The collar and notched lapels of a blazer or a coat."""
    lapel = trace((0, 172), (30, 128, 56, 92), (40, 76), (30, 60, 26, 30), (10, 110, 0, 172))
    collar = trace((26, 34), (40, 76), (62, 66), (64, 20, neck - 2, -14), (34, 10, 26, 34))
    stand = mirror(trace((0, -20), (neck * 0.6, -20, neck - 2, -14), (neck, 4), (neck * 0.5, 10, 0, 10)))
    right: list[Layer] = [
        Piece(lapel, "trim", turn=20, puff=0.5, folds=0.2, lift=0.9),
        Piece(collar, "trim", turn=-20, puff=0.5, folds=0.2, lift=0.7),
    ]
    return [Piece(stand, "main", puff=0.4, folds=0.2), *right, *flip(right)]


def hood(*, fur: bool, back: bool) -> list[Layer]:
    """A hood that lies spread above the shoulders."""
    outer = mirror(trace((0, -104), (60, -104, 82, -40, 60, 10), (34, 40, 0, 50)))
    if back:
        return [Piece(outer, marks=(Mark(trace((0, -104), (0, 46)), "seam"),), lift=1.1, puff=1.5)]
    opening = mirror(trace((0, -74), (40, -72, 50, -20, 30, 22), (18, 38, 0, 46)))
    layers: list[Layer] = [Piece(outer, puff=1.5, marks=(Mark(opening, "stitch", 1.0),))]
    if fur:
        layers.append(
            Piece(
                mirror(trace((0, -96), (58, -96, 74, -30, 46, 26), (24, 44, 0, 50))),
                "fur",
                puff=1.4,
                folds=0.2,
            )
        )
    layers.append(
        Piece(opening, "inside", puff=0.3, folds=0.8, marks=(Mark(trace((0, -72), (0, 44)), "seam"),), lift=0)
    )
    return layers
