"""Headwear, bags and other accessories."""

from __future__ import annotations

from weft.evaluation.garments.assortment.line import Line
from weft.evaluation.garments.assortment.ranges import CARRIED, LEATHERS

ACCESSORIES: dict[str, Line] = {
    "cap": Line(
        share=20,
        price=(12, 35),
        materials=("cotton", "corduroy", "denim", "canvas"),
        styles=(("", "snaps", ""), ("", "buckle", ""), ("", "none", "")),
        maybe=("contrast-trim",),
        finishes={"solid": 36, "picture": 22, "text": 12, "logo": 16, "colorblock": 6, "camouflage": 8},
        kids=0.3,
    ),
    "beanie": Line(
        share=14,
        price=(9, 29),
        materials=("knit", "wool"),
        styles=(("", "none", ""), ("", "none", "pompom")),
        maybe=("patch",),
        finishes={"solid": 60, "striped": 22, "logo": 8, "other": 10},
        kids=0.3,
    ),
    "hat": Line(
        share=12,
        price=(15, 59),
        materials=("straw", "wool", "canvas"),
        styles=(("", "none", "sun"), ("", "none", "felt"), ("", "none", "bucket")),
        maybe=("bow", "contrast-trim", "drawstring"),
        finishes={"solid": 84, "checked": 8, "floral": 8},
        colors=("beige", "cream", "brown", "black", "navy", "olive", "pink", "white"),
        kids=0.15,
    ),
    "bag": Line(
        share=26,
        price=(15, 149),
        materials=("canvas", "leather", "nylon", "suede"),
        styles=(
            ("", "none", "tote"),
            ("", "none", "tote"),
            ("", "buckle", "handbag"),
            ("", "snaps", "handbag"),
            ("", "zipper", "backpack"),
        ),
        maybe=("fringe", "bow"),
        finishes=CARRIED,
        kids=0.12,
    ),
    "scarf": Line(
        share=12,
        price=(12, 59),
        materials=("wool", "knit", "satin"),
        maybe=("fringe", "fringe"),
        finishes={"solid": 36, "checked": 26, "striped": 18, "floral": 8, "paisley": 8, "animal": 4},
        kids=0.1,
    ),
    "gloves": Line(
        share=10,
        price=(9, 59),
        materials=("knit", "leather", "wool", "fleece", "suede"),
        maybe=("fur-trim", "bow", "cuffs"),
        finishes={"solid": 80, "striped": 20},
        kids=0.2,
    ),
    "socks": Line(
        share=12,
        price=(4, 15),
        materials=("cotton", "wool", "knit"),
        styles=(("", "none", ""), ("", "none", ""), ("", "none", "ankle")),
        maybe=("contrast-trim",),
        finishes={"solid": 30, "striped": 30, "motif": 20, "dotted": 14, "other": 6},
        kids=0.35,
    ),
    "belt": Line(
        share=10,
        price=(12, 59),
        materials=("leather", "suede", "canvas"),
        styles=(("", "buckle", ""),),
        finishes={"solid": 94, "striped": 6},
        colors=LEATHERS,
        kids=0.05,
    ),
    "other": Line(
        share=8,
        price=(15, 45),
        materials=("satin", "cotton", "linen"),
        styles=(("", "tie", "apron"), ("", "none", "tie")),
        maybe=("pockets",),
        finishes={"solid": 40, "striped": 20, "dotted": 15, "checked": 10, "paisley": 15},
        kids=0.1,
    ),
}
