"""Small things sewn on: pockets, ruffles, lace, fringe, patches, sequins, pleats."""

from __future__ import annotations

import random

import numpy as np

from weft.evaluation.garments.geometry import Points, along, band, box, ellipse, moved, trace
from weft.evaluation.garments.layers import Cloth, Layer, Mark, Piece, as_one


def patch_pocket(x: float, y: float, width: float, height: float, cloth: Cloth = "main") -> list[Layer]:
    """A pocket sewn on the outside; (x, y) is the middle of its upper edge."""
    half = width / 2
    shape = trace(
        (x - half, y),
        (x + half, y),
        (x + half, y + height * 0.82),
        (x, y + height),
        (x - half, y + height * 0.82),
    )
    inner = moved(shape - [x, y], scale=0.88, by=(x, y + height * 0.03))
    seams = (Mark(inner, "stitch", 0.9), Mark(trace((x - half, y + 7), (x + half, y + 7)), "stitch", 0.9))
    return [Piece(shape, cloth, puff=0.35, folds=0.5, lift=0.45, marks=seams)]


def kangaroo_pocket(y: float, width: float, height: float) -> list[Layer]:
    """The wide belly pocket of a hoodie; y is its upper edge."""
    half = width / 2
    shape = trace(
        (-half * 0.55, y),
        (half * 0.55, y),
        (half, y + height * 0.55),
        (half, y + height),
        (-half, y + height),
        (-half, y + height * 0.55),
    )
    hems = tuple(
        Mark(trace((s * half * 0.50, y + 3), (s * (half - 5), y + height * 0.58)), "stitch", 1.0)
        for s in (-1, 1)
    )
    return [Piece(shape, puff=0.5, folds=0.7, lift=0.5, marks=hems)]


def slant_pockets(x: float, y: float, *, length: float = 46) -> tuple[Mark, ...]:
    """The slits of two slanted pockets."""
    lines = [trace((side * x, y), (side * (x + 16), y + length)) for side in (-1, 1)]
    return tuple(Mark(line, kind, 1.8) for line in lines for kind in ("dark", "crease"))


def flap_pocket(x: float, y: float, width: float) -> list[Layer]:
    """A pocket flap; (x, y) is the middle of its upper edge."""
    half = width / 2
    flap = trace((x - half, y), (x + half, y), (x + half, y + 15), (x, y + 20, x - half, y + 15))
    return [
        Piece(
            flap,
            puff=0.35,
            folds=0.3,
            lift=0.7,
            marks=(Mark(trace((x - half, y + 12), (x, y + 17, x + half, y + 12)), "stitch", 0.9),),
        )
    ]


def ruffle(line: Points, depth: float, *, cloth: Cloth = "main", waves: int = 0) -> list[Layer]:
    """A gathered frill that hangs from a line."""
    count = waves or max(5, int(np.hypot(*np.diff(line, axis=0).T).sum() / 17))
    upper = along(line, count * 8 + 1)
    phase = np.linspace(0, count * 2 * np.pi, len(upper))
    drop = np.stack([2.4 * np.sin(phase * 0.5), depth + 3.2 * np.sin(phase)], axis=1)
    lower = upper + drop
    folds = [
        Mark(np.array([upper[at], lower[at]]), "crease" if at % 8 == 2 else "ridge", 2.2)
        for at in range(2, len(upper) - 2, 4)
    ]
    return [Piece(np.vstack([upper, lower[::-1]]), cloth, puff=0.4, folds=0.2, lift=0.8, marks=tuple(folds))]


def lace_edge(line: Points, depth: float = 15) -> list[Layer]:
    """A scalloped border of lace."""
    dots = along(line, max(6, int(np.hypot(*np.diff(line, axis=0).T).sum() / 10)))
    scallops = [
        Piece(
            ellipse(x, y + depth * 0.55, 7, depth * 0.55),
            "lace",
            puff=0.2,
            folds=0,
            lift=0.5,
            marks=tuple(Mark(ellipse(x, y + depth * 0.6, r), "seam", 1.0) for r in (2.2, 4.6)),
        )
        for x, y in dots.tolist()
    ]
    return [as_one(scallops), Piece(band(line, depth * 0.6), "lace", puff=0.2, folds=0, lift=0.2)]


def fringe(line: Points, depth: float, cloth: Cloth = "main") -> list[Layer]:
    """A row of loose threads."""
    dots = along(line, max(8, int(np.hypot(*np.diff(line, axis=0).T).sum() / 5.5)))
    threads = [
        trace(
            (x, y - 2),
            (x + (n % 3 - 1) * 3, y + depth * 0.6, x + (n % 2) * 2 - 1, y + depth + (n * 7 % 5)),
        )
        for n, (x, y) in enumerate(dots.tolist())
    ]
    return [as_one([Piece(band(thread, 3.6), cloth, puff=0.3, folds=0, lift=0.5) for thread in threads])]


def sequins(area: tuple[float, float, float, float], seed: int, count: int = 90) -> list[Layer]:
    """Small shining discs strewn over an area (left, top, right, bottom)."""
    lots = random.Random(f"sequins/{seed}")
    left, top, right, bottom = area
    discs = [
        ellipse(lots.uniform(left, right), lots.uniform(top, bottom), lots.uniform(1.7, 3.0))
        for _ in range(count)
    ]
    return [as_one([Piece(disc, "sequin", puff=0.35, folds=0, lift=0.3) for disc in discs])]


def patch(x: float, y: float, size: float) -> list[Layer]:
    """A sewn-on patch of plain cloth."""
    shape = box(x - size / 2, y - size * 0.4, x + size / 2, y + size * 0.4)
    edge = Mark(moved(shape - [x, y], scale=0.82, by=(x, y)), "stitch", 1.4)
    return [Piece(shape, "patch", turn=12, puff=0.3, folds=0.3, lift=0.6, marks=(edge,))]


def pleats(
    left: float, right: float, top: float, bottom: float, *, flare: float, count: int
) -> tuple[Mark, ...]:
    """Sharp vertical folds that spread from (left, right) at the top by the factor `flare` at the bottom."""
    marks = []
    for x in np.linspace(left, right, count):
        line = trace(
            (float(x), top), (float(x * (1 + flare) / 2), (top + bottom) / 2, float(x * flare), bottom)
        )
        marks += [Mark(line, "crease", 2.6), Mark(moved(line, by=(4.5, 0)), "ridge", 2.2)]
    return tuple(marks)


def ribs(upper: Points, lower: Points, count: int) -> tuple[Mark, ...]:
    """Knitted ribs between two lines."""
    ends = zip(along(upper, count), along(lower, count), strict=True)
    return tuple(Mark(trace((a[0], a[1]), (b[0], b[1])), "rib", 1.5) for a, b in ends)


def tears(spots: list[tuple[float, float]], size: float) -> list[Layer]:
    """Worn holes with pale threads across."""
    layers: list[Layer] = []
    for x, y in spots:
        hole = ellipse(x, y, size, size * 0.42)
        threads = tuple(
            Mark(trace((x - size, y + dy), (x, y + dy + 1.5, x + size, y + dy)), "seam", 0.8)
            for dy in (-5, -2, 1, 4)
        )
        layers.append(Piece(hole, "worn", puff=0.2, folds=0.2, lift=0.2, marks=threads))
    return layers
