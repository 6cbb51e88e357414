"""Dresses, skirts, jumpsuits and other one-piece articles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from weft.evaluation.garments.geometry import Points, band, mirror, moved, trace
from weft.evaluation.garments.layers import Layer, Mark, Piece, PrintSpot, shift
from weft.evaluation.garments.silhouettes import closures, trims
from weft.evaluation.garments.silhouettes.body import Frame, frame_of, trunk
from weft.evaluation.garments.silhouettes.sleeves import sleeves
from weft.evaluation.garments.silhouettes.trousers import legs
from weft.evaluation.garments.silhouettes.uppers import (
    decorations,
    front_closure,
    leg_holes,
    neck_layers,
    opening,
    print_spot,
)
from weft.evaluation.garments.spec import Garment

_REACH = {"mini": 150.0, "knee": 220.0, "midi": 300.0, "maxi": 385.0}
_HEM = {"straight": 92.0, "a-line": 138.0, "full": 178.0, "tiered": 150.0, "wrap": 124.0, "": 130.0}


@dataclass(frozen=True, slots=True)
class _Skirt:
    top: float
    bottom: float
    waist: float
    hem: float


def dress(garment: Garment, *, back: bool, hanging: bool) -> list[Layer]:
    """A dress: a bodice and a skirt."""
    frame = frame_of(garment)
    behind, front = neck_layers(garment, frame, back=back)
    reach = _REACH[garment.length] * (0.8 if garment.audience == "kids" else 1)
    cut = _Skirt(frame.bottom - 4, frame.bottom + reach, frame.hem, _HEM[garment.cut])
    layers = behind + sleeves(garment, frame, hanging=hanging)
    layers += [*_skirt(garment, cut), trunk(garment, frame, back=back), *_waist_seam(cut)]
    if back:
        return layers + front
    layers += [print_spot(garment, frame), *front, *_strap_layers(garment, frame)]
    return layers + _front(garment, frame, cut)


def skirt(garment: Garment, *, back: bool, hanging: bool) -> list[Layer]:
    """A skirt with its waistband."""
    reach = _REACH[garment.length] * (0.8 if garment.audience == "kids" else 1) * 0.92
    cut = _Skirt(18, 18 + reach, 74, _HEM[garment.cut])
    layers = _skirt(garment, cut)
    gathers: tuple[Mark, ...] = (Mark(trace((-72, 15), (0, 19, 72, 15)), "stitch", 1.0),)
    if garment.has("elastic-waist"):
        gathers = tuple(Mark(trace((x, -4), (x * 1.02, 20)), "rib", 1.5) for x in np.linspace(-70, 70, 34))
    layers.append(
        Piece(
            mirror(trace((0, -2), (73, -6), (75, 18), (40, 24, 0, 24))),
            "trim",
            puff=0.5,
            folds=0.3,
            lift=0.5,
            marks=gathers,
        )
    )
    if back:
        return layers
    layers.append(PrintSpot(30, cut.bottom - 44, 62) if garment.print != "logo" else PrintSpot(-44, 46, 20))
    if garment.has("pockets"):
        layers += [layer for side in (-1, 1) for layer in trims.patch_pocket(side * 46, 44, 46, 50)]
    return layers + _waist_closure(garment, cut) + _skirt_trims(garment, cut)


def jumpsuit(garment: Garment, *, back: bool, hanging: bool) -> list[Layer]:
    """A bodice with trousers or shorts."""
    frame = frame_of(garment)
    behind, front = neck_layers(garment, frame, back=back)
    lower = shift(legs(garment, back=back, waist=frame.hem), 0, frame.bottom - 12)
    layers = behind + sleeves(garment, frame, hanging=hanging) + lower + [trunk(garment, frame, back=back)]
    if back:
        return layers + front
    layers += [print_spot(garment, frame), *front, *_strap_layers(garment, frame)]
    if garment.has("pockets"):
        layers += [
            layer for side in (-1, 1) for layer in trims.patch_pocket(side * 44, frame.bottom + 26, 40, 46)
        ]
    if garment.closure in ("buttons", "snaps", "zipper"):
        layers += front_closure(garment, frame)
    if garment.has("elastic-waist"):
        edge = trace((-frame.hem, frame.bottom - 6), (0, frame.bottom - 2, frame.hem, frame.bottom - 6))
        marks = tuple(Mark(trace((x, y), (x, y + 14)), "rib", 1.5) for x, y in edge.tolist())
        layers.append(
            Piece(np.vstack([edge, moved(edge[::-1], by=(0, 14))]), puff=0.6, lift=0.2, marks=marks)
        )
    return layers + (
        closures.waist_belt(frame.hem + 2, frame.bottom, tied=True)
        if garment.has("belt") or garment.closure == "tie"
        else []
    )


def onepiece(garment: Garment, *, back: bool, hanging: bool) -> list[Layer]:
    """A bodysuit or a swimsuit."""
    frame = frame_of(garment)
    behind, front = neck_layers(garment, frame, back=back)
    layers = (
        behind
        + sleeves(garment, frame, hanging=hanging)
        + [leg_holes(frame), trunk(garment, frame, back=back)]
    )
    if back:
        return layers + front
    return [
        *layers,
        print_spot(garment, frame),
        *front,
        *_strap_layers(garment, frame),
        *front_closure(garment, frame),
        *decorations(garment, frame),
    ]


def _front(garment: Garment, frame: Frame, cut: _Skirt) -> list[Layer]:
    layers: list[Layer] = []
    if garment.closure == "buttons":
        layers += closures.placket(opening(garment), cut.bottom - 8, 9)
    elif garment.closure == "zipper":
        layers += closures.zip_(opening(garment), frame.bottom)
    elif garment.closure == "tie":
        layers += closures.waist_belt(frame.hem + 3, frame.bottom, tied=True)
    if garment.has("belt"):
        layers += closures.waist_belt(frame.hem + 3, frame.bottom, tied=False)
    if garment.has("pockets"):
        layers += [
            layer
            for side in (-1, 1)
            for layer in trims.patch_pocket(side * cut.waist * 0.75, cut.top + 44, 44, 50)
        ]
    if garment.has("bow"):
        layers += closures.bow(0, frame.bottom + 1, 32)
    if garment.has("sequins"):
        layers += trims.sequins(
            (-cut.waist, opening(garment) + 6, cut.waist, frame.bottom - 6), garment.seed, 130
        )
    return layers + _skirt_trims(garment, cut)


def _skirt(garment: Garment, cut: _Skirt) -> list[Layer]:
    layers: list[Layer] = [
        Piece(_skirt_outline(cut), "main", marks=_skirt_folds(garment, cut), folds=1.2, lift=0.5)
    ]
    if garment.cut == "tiered":
        for share in (0.36, 0.70):
            y = cut.top + (cut.bottom - cut.top) * share
            half = float(np.interp(share, (0, 1), (cut.waist, cut.hem))) + 4
            layers += trims.ruffle(
                trace((-half, y - 8), (0, y + 8, half, y - 8)), (cut.bottom - cut.top) * 0.33, waves=11
            )
    return layers


def _skirt_outline(cut: _Skirt) -> Points:
    high = cut.bottom - cut.top
    return mirror(
        trace(
            (0, cut.top - 2),
            (cut.waist, cut.top),
            (
                cut.waist + 16,
                cut.top + high * 0.22,
                cut.hem - 8,
                cut.top + high * 0.6,
                cut.hem,
                cut.bottom - 8,
            ),
            (cut.hem * 0.5, cut.bottom + 9, 0, cut.bottom + 9),
        )
    )


def _skirt_folds(garment: Garment, cut: _Skirt) -> tuple[Mark, ...]:
    flare = cut.hem / cut.waist
    if garment.has("pleats"):
        return trims.pleats(-cut.waist * 0.9, cut.waist * 0.9, cut.top, cut.bottom, flare=flare, count=13)
    if garment.cut in ("full", "a-line", "wrap"):
        marks = trims.pleats(
            -cut.waist * 0.8,
            cut.waist * 0.8,
            cut.top + 6,
            cut.bottom - 14,
            flare=flare * 0.98,
            count=6 if garment.cut == "full" else 4,
        )
    else:
        marks = ()
    hem = trace((-cut.hem + 2, cut.bottom - 16), (0, cut.bottom + 2, cut.hem - 2, cut.bottom - 16))
    wrap = (
        Mark(
            trace((-cut.waist * 0.6, cut.top), (0, (cut.top + cut.bottom) / 2, cut.hem * 0.4, cut.bottom)),
            "seam",
            2.0,
        ),
    )
    return (*marks, Mark(hem, "stitch", 1.0), *(wrap if garment.cut == "wrap" else ()))


def _waist_seam(cut: _Skirt) -> list[Layer]:
    line = trace((-cut.waist, cut.top), (0, cut.top + 7, cut.waist, cut.top))
    return [Piece(np.vstack([line, moved(line[::-1], by=(0, 8))]), "trim", puff=0.4, folds=0.2, lift=0.5)]


def _strap_layers(garment: Garment, frame: Frame) -> list[Layer]:
    if not garment.has("straps") or garment.neckline in ("off-shoulder", "halter"):
        return []
    right = trace((frame.chest * 0.52, frame.armpit - 40), (frame.chest * 0.46, 10, frame.chest * 0.40, -20))
    return [Piece(band(line, 7), puff=0.4, folds=0, lift=0.5) for line in (right, right * [-1, 1])]


def _waist_closure(garment: Garment, cut: _Skirt) -> list[Layer]:
    if garment.closure == "buttons":
        return closures.placket(22, cut.bottom - 6, 6)
    if garment.closure == "zipper":
        return closures.zip_(20, 74)
    if garment.closure == "tie":
        return closures.bow(0, 12, 34)
    if garment.closure == "drawstring":
        return closures.drawstrings(10, 54, spread=7)
    return []


def _skirt_trims(garment: Garment, cut: _Skirt) -> list[Layer]:
    hem = trace((-cut.hem, cut.bottom - 8), (0, cut.bottom + 10, cut.hem, cut.bottom - 8))
    layers: list[Layer] = []
    if garment.has("ruffle"):
        layers += trims.ruffle(hem - [0, 12], 34)
    if garment.has("lace-trim"):
        layers += trims.lace_edge(hem)
    if garment.has("fringe"):
        layers += trims.fringe(hem, 40)
    if garment.has("slit"):
        x = cut.hem * 0.45
        gap = trace((x - 6, cut.bottom - 92), (x - 11, cut.bottom + 8), (x + 14, cut.bottom + 6))
        layers.append(Piece(gap, "inside", puff=0.2, folds=0.2, lift=0.2))
    if garment.category == "skirt" and garment.has("belt"):
        layers += closures.waist_belt(74, 4, tied=False)
    if garment.category == "skirt" and garment.has("bow"):
        layers += closures.bow(30, 14, 28)
    return layers
