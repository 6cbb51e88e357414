"""Sandals, flats and slippers, drawn from above."""

from __future__ import annotations

from weft.evaluation.garments.geometry import Points, band, box, moved, trace
from weft.evaluation.garments.layers import Layer, Mark, Piece, PrintSpot, flip, shift
from weft.evaluation.garments.silhouettes import closures
from weft.evaluation.garments.spec import Garment


def top_pair(garment: Garment) -> list[Layer]:
    """A pair seen from above, side by side."""
    shoe = {"sandals": _sandal, "flats": _flat, "slippers": _slipper}[garment.category](garment)
    right = shift(shoe, 66, 0, turn=4)
    return [*right, *flip(right)]


def _footbed(scale: float = 1.0) -> Points:
    return (
        trace(
            (0, -132),
            (44, -132, 58, -84, 50, -30),
            (42, 10, 40, 40, 42, 84),
            (42, 138, -36, 138, -38, 84),
            (-36, 30, -54, -10, -54, -56),
            (-54, -112, -30, -132, 0, -132),
        )
        * scale
    )


def _sandal(garment: Garment) -> list[Layer]:
    layers: list[Layer] = [
        Piece(_footbed(1.06), "rubber", puff=0.5, folds=0),
        Piece(
            _footbed(), "footbed", puff=0.7, folds=0, lift=0.2, marks=(Mark(_footbed(0.9), "stitch", 1.0),)
        ),
    ]
    crossed = garment.cut == "crossed"
    straps = [
        trace((-58, -62 if not crossed else -92), (0, -104, 56, -66 if not crossed else -30)),
        trace((-56, -22 if crossed else -28), (0, -70 if crossed else -66, 54, -82 if crossed else -24)),
    ]
    layers += [Piece(band(line, 26), puff=0.9, folds=0.3, lift=1.2) for line in straps]
    if garment.closure in ("buckle", "velcro"):
        layers.append(Piece(band(trace((-42, 44), (0, 16, 46, 44)), 19), puff=0.8, folds=0.3, lift=1.2))
        layers += (
            closures.buckle(26, 33, 17, 22)
            if garment.closure == "buckle"
            else [Piece(moved(box(-12, -9, 14, 9), turn=16, by=(28, 32)), "trim", puff=0.4, folds=0)]
        )
    return layers


def _flat(garment: Garment) -> list[Layer]:
    opening = trace(
        (0, -52),
        (30, -52, 34, -10, 30, 30),
        (28, 66, 26, 112, 0, 112),
        (-24, 112, -28, 60, -28, 30),
        (-32, -10, -30, -52, 0, -52),
    )
    layers: list[Layer] = [
        Piece(_footbed(1.03), "rubber", puff=0.4, folds=0),
        Piece(_footbed(), puff=1.5, folds=0.4, lift=0.3),
        Piece(opening, "footbed", puff=0.2, folds=0.1, lift=0, marks=(Mark(opening, "dark", 2.2),)),
    ]
    if garment.closure == "buckle":
        layers.append(Piece(band(trace((-42, 4), (0, -18, 46, 4)), 10), puff=0.5, folds=0, lift=1.0))
        layers += closures.buckle(34, -4, 12, 13)
    return layers + (closures.bow(0, -62, 23) if garment.has("bow") else [PrintSpot(0, -92, 40)])


def _slipper(garment: Garment) -> list[Layer]:
    vamp = trace(
        (-58, -2), (-66, -70, -46, -140, 0, -140), (50, -140, 64, -74, 56, -2), (30, -24, -30, -24, -58, -2)
    )
    layers: list[Layer] = [
        Piece(_footbed(1.07), "rubber", puff=0.5, folds=0),
        Piece(_footbed(1.0), "fur" if garment.has("fur-trim") else "footbed", puff=0.9, folds=0.2, lift=0.2),
        Piece(
            vamp,
            puff=1.8,
            folds=0.4,
            lift=1.4,
            marks=(Mark(moved(vamp, scale=0.93, by=(0, -4)), "stitch", 1.0),),
        ),
    ]
    if garment.has("fur-trim"):
        layers.append(Piece(band(trace((-58, -4), (0, -26, 56, -4)), 20), "fur", puff=1.2, folds=0, lift=0.8))
    if garment.has("bow"):
        layers += closures.bow(0, -64, 26)
    return [*layers, PrintSpot(0, -82, 56)]
