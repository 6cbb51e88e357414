"""A line of the assortment: what one category comes in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Style: TypeAlias = tuple[str, str, str]
"""Neckline, closure and cut that belong together; an empty string where there is none."""

Finishes: TypeAlias = dict[str, int]
"""How often each finish is drawn. A finish names pattern and print at once, see `finishes`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One category of the assortment."""

    share: int
    price: tuple[int, int]
    materials: tuple[str, ...]
    styles: tuple[Style, ...] = (("", "none", ""),)
    sleeves: tuple[str, ...] = ("",)
    lengths: tuple[str, ...] = ("",)
    always: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    finishes: Finishes
    colors: tuple[str, ...] = ()
    kids: float = 0.25
    hangs: bool = False
    has_back: bool = False
