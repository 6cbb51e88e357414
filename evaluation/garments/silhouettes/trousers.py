"""Everything with two legs."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np

from weft.evaluation.garments.geometry import Points, along, box, mirror, moved, trace
from weft.evaluation.garments.layers import Layer, Mark, Piece, PrintSpot, flip
from weft.evaluation.garments.silhouettes import closures, trims
from weft.evaluation.garments.spec import Garment


@dataclass(frozen=True, slots=True)
class _Leg:
    """Half measures: waist, hip, how far down the leg goes, and the inner and outer side of its hem."""

    waist: float
    hip: float
    bottom: float
    inner: float
    outer: float
    crotch: float = 122


_LEGS: dict[tuple[str, str], _Leg] = {
    ("jeans", ""): _Leg(74, 92, 440, 22, 80),
    ("jeans", "skinny"): _Leg(70, 86, 440, 20, 62),
    ("jeans", "wide"): _Leg(72, 94, 436, 14, 104),
    ("trousers", ""): _Leg(72, 90, 444, 24, 82),
    ("trousers", "wide"): _Leg(70, 92, 440, 14, 116),
    ("trousers", "tapered"): _Leg(74, 94, 432, 26, 70),
    ("joggers", ""): _Leg(74, 94, 412, 26, 72),
    ("leggings", ""): _Leg(60, 76, 424, 20, 52),
    ("shorts", ""): _Leg(76, 96, 214, 12, 108),
    ("pajamas", ""): _Leg(80, 98, 396, 18, 98),
    ("swimwear", ""): _Leg(76, 96, 206, 12, 108),
    ("jumpsuit", ""): _Leg(76, 92, 340, 16, 92),
    ("jumpsuit", "shorts"): _Leg(76, 92, 176, 8, 106),
}
_ELASTIC = ("joggers", "leggings", "pajamas", "swimwear")


def trousers(garment: Garment, *, back: bool, hanging: bool) -> list[Layer]:
    """Trousers of any kind, from jeans to shorts."""
    leg = _leg_of(garment, None)
    layers = legs(garment, back=back, waist=None) + _waistband(garment, leg)
    if back:
        return layers + [layer for side in (-1, 1) for layer in trims.patch_pocket(side * 40, 44, 50, 54)]
    layers += _fly(garment, leg) + _extras(garment, leg)
    return [*layers, _spot(garment, leg)]


def legs(garment: Garment, *, back: bool, waist: float | None) -> list[Layer]:
    """The two legs, from the waist down."""
    leg = _leg_of(garment, waist)
    hem = trace((leg.inner, leg.bottom), (leg.outer, leg.bottom - 3))
    right: list[Layer] = [
        Piece(_leg_outline(leg), marks=_leg_marks(garment, leg, back=back), lift=0.5, folds=1.1, puff=1.2)
    ]
    return [*right, *_cuffs(garment, leg, hem), *flip([*right, *_cuffs(garment, leg, hem)])]


def _leg_of(garment: Garment, waist: float | None) -> _Leg:
    leg = _LEGS.get((garment.category, garment.cut), _LEGS[garment.category, ""])
    bottom = leg.bottom
    if garment.length == "cropped" and bottom > 300:
        bottom *= 0.80
    if garment.audience == "kids":
        bottom *= 0.84
    return _Leg(
        waist or leg.waist, leg.hip, bottom, leg.inner, leg.outer, leg.crotch if bottom > 250 else 108
    )


def _leg_outline(leg: _Leg) -> Points:
    knee = (leg.crotch + leg.bottom) / 2
    return trace(
        (-2, 2),
        (leg.waist, 0),
        (leg.waist + 10, 36, leg.hip, 60, leg.hip, leg.crotch),
        (leg.hip - 3, knee - 30, leg.outer + 3, knee + 20, leg.outer, leg.bottom - 3),
        ((leg.inner + leg.outer) / 2, leg.bottom + 4, leg.inner, leg.bottom),
        (leg.inner - 2, knee + 20, 10, knee - 40, 2, leg.crotch),
        (-2, leg.crotch - 12),
    )


def _leg_marks(garment: Garment, leg: _Leg, *, back: bool) -> tuple[Mark, ...]:
    middle = (leg.inner + leg.outer) / 2
    marks = [
        Mark(trace((leg.inner, leg.bottom - 11), (leg.outer, leg.bottom - 14)), "stitch", 1.1),
        Mark(
            trace(
                (leg.waist - 4, 14),
                (leg.hip - 5, 60, leg.hip - 6, leg.crotch),
                (leg.outer - 4, leg.bottom - 6),
            ),
            "seam",
            1.0,
        ),
    ]
    if garment.category == "trousers" and "pleats" in garment.details:
        marks += [
            Mark(trace((34, 18), (40, leg.crotch, middle, leg.bottom - 8)), kind, 2.4)
            for kind in ("crease", "ridge")
        ]
    marks += _wrinkles(leg, random.Random(f"leg/{garment.seed}"))
    if garment.material == "denim":
        marks.append(
            Mark(
                trace(
                    (46, leg.crotch - 40), (50, leg.crotch + 40, middle, (leg.crotch + leg.bottom) / 2 + 30)
                ),
                "fade",
                30,
            )
        )
    for drop in (0, 14):
        marks.append(
            Mark(
                trace((4, leg.crotch - 6 + drop), (26, leg.crotch - 16 + drop, 44, leg.crotch - 30 + drop)),
                "crease",
                2.4,
            )
        )
    if not back and garment.has("pockets") and garment.category in ("jeans", "shorts", "trousers"):
        marks += _pocket_marks(garment, leg)
    return tuple(marks)


def _wrinkles(leg: _Leg, lots: random.Random) -> list[Mark]:
    """Creases where the cloth gives way, different for each garment."""
    middle = (leg.inner + leg.outer) / 2
    marks = []
    for _ in range(4):
        y = (
            lots.uniform(leg.crotch - 10, leg.bottom - 60)
            if leg.bottom > 250
            else lots.uniform(60, leg.bottom - 20)
        )
        start = (middle + lots.uniform(8, 26), y)
        marks.append(
            Mark(
                trace(start, (middle, y + 12, middle - lots.uniform(10, 26), y + lots.uniform(-8, 30))),
                lots.choice(("crease", "ridge")),
                2.6,
            )
        )
    return marks


def _pocket_marks(garment: Garment, leg: _Leg) -> list[Mark]:
    if garment.category == "trousers":
        return list(trims.slant_pockets(46, 20)[2:])
    curve = trace((34, 18), (42, 48, leg.waist + 10, 46))
    return [
        Mark(curve, "seam", 2.0),
        Mark(moved(curve, by=(-1.5, 3.5)), "stitch", 1.2),
        Mark(moved(curve, by=(0, 2)), "crease", 3),
    ]


def _cuffs(garment: Garment, leg: _Leg, hem: Points) -> list[Layer]:
    if not garment.has("cuffs"):
        return []
    if garment.category in _ELASTIC:
        lower = trace((leg.inner + 5, leg.bottom + 24), (leg.outer - 5, leg.bottom + 21))
        marks = tuple(
            Mark(np.array([a, b]), "rib", 1.4) for a, b in zip(along(hem, 14), along(lower, 14), strict=True)
        )
        return [Piece(np.vstack([hem, lower[::-1]]), "trim", puff=0.7, folds=0.2, lift=0.3, marks=marks)]
    turn = box(leg.inner - 3, leg.bottom - 22, leg.outer + 3, leg.bottom + 2)
    return [Piece(turn, "worn" if garment.material == "denim" else "main", puff=0.5, lift=0.7)]


def _waistband(garment: Garment, leg: _Leg) -> list[Layer]:
    high = 20.0
    outline = mirror(trace((0, -high + 5), (leg.waist - 2, -high), (leg.waist + 1, 3), (30, 9, 0, 9)))
    if garment.has("elastic-waist") or garment.category in _ELASTIC:
        marks = tuple(
            Mark(trace((x, -high + 2), (x * 1.01, 6)), "rib", 1.6)
            for x in np.linspace(-leg.waist + 4, leg.waist - 4, 34)
        )
        return [Piece(outline, "trim", puff=0.9, folds=0.3, lift=0.4, marks=marks)]
    lines = (
        trace((-leg.waist, 0), (0, 6, leg.waist, 0)),
        trace((-leg.waist + 2, -high + 4), (0, -high + 9, leg.waist - 2, -high + 4)),
    )
    layers: list[Layer] = [
        Piece(
            outline, puff=0.4, folds=0.3, lift=0.5, marks=tuple(Mark(line, "stitch", 1.1) for line in lines)
        )
    ]
    for x in (-leg.waist * 0.62, leg.waist * 0.62):
        layers.append(Piece(box(x - 3.5, -high - 1, x + 3.5, 10), puff=0.4, folds=0, lift=0.5))
    return layers


def _fly(garment: Garment, leg: _Leg) -> list[Layer]:
    if garment.closure == "drawstring":
        return closures.drawstrings(-4, 62, spread=6)
    if garment.closure == "tie":
        return closures.bow(0, -4, 32)
    if garment.closure not in ("zipper", "buttons", "snaps"):
        return []
    flap = trace((-3, 6), (17, 8), (17, 58), (14, 78, -2, 84))
    curve = trace((13, 10), (13, 56), (11, 70, 0, 78))
    layers: list[Layer] = [
        Piece(
            flap,
            puff=0.2,
            folds=0.6,
            lift=0.35,
            marks=(Mark(curve, "stitch", 1.2), Mark(curve - [3, 0], "stitch", 1.2)),
        )
    ]
    if garment.closure == "buttons":
        layers += closures.buttons(trace((3, 14), (3, 66)), 4, size=4, cloth="metal")
    if garment.closure == "zipper" and garment.has("zipper"):
        layers += closures.zip_(8, 70, x=3)
    return layers + closures.button(0, -6, 5.2, "metal" if garment.material == "denim" else "button")


def _extras(garment: Garment, leg: _Leg) -> list[Layer]:
    layers: list[Layer] = []
    middle, knee = (leg.inner + leg.outer) / 2, (leg.crotch + leg.bottom) / 2
    if garment.has("distressed"):
        layers += trims.tears([(middle, knee - 6), (-middle - 4, knee + 26), (middle - 4, knee - 70)], 21)
    if garment.has("patch"):
        layers += trims.patch(-middle, knee - 10, 44)
    if garment.has("belt"):
        layers += closures.waist_belt(
            leg.waist, -10, tied=garment.category == "trousers" and garment.seed % 2 == 0
        )
    if garment.has("pockets") and garment.category in ("joggers", "pajamas"):
        layers += [
            layer for side in (-1, 1) for layer in trims.patch_pocket(side * leg.hip * 0.72, 34, 34, 54)
        ]
    if garment.has("lace-trim"):
        layers += [
            x
            for side in (-1, 1)
            for x in trims.lace_edge(
                trace((side * leg.inner, leg.bottom), (side * leg.outer, leg.bottom - 3))
            )
        ]
    if garment.has("ruffle"):
        layers += [
            x
            for side in (-1, 1)
            for x in trims.ruffle(
                trace((side * leg.inner, leg.bottom - 14), (side * leg.outer, leg.bottom - 17)), 24
            )
        ]
    if garment.has("fringe"):
        layers += [
            x
            for side in (-1, 1)
            for x in trims.fringe(
                trace((side * leg.inner, leg.bottom), (side * leg.outer, leg.bottom - 3)), 14
            )
        ]
    if garment.has("bow") and garment.closure != "tie":
        layers += closures.bow(0, -4, 26)
    if garment.has("drawstring") and garment.closure != "drawstring":
        layers += closures.drawstrings(-4, 56, spread=6)
    return layers


def _spot(garment: Garment, leg: _Leg) -> PrintSpot:
    middle = (leg.inner + leg.outer) / 2
    if garment.print == "logo":
        return PrintSpot(middle + 4, 62, 19)
    if leg.bottom < 250:
        return PrintSpot(middle + 2, leg.bottom - 52, 56)
    return PrintSpot(middle, (leg.crotch + leg.bottom) / 2 + 40, min(60.0, leg.outer - leg.inner - 4))
