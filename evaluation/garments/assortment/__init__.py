"""What the shop carries: for each category the styles, cloths, finishes and prices that make sense."""

from __future__ import annotations

from weft.evaluation.garments.assortment.accessories import ACCESSORIES
from weft.evaluation.garments.assortment.bottoms import BOTTOMS
from weft.evaluation.garments.assortment.dresses import DRESSES
from weft.evaluation.garments.assortment.line import Line
from weft.evaluation.garments.assortment.outerwear import OUTERWEAR
from weft.evaluation.garments.assortment.shoes import SHOES
from weft.evaluation.garments.assortment.tops import TOPS
from weft.evaluation.garments.assortment.wishes import WISHES

LINES: dict[str, Line] = {**TOPS, **OUTERWEAR, **DRESSES, **BOTTOMS, **SHOES, **ACCESSORIES}
"""Every category of the vocabulary."""

__all__ = ["LINES", "WISHES", "Line"]
