"""Caps, beanies and hats."""

from __future__ import annotations

import numpy as np

from weft.evaluation.garments.geometry import band, ellipse, mirror, moved, trace
from weft.evaluation.garments.layers import Layer, Mark, Piece, PrintSpot
from weft.evaluation.garments.silhouettes import closures, trims
from weft.evaluation.garments.spec import Garment


def cap(garment: Garment, *, back: bool, hanging: bool) -> list[Layer]:
    """A baseball cap from the front."""
    crown = mirror(trace((0, -122), (70, -124, 106, -66, 108, 18), (60, 44, 0, 44)))
    edge = trace((92, 6), (116, 50, 104, 88, 68, 106), (44, 116, 20, 118, 0, 118))
    brim = mirror(np.vstack([trace((0, 32), (52, 32, 80, 24, 92, 6)), edge[1:]]))
    seams = [Mark(trace((0, -122), (s * 40, -80, s * 52, 36)), "seam", 1.4) for s in (-1, 1)]
    rim = np.vstack([edge, (edge * [-1, 1])[::-1]])
    rows = [Mark(moved(rim, scale=share, by=(0, 2)), "stitch", 1.0) for share in (0.94, 0.82, 0.70)]
    front = mirror(trace((0, -122), (40, -80, 52, 36), (30, 42, 0, 43)))
    layers: list[Layer] = [
        Piece(
            crown,
            "second" if garment.pattern == "colorblock" else "main",
            puff=2.0,
            folds=0.5,
            marks=(*seams,),
        ),
        Piece(front, puff=0.8, folds=0.4, lift=0.1, marks=(*seams,)),
        Piece(brim, "trim", puff=1.5, folds=0.2, lift=1.4, marks=tuple(rows)),
        Piece(ellipse(0, -122, 9, 6), "trim", puff=0.5, folds=0, lift=0.5),
        *(Piece(ellipse(x, -62, 3.2), "trim", puff=0.3, folds=0, lift=0.4) for x in (-66, 66)),
    ]
    return [*layers, PrintSpot(0, -30, 34 if garment.print == "logo" else 84)]


def beanie(garment: Garment, *, back: bool, hanging: bool) -> list[Layer]:
    """A knitted cap with a folded edge."""
    dome = mirror(trace((0, -118), (72, -118, 100, -50, 102, 40), (60, 52, 0, 52)))
    wales = [
        Mark(trace((x * 0.16, -117), (x * 0.85, -90, x, 40)), "rib", 2.0) for x in np.linspace(-96, 96, 25)
    ]
    edge = mirror(trace((0, 16), (60, 16, 106, 4), (110, 40, 104, 66), (60, 80, 0, 80)))
    ribs = [
        Mark(trace((x, 5 + 11 * (1 - (x / 106) ** 2)), (x * 0.99, 78 - 12 * (x / 106) ** 2)), "rib", 2.0)
        for x in np.linspace(-100, 100, 29)
    ]
    layers: list[Layer] = []
    if garment.cut == "pompom":
        layers.append(Piece(ellipse(0, -142, 40, 37), "fur", puff=1.8, folds=0))
    layers += [
        Piece(dome, puff=2.0, folds=0.3, marks=tuple(wales)),
        Piece(edge, "trim", puff=1.1, folds=0.2, lift=1.1, marks=tuple(ribs)),
    ]
    if garment.has("patch"):
        layers += trims.patch(0, 46, 40)
    return [
        *layers,
        PrintSpot(0, 46 if garment.print == "logo" else -34, 28 if garment.print == "logo" else 74),
    ]


def hat(garment: Garment, *, back: bool, hanging: bool) -> list[Layer]:
    """A hat with a brim all round: a bucket hat, a felt hat or a sun hat."""
    wide = {"bucket": 128.0, "felt": 158.0, "sun": 192.0}[garment.cut]
    tall = -92.0 if garment.cut != "bucket" else -74.0
    crown = mirror(
        trace(
            (0, tall + (12 if garment.cut == "felt" else 0)),
            (26, tall - 8, 58, tall - 4, 76, tall + 22),
            (90, tall + 60, 94, 0),
            (50, 20, 0, 20),
        )
    )
    rim = trace(
        (-94, -8),
        (-wide, 4, -wide - 8, 44, -wide + 10, 54),
        (-60, 92, 60, 92, wide - 10, 54),
        (wide + 8, 44, wide, 4, 94, -8),
    )
    rows = tuple(
        Mark(trace((-wide + n * 13, 44 - n * 5), (0, 108 - n * 20, wide - n * 13, 44 - n * 5)), "stitch", 1.0)
        for n in range(1, 4)
    )
    ribbon = trace((-92, -24), (0, 4, 92, -24), (94, 2), (0, 30, -94, 2))
    layers: list[Layer] = [
        Piece(rim, puff=1.3, folds=0.5, marks=rows),
        Piece(crown, puff=2.0, folds=0.6, lift=0.6),
    ]
    if garment.cut != "bucket":
        layers.append(Piece(ribbon, "trim", puff=0.5, folds=0.2, lift=0.5))
    if garment.has("bow"):
        layers += closures.bow(60, -4, 26)
    if garment.has("drawstring"):
        layers.append(
            Piece(
                band(trace((-90, 40), (-40, 190, 0, 190), (40, 190, 90, 40)), 3.6), "pale", puff=0.3, folds=0
            )
        )
    return [*layers, PrintSpot(0, -34, 26 if garment.print == "logo" else 62)]
