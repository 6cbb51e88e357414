"""What a silhouette is made of: pieces of cloth with marks on them, painted one over the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np

from weft.evaluation.garments.geometry import Points, flipped, moved

Cloth: TypeAlias = Literal[
    "main",
    "second",
    "trim",
    "inside",
    "sole",
    "rubber",
    "metal",
    "button",
    "wood",
    "label",
    "lace",
    "fur",
    "pale",
    "plain",
    "sequin",
    "patch",
    "worn",
    "footbed",
]
"""What a piece is cut from; `fabrics` turns it into colours and a weave."""

MarkKind: TypeAlias = Literal["seam", "stitch", "crease", "ridge", "rib", "pale", "dark", "fade"]


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """A line on a piece: a seam, a row of stitches, a fold or a rib."""

    line: Points
    kind: MarkKind = "seam"
    width: float = 1.6


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """An area of cloth, or several alike that are painted at once: `others` are their outlines.

    `turn` is the direction of the cloth's grain in degrees, `puff` how round it looks, `lift` how much
    shadow it throws on what lies below, `folds` how much it creases.
    """

    outline: Points
    cloth: Cloth = "main"
    turn: float = 0
    puff: float = 1
    lift: float = 1
    folds: float = 1
    marks: tuple[Mark, ...] = ()
    others: tuple[Points, ...] = ()

    @property
    def outlines(self) -> tuple[Points, ...]:
        """The outlines of all its areas."""
        return self.outline, *self.others


@dataclass(frozen=True, slots=True)
class PrintSpot:
    """Where the print of the article goes: the middle and the side of a square."""

    x: float
    y: float
    size: float
    turn: float = 0


Layer: TypeAlias = Piece | PrintSpot


def as_one(alike: list[Piece]) -> Piece:
    """Pieces of one kind that hardly overlap as a single piece, which is painted in one go."""
    outlines = [outline for piece in alike for outline in piece.outlines]
    marks = tuple(mark for piece in alike for mark in piece.marks)
    return replace(alike[0], outline=outlines[0], others=tuple(outlines[1:]), marks=marks)


def flip(layers: list[Layer]) -> list[Layer]:
    """The layers on the other side of the middle; a print stays readable."""
    return [_flip_one(layer) for layer in layers]


def shift(layers: list[Layer], x: float, y: float, *, scale: float = 1, turn: float = 0) -> list[Layer]:
    """The layers at another place, scaled and turned about the origin first."""
    return [_shift_one(layer, (x, y), scale, turn) for layer in layers]


def pieces(layers: list[Layer]) -> list[Piece]:
    """The layers that are cloth."""
    return [layer for layer in layers if isinstance(layer, Piece)]


def _flip_one(layer: Layer) -> Layer:
    if isinstance(layer, PrintSpot):
        return replace(layer, x=-layer.x, turn=-layer.turn)
    marks = tuple(replace(mark, line=flipped(mark.line)) for mark in layer.marks)
    others = tuple(flipped(outline) for outline in layer.others)
    return replace(layer, outline=flipped(layer.outline), others=others, turn=-layer.turn, marks=marks)


def _shift_one(layer: Layer, by: tuple[float, float], scale: float, turn: float) -> Layer:
    if isinstance(layer, PrintSpot):
        x, y = moved(_point(layer), by=by, scale=scale, turn=turn)[0]
        return PrintSpot(float(x), float(y), layer.size * scale, layer.turn + turn)
    marks = tuple(
        replace(mark, line=moved(mark.line, by=by, scale=scale, turn=turn), width=mark.width * scale)
        for mark in layer.marks
    )
    first, *others = (moved(outline, by=by, scale=scale, turn=turn) for outline in layer.outlines)
    return replace(layer, outline=first, others=tuple(others), turn=layer.turn + turn, marks=marks)


def _point(spot: PrintSpot) -> Points:
    return np.array([(spot.x, spot.y)], dtype=np.float64)
