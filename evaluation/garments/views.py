"""What of an article a view shows: attributes and caption are those of what can be seen."""

from __future__ import annotations

from dataclasses import replace

from weft.evaluation.garments.spec import Garment

_SEEN_FROM_BEHIND = ("hood", "elastic-waist", "cuffs", "pleats")
_BELOW_A_CLOSE_VIEW = ("belt", "cuffs", "fringe", "lace-trim", "patch", "ruffle", "slit", "elastic-waist")
_LOW_POCKETS = ("hoodie", "sweatshirt", "jacket", "blazer", "vest", "cardigan")


def visible(garment: Garment, view: str) -> Garment:
    """The article reduced to what this view shows of it."""
    if view == "back":
        return _from_behind(garment)
    return _from_near(garment) if view == "close" else garment


def attributes(garment: Garment) -> dict[str, str | list[str]]:
    """The facets of an article; what does not apply or cannot be seen is left out."""
    facets: dict[str, str | list[str]] = {
        "category": garment.category,
        "colors": list(garment.colors),
        "print_colors": list(garment.print_colors),
        "pattern": garment.pattern,
        "print": garment.print,
        "sleeve_length": garment.sleeve_length,
        "neckline": garment.neckline,
        "closure": garment.closure,
        "length": garment.length,
        "material": garment.material,
        "details": list(garment.details),
        "audience": garment.audience,
    }
    return {facet: value for facet, value in facets.items() if value}


def _from_behind(garment: Garment) -> Garment:
    details = tuple(detail for detail in garment.details if detail in _SEEN_FROM_BEHIND)
    neckline = garment.neckline if garment.neckline == "hooded" else ""
    return replace(garment, closure="", neckline=neckline, details=details, colors=_without_trim(garment))


def _from_near(garment: Garment) -> Garment:
    hidden = (*_BELOW_A_CLOSE_VIEW, *(("pockets",) if garment.category in _LOW_POCKETS else ()))
    return replace(
        garment, length="", details=tuple(detail for detail in garment.details if detail not in hidden)
    )


def _without_trim(garment: Garment) -> tuple[str, ...]:
    return garment.colors[:1] if garment.has("contrast-trim") else garment.colors
