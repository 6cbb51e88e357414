"""Shoes."""

from __future__ import annotations

from weft.evaluation.garments.assortment.line import Line
from weft.evaluation.garments.assortment.ranges import LEATHERS, PLAIN, SHOE

SHOES: dict[str, Line] = {
    "sneakers": Line(
        share=34,
        price=(39, 129),
        materials=("leather", "canvas", "mesh", "suede"),
        styles=(("", "laces", ""), ("", "laces", "high-top"), ("", "velcro", ""), ("", "none", "")),
        maybe=("contrast-trim", "platform", "contrast-trim"),
        finishes=SHOE,
        kids=0.3,
    ),
    "boots": Line(
        share=22,
        price=(59, 179),
        materials=("leather", "suede", "rubber", "leather"),
        styles=(
            ("", "laces", ""),
            ("", "zipper", "ankle"),
            ("", "zipper", "tall"),
            ("", "none", "ankle"),
            ("", "buckle", ""),
        ),
        maybe=("heel", "fur-trim", "platform"),
        finishes=PLAIN,
        colors=LEATHERS,
    ),
    "sandals": Line(
        share=16,
        price=(19, 79),
        materials=("leather", "rubber", "suede"),
        styles=(("", "buckle", ""), ("", "velcro", "crossed"), ("", "none", "crossed"), ("", "none", "")),
        always=("straps",),
        finishes=PLAIN,
        colors=LEATHERS,
    ),
    "heels": Line(
        share=14,
        price=(39, 129),
        materials=("leather", "suede", "satin", "velvet"),
        styles=(("", "none", ""), ("", "buckle", ""), ("", "none", "block")),
        always=("heel",),
        maybe=("bow",),
        finishes=PLAIN,
        colors=LEATHERS,
        kids=0.0,
    ),
    "flats": Line(
        share=14,
        price=(25, 79),
        materials=("leather", "suede", "canvas"),
        styles=(("", "none", ""), ("", "buckle", "")),
        maybe=("bow",),
        finishes={"solid": 70, "animal": 10, "floral": 10, "dotted": 10},
        colors=LEATHERS,
    ),
    "dress-shoes": Line(
        share=12,
        price=(69, 199),
        materials=("leather", "suede"),
        styles=(("", "laces", ""), ("", "none", ""), ("", "buckle", "")),
        finishes={"solid": 90, "colorblock": 10},
        colors=("black", "brown", "burgundy", "navy", "beige"),
        kids=0.05,
    ),
    "slippers": Line(
        share=10,
        price=(12, 39),
        materials=("fleece", "fur", "wool", "suede"),
        maybe=("fur-trim", "bow"),
        finishes={"solid": 70, "checked": 15, "picture": 15},
    ),
}
