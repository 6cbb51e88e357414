"""The trunk of everything worn above the waist: measures, outlines, sleeves and hems."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from weft.evaluation.garments.geometry import (
    Points,
    flipped,
    joined,
    mirror,
    trace,
)
from weft.evaluation.garments.layers import Layer, Mark, Piece
from weft.evaluation.garments.silhouettes.necklines import neckline
from weft.evaluation.garments.silhouettes.trims import ribs
from weft.evaluation.garments.spec import Garment


@dataclass(frozen=True, slots=True)
class Frame:
    """Half measures of a trunk. The neck points lie at y = 0, the middle at x = 0."""

    neck: float = 40
    shoulder: float = 96
    drop: float = 28
    armpit: float = 112
    chest: float = 98
    waist: float = 93
    waist_at: float = 200
    hem: float = 98
    bottom: float = 300
    sweep: float = 6  # how far the hem hangs down in the middle


_FRAMES: dict[str, Frame] = {
    "t-shirt": Frame(),
    "long-sleeve-top": Frame(bottom=298),
    "tank-top": Frame(shoulder=66, drop=14, armpit=122, chest=90, waist=84, hem=92, bottom=292),
    "polo": Frame(bottom=305),
    "shirt": Frame(bottom=318, sweep=20, chest=100),
    "blouse": Frame(chest=96, waist=88, hem=104, bottom=290, sweep=10),
    "top": Frame(shoulder=88, chest=88, waist=80, hem=92, bottom=270),
    "sweatshirt": Frame(shoulder=104, chest=108, waist=108, hem=96, bottom=292, sweep=2),
    "hoodie": Frame(shoulder=104, chest=108, waist=109, hem=97, bottom=296, sweep=2),
    "sweater": Frame(shoulder=102, chest=106, waist=105, hem=97, bottom=292, sweep=2),
    "cardigan": Frame(shoulder=98, chest=102, waist=100, hem=98, bottom=304, sweep=4),
    "bodysuit": Frame(shoulder=86, chest=88, waist=84, hem=88, bottom=262, waist_at=190),
    "jacket": Frame(shoulder=104, chest=110, waist=108, hem=102, bottom=296, sweep=2),
    "coat": Frame(shoulder=102, chest=108, waist=102, hem=122, bottom=440, sweep=6, waist_at=215),
    "blazer": Frame(shoulder=106, chest=104, waist=94, hem=106, bottom=318, sweep=8, drop=24),
    "vest": Frame(shoulder=76, drop=18, armpit=126, chest=98, waist=94, hem=98, bottom=284),
    "dress": Frame(shoulder=82, chest=84, waist=70, waist_at=176, hem=70, bottom=178, sweep=4),
    "jumpsuit": Frame(shoulder=84, chest=86, waist=74, waist_at=182, hem=76, bottom=186, sweep=3),
    "pajamas": Frame(chest=100, waist=98, hem=102, bottom=262),
    "swimwear": Frame(shoulder=56, drop=8, armpit=112, chest=76, waist=64, waist_at=186, hem=78, bottom=262),
    "other": Frame(shoulder=100, chest=108, waist=104, hem=120, bottom=400, waist_at=215),
}


def frame_of(garment: Garment) -> Frame:
    """The measures of an article, with its length, its sleeves and the size of its wearer."""
    frame = _FRAMES[garment.category]
    if garment.length == "cropped":
        frame = replace(frame, bottom=frame.bottom - 88, waist_at=min(frame.waist_at, frame.bottom - 130))
    if garment.sleeve_length == "sleeveless" and frame.shoulder > 80:
        frame = replace(frame, shoulder=frame.shoulder * 0.80, drop=frame.drop * 0.66)
    if garment.audience == "kids":
        frame = replace(frame, bottom=frame.bottom * 0.88, waist=frame.chest, waist_at=frame.waist_at * 0.9)
    if garment.neckline in ("boat", "scoop", "square"):
        frame = replace(
            frame,
            neck=min(frame.shoulder - 16, {"boat": 70.0, "scoop": 56.0, "square": 54.0}[garment.neckline]),
        )
    return frame


def trunk(garment: Garment, frame: Frame, *, back: bool) -> Piece:
    """The main panel, front or back."""
    top = _top_edge(garment, frame, back=back)
    side = trace(
        (float(top[-1][0]), float(top[-1][1])),
        (
            frame.chest,
            frame.armpit + 40,
            frame.waist,
            frame.waist_at - 30,
            frame.waist,
            min(frame.waist_at, frame.bottom - 20),
        ),
        (frame.waist, frame.bottom - 40, frame.hem, frame.bottom - 30, frame.hem, frame.bottom),
        (frame.hem * 0.5, frame.bottom + frame.sweep, 0, frame.bottom + frame.sweep),
    )
    return Piece(
        mirror(joined(top, side)), marks=(*_hem_marks(garment, frame), *_creases(garment, frame)), lift=0.7
    )


def hem_band(garment: Garment, frame: Frame) -> list[Layer]:
    """The knitted band at the bottom of sweaters, sweatshirts and hoodies."""
    high = 26.0
    upper = trace(
        (-frame.hem, frame.bottom - 4), (0, frame.bottom + frame.sweep, frame.hem, frame.bottom - 4)
    )
    lower = trace(
        (-frame.hem + 6, frame.bottom + high),
        (0, frame.bottom + high + 5, frame.hem - 6, frame.bottom + high),
    )
    return [
        Piece(
            joined(upper, lower[::-1]), "trim", marks=ribs(upper, lower, 46), lift=0.35, puff=0.7, folds=0.3
        )
    ]


def _top_edge(garment: Garment, frame: Frame, *, back: bool) -> Points:
    if garment.neckline in ("strapless", "off-shoulder"):
        high = frame.armpit - (38 if garment.neckline == "strapless" else 62)
        return trace(
            (0, high + 8),
            (34, high - 12, 64, high - 6, frame.chest - 4, high + 2),
            (frame.chest - 2, frame.armpit),
        )
    if garment.neckline == "halter":
        return trace(
            (0, 26),
            (18, 26, 26, 16, 30, 0),
            (40, 2),
            (46, 60, 66, frame.armpit - 18, frame.chest, frame.armpit),
        )
    neck = neckline("back" if back else garment.neckline, frame.neck, deep=garment.cut == "deep")
    arm = trace(
        (frame.neck, 0),
        (frame.shoulder, frame.drop),
        (
            frame.shoulder - 14,
            frame.drop + 40,
            frame.shoulder - 12,
            frame.armpit - 18,
            frame.chest,
            frame.armpit,
        ),
    )
    return joined(neck, arm)


def _hem_marks(garment: Garment, frame: Frame) -> tuple[Mark, ...]:
    if garment.category in ("dress", "jumpsuit", "sweater", "sweatshirt", "hoodie", "swimwear", "bodysuit"):
        return ()
    hem = trace(
        (-frame.hem, frame.bottom - 9), (0, frame.bottom + frame.sweep - 9 + 2, frame.hem, frame.bottom - 9)
    )
    arm = trace(
        (frame.shoulder - 2, frame.drop),
        (
            frame.shoulder - 14,
            frame.drop + 40,
            frame.shoulder - 12,
            frame.armpit - 18,
            frame.chest - 2,
            frame.armpit,
        ),
    )
    return (Mark(hem, "stitch", 1.0), Mark(arm, "seam", 1.0), Mark(flipped(arm), "seam", 1.0))


def _creases(garment: Garment, frame: Frame) -> tuple[Mark, ...]:
    lots = random.Random(f"crease/{garment.seed}")
    marks = []
    for side in (-1, 1):
        for _ in range(2):
            reach = lots.uniform(0.35, 0.75)
            end = (side * frame.chest * (1 - reach), frame.armpit + lots.uniform(10, 70))
            bend = (side * frame.chest * 0.75, frame.armpit + lots.uniform(0, 20))
            line = trace((side * (frame.chest - 6), frame.armpit + lots.uniform(-2, 26)), (*bend, *end))
            marks.append(Mark(line, lots.choice(("crease", "ridge")), 2.6))
    return tuple(marks)
