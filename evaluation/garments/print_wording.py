"""How a caption speaks of a print: its motif or words, and its colours."""

from __future__ import annotations

from weft.evaluation.garments.motifs import MOTIFS
from weft.evaluation.garments.palette import shade
from weft.evaluation.garments.spec import Garment


def print_phrases(garment: Garment) -> tuple[str, ...]:
    """Every way to name the print of an article, each a noun phrase; the shortest is among them."""
    inks = listed(ink_names(garment))
    if garment.print == "logo":
        return f"a small {inks} logo", f"one little {inks} brand logo", f"a discreet {inks} logo"
    if garment.print == "text":
        return (
            f"the words {garment.words} in {inks} letters",
            f"{inks} {garment.words} lettering",
            f"a {inks} slogan reading {garment.words}",
        )
    return _picture(garment, inks) if garment.print == "picture" else _all_over(garment, inks)


def ink_names(garment: Garment) -> list[str]:
    """The shades of the print, as a caption calls them."""
    return [shade(color, garment.seed)[0] for color in garment.print_colors]


def listed(names: list[str]) -> str:
    """Names with commas and an "and"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _picture(garment: Garment, inks: str) -> tuple[str, ...]:
    if garment.has("embroidery"):
        return f"an embroidered {garment.motif} in {inks}", f"{inks} {garment.motif} embroidery"
    words = f" and the words {garment.words}" if garment.words else ""
    forms = ("a {0} {1} print", "a {1} print in {0}", "a big {1} in {0}", "a {0} {1} graphic")
    return tuple(form.format(inks, garment.motif) + words for form in forms)


def _all_over(garment: Garment, inks: str) -> tuple[str, ...]:
    simple = {
        "dotted": f"{inks} polka dots",
        "animal": f"{garment.motif} print in {inks}",
        "geometric": f"{inks} geometric {garment.motif}",
        "paisley": f"a {inks} paisley print",
        "abstract": f"an abstract print in {inks}",
    }
    if garment.pattern in simple:
        return (simple[garment.pattern],)
    many = MOTIFS[garment.motif].plural
    return (
        _floral(garment, many)
        if garment.pattern == "floral"
        else (f"{inks} {many} all over", f"an all-over print of {inks} {many}")
    )


def _floral(garment: Garment, many: str) -> tuple[str, ...]:
    *petals, leaves = ink_names(garment)
    flowers = listed(petals)
    return (
        f"{flowers} flowers and {leaves} leaves",
        f"{flowers} flowers and {leaves} leaves all over",
        f"{flowers} {many} and {leaves} leaves",
        f"an all-over floral print of {flowers} {many} with {leaves} leaves",
    )
