"""The demo catalogue: invented garments, drawn and described by the values they were drawn from."""

from weft.evaluation.garments.catalogue import draw_catalogue

__all__ = ["draw_catalogue"]
