"""The pictures that are printed on articles: drawn from a few shapes, each in one of up to three inks."""

from __future__ import annotations

from weft.evaluation.garments.motifs.animals import ANIMALS
from weft.evaluation.garments.motifs.plants import PLANTS
from weft.evaluation.garments.motifs.shapes import HOLE, Motif, Shape
from weft.evaluation.garments.motifs.sky import SKY
from weft.evaluation.garments.motifs.things import THINGS

MOTIFS: dict[str, Motif] = {**ANIMALS, **PLANTS, **SKY, **THINGS}
"""Every motif by the noun that a caption calls it."""

__all__ = ["HOLE", "MOTIFS", "Motif", "Shape"]
