"""How articles are fastened: buttons, snaps, zips, laces, ties, buckles and velcro."""

from __future__ import annotations

import numpy as np

from weft.evaluation.garments.geometry import Points, along, band, box, ellipse, flipped, trace
from weft.evaluation.garments.layers import Cloth, Layer, Mark, Piece, as_one


def buttons(line: Points, count: int, *, size: float = 4.4, cloth: Cloth = "button") -> list[Layer]:
    """Buttons at equal distances along a line."""
    return [as_one([_button(x, y, size, cloth) for x, y in along(line, count).tolist()])]


def button(x: float, y: float, size: float = 4.4, cloth: Cloth = "button") -> list[Layer]:
    """One button with its holes."""
    return [_button(x, y, size, cloth)]


def placket(
    top: float, bottom: float, count: int, *, cloth: Cloth = "main", snaps: bool = False
) -> list[Layer]:
    """A button band down the middle, from `top` to `bottom`."""
    edges = tuple(Mark(trace((x, top), (x, bottom)), "stitch", 0.9) for x in (-6.5, 6.5))
    strip: list[Layer] = [Piece(box(-9, top, 9, bottom), cloth, puff=0.3, folds=0.6, lift=0.45, marks=edges)]
    line = trace((0, top + 10), (0, bottom - (16 if count > 3 else 9)))
    return strip + buttons(line, count, size=4.0, cloth="metal" if snaps else "button")


def zip_(top: float, bottom: float, *, x: float = 0) -> list[Layer]:
    """A zip down the middle with its puller."""
    teeth = Mark(trace((x, top), (x, bottom)), "dark", 2.2)
    shine = Mark(trace((x + 1.6, top), (x + 1.6, bottom)), "pale", 0.9)
    tape: list[Layer] = [
        Piece(box(x - 5, top, x + 5, bottom), "trim", puff=0.3, folds=0.5, lift=0.5, marks=(teeth, shine))
    ]
    return [*tape, Piece(box(x - 2.4, top + 5, x + 2.4, top + 20), "metal", puff=0.4, folds=0, lift=0.9)]


def bow(x: float, y: float, size: float, cloth: Cloth = "trim") -> list[Layer]:
    """A tied bow."""
    loop = trace((0, 0), (0.5, -0.75, 1.1, -0.62, 1.05, 0.02), (1.0, 0.55, 0.4, 0.36, 0, 0)) * size
    tail = trace((0, 0), (0.34, 0.5, 0.52, 1.15), (0.26, 1.22), (0.1, 0.6, -0.06, 0.1)) * size
    knot = ellipse(0, 0, 0.17, 0.2) * size
    at = np.array([x, y])
    sides = [(tail, 0.4), (flipped(tail), 0.4), (loop, 0.9), (flipped(loop), 0.9), (knot, 0.7)]
    return [Piece(shape + at, cloth, puff=0.5, folds=0.5, lift=lift) for shape, lift in sides]


def drawstrings(y: float, length: float, *, spread: float = 14) -> list[Layer]:
    """Two cords that hang down from an opening."""
    layers: list[Layer] = []
    for side, more in ((-1, 0.0), (1, 8.0)):
        line = trace(
            (side * spread, y),
            (side * (spread + 7), y + length * 0.5, side * (spread - 1), y + length + more),
        )
        layers.append(Piece(band(line, 3.6), "pale", puff=0.3, folds=0, lift=0.8))
        x, end = float(line[-1][0]), float(line[-1][1])
        layers.append(Piece(box(x - 2.4, end - 2, x + 2.4, end + 9), "metal", puff=0.3, folds=0, lift=0.5))
    return layers


def buckle(x: float, y: float, width: float, height: float) -> list[Layer]:
    """A metal frame with its prong."""
    frame = band(
        np.vstack(
            [
                box(x - width / 2, y - height / 2, x + width / 2, y + height / 2),
                [[x - width / 2, y - height / 2]],
            ]
        ),
        4,
    )
    prong = band(trace((x - width / 2, y), (x + width / 2 + 2, y)), 3)
    return [
        Piece(frame, "metal", puff=0.35, folds=0, lift=0.7),
        Piece(prong, "metal", puff=0.3, folds=0, lift=0.5),
    ]


def waist_belt(half: float, y: float, *, tied: bool) -> list[Layer]:
    """A belt around the waist, tied or with a buckle."""
    strip = band(trace((-half - 1, y), (0, y + 5, half + 1, y)), 15)
    layers: list[Layer] = [Piece(strip, "trim", puff=0.5, folds=0.3, lift=0.8)]
    return layers + (bow(6, y + 3, 34, "trim") if tied else buckle(0, y + 2.5, 24, 21))


def _button(x: float, y: float, size: float, cloth: Cloth) -> Piece:
    holes = tuple(Mark(trace((x + dx, y - 0.9), (x + dx, y + 0.9)), "dark", 1.0) for dx in (-1.2, 1.2))
    marks = holes if cloth == "button" else ()
    return Piece(ellipse(x, y, size), cloth, puff=0.35, folds=0, lift=0.8, marks=marks)
