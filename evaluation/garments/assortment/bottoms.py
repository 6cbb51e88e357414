"""Trousers of all kinds."""

from __future__ import annotations

from weft.evaluation.garments.assortment.line import Line
from weft.evaluation.garments.assortment.ranges import DENIM, LEGS, SPORT, SUITS

BOTTOMS: dict[str, Line] = {
    "jeans": Line(
        share=36,
        price=(39, 119),
        materials=("denim",),
        styles=(("", "zipper", ""), ("", "zipper", "skinny"), ("", "zipper", "wide"), ("", "buttons", "")),
        lengths=("full", "full", "full", "cropped"),
        always=("pockets",),
        maybe=("distressed", "patch", "cuffs", "belt", "fringe"),
        finishes={"solid": 100},
        colors=DENIM,
        kids=0.2,
        hangs=True,
        has_back=True,
    ),
    "trousers": Line(
        share=28,
        price=(29, 99),
        materials=("cotton", "linen", "corduroy", "wool"),
        styles=(("", "zipper", ""), ("", "zipper", "wide"), ("", "buttons", "tapered"), ("", "tie", "wide")),
        lengths=("full", "full", "cropped"),
        maybe=("pockets", "pleats", "belt", "cuffs"),
        finishes=LEGS,
        colors=SUITS,
        kids=0.12,
        hangs=True,
    ),
    "joggers": Line(
        share=22,
        price=(19, 55),
        materials=("cotton", "fleece", "nylon"),
        styles=(("", "drawstring", ""), ("", "none", "")),
        lengths=("full", "full", "cropped"),
        always=("elastic-waist",),
        maybe=("cuffs", "pockets", "drawstring"),
        finishes=SPORT,
        kids=0.35,
        hangs=True,
    ),
    "leggings": Line(
        share=16,
        price=(9, 39),
        materials=("cotton", "nylon", "knit"),
        lengths=("full", "full", "cropped"),
        always=("elastic-waist",),
        maybe=("lace-trim", "bow"),
        finishes={
            "solid": 46,
            "floral": 10,
            "geometric": 8,
            "dotted": 8,
            "animal": 8,
            "motif": 8,
            "striped": 6,
            "abstract": 6,
        },
        kids=0.45,
        has_back=False,
    ),
    "shorts": Line(
        share=30,
        price=(14, 49),
        materials=("cotton", "denim", "linen", "nylon"),
        styles=(("", "zipper", ""), ("", "buttons", ""), ("", "drawstring", ""), ("", "none", "")),
        maybe=("pockets", "cuffs", "fringe", "pockets"),
        finishes={**LEGS, "picture": 6, "motif": 6},
        kids=0.35,
        hangs=True,
    ),
}
