"""Sleeves and their cuffs."""

from __future__ import annotations

import math
import random

from weft.evaluation.garments.geometry import (
    Points,
    along,
    band,
    between,
    joined,
    moved,
    trace,
)
from weft.evaluation.garments.layers import Cloth, Layer, Mark, Piece, flip
from weft.evaluation.garments.silhouettes.body import Frame
from weft.evaluation.garments.silhouettes.trims import ribs
from weft.evaluation.garments.spec import Garment

_REACH = {"short": 72.0, "three-quarter": 168.0, "long": 258.0}
_SPREAD = {"short": 50.0, "three-quarter": 30.0, "long": 19.0}


def sleeves(garment: Garment, frame: Frame, *, hanging: bool) -> list[Layer]:
    """Both sleeves, with their cuffs; nothing for an article without."""
    if garment.sleeve_length not in _REACH:
        return []
    right = _sleeve(garment, frame, hanging=hanging)
    return [*right, *flip(right)]


def _sleeve(garment: Garment, frame: Frame, *, hanging: bool) -> list[Layer]:
    spread = _SPREAD[garment.sleeve_length] * (0.72 if hanging else 1)
    reach = _REACH[garment.sleeve_length] * (0.86 if garment.audience == "kids" else 1)
    angle = math.radians(spread)
    ahead, across = (math.sin(angle), math.cos(angle)), (-math.cos(angle), math.sin(angle))
    start = (frame.shoulder - 3, frame.drop - 2)
    wide = _cuff_width(garment)
    tip = (start[0] + ahead[0] * reach, start[1] + ahead[1] * reach)
    low = (tip[0] + across[0] * wide, tip[1] + across[1] * wide)
    outer = trace(
        start,
        (
            start[0] + ahead[0] * reach * 0.3 + 12,
            start[1] + ahead[1] * reach * 0.3 - 4,
            start[0] + ahead[0] * reach * 0.7 + 5,
            start[1] + ahead[1] * reach * 0.7,
            *tip,
        ),
    )
    inner = trace(
        low,
        (
            low[0] - ahead[0] * reach * 0.4,
            low[1] - ahead[1] * reach * 0.5,
            frame.chest - 4,
            frame.armpit + 14,
        ),
        (frame.chest - 16, frame.armpit - 8),
        (frame.shoulder - 26, frame.drop + 34),
    )
    cloth: Cloth = "second" if garment.pattern == "colorblock" else "main"
    outline = joined(outer, inner)
    cuff_line = trace(tip, low)
    shapes: list[Layer] = [
        Piece(outline, cloth, -spread, marks=_sleeve_marks(garment, outer, inner, cuff_line), lift=0.5)
    ]
    return shapes + _cuff(garment, cuff_line, ahead)


def _cuff_width(garment: Garment) -> float:
    if garment.cut == "balloon":
        return 58.0
    snug = garment.category in (
        "sweater",
        "sweatshirt",
        "hoodie",
        "cardigan",
        "shirt",
        "blouse",
        "long-sleeve-top",
    )
    return {"short": 64.0, "three-quarter": 46.0, "long": 34.0 if snug else 42.0}[garment.sleeve_length]


def _sleeve_marks(garment: Garment, outer: Points, inner: Points, cuff: Points) -> tuple[Mark, ...]:
    lots = random.Random(f"sleeve/{garment.seed}")
    hem = (
        between(cuff, cuff * 0 + outer[0], 0.05)
        if garment.sleeve_length == "short"
        else between(cuff, cuff * 0 + outer[0], 0.02)
    )
    marks = [Mark(hem, "seam", 1.2)]
    if garment.sleeve_length == "short":
        return tuple(marks)
    left, right = along(outer, 30), along(inner[::-1], 30)
    for _ in range(4):
        at = lots.randint(9, 24)
        first, second = left[at], right[min(29, at + lots.randint(-2, 3))]
        marks.append(
            Mark(
                trace((first[0], first[1]), tuple(between(first, second, lots.uniform(0.5, 0.9)))),
                "crease",
                3,
            )
        )
    return tuple(marks)


def _cuff(garment: Garment, line: Points, ahead: tuple[float, float]) -> list[Layer]:
    if garment.sleeve_length == "short" and garment.category != "polo":
        return (
            []
            if not garment.has("contrast-trim")
            else [Piece(band(moved(line, by=(-ahead[0] * 3, -ahead[1] * 3)), 8), "trim", lift=0.3, puff=0.5)]
        )
    ribbed = (
        garment.category in ("sweater", "sweatshirt", "hoodie", "cardigan", "polo") or garment.cut == "bomber"
    )
    if not (ribbed or garment.has("cuffs")):
        return []
    high = 9.0 if garment.category == "polo" else 22.0
    lower = moved(line, by=(ahead[0] * high, ahead[1] * high))
    middle = lower.mean(axis=0)
    lower = middle + (lower - middle) * 0.92
    marks = (
        ribs(line, lower, 14)
        if ribbed
        else (
            Mark(between(line, lower, 0.12), "stitch", 1.0),
            Mark(between(line, lower, 0.88), "stitch", 1.0),
        )
    )
    return [Piece(joined(line, lower[::-1]), "trim", lift=0.4, puff=0.6, folds=0.3, marks=marks)]
