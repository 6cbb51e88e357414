"""The twenty colours as dyes: several named shades for each, and small natural differences."""

from __future__ import annotations

import random
from typing import TypeAlias

Rgb: TypeAlias = tuple[int, int, int]

SHADES: dict[str, tuple[tuple[str, Rgb], ...]] = {
    "black": (("black", (30, 30, 33)), ("jet black", (24, 24, 26))),
    "gray": (("grey", (134, 136, 139)), ("charcoal grey", (88, 90, 94)), ("light grey", (168, 170, 172))),
    "white": (("white", (238, 239, 240)), ("bright white", (243, 244, 246))),
    "cream": (("cream", (236, 226, 203)), ("ivory cream", (239, 231, 213))),
    "beige": (("beige", (205, 183, 150)), ("sand beige", (212, 192, 160)), ("camel beige", (192, 160, 118))),
    "brown": (("brown", (112, 75, 50)), ("chocolate brown", (84, 56, 40)), ("chestnut brown", (130, 82, 50))),
    "burgundy": (("burgundy", (108, 26, 44)), ("wine burgundy", (120, 32, 52))),
    "red": (("red", (196, 33, 39)), ("bright red", (212, 38, 40)), ("cherry red", (182, 24, 42))),
    "orange": (("orange", (231, 120, 36)), ("burnt orange", (208, 100, 38))),
    "yellow": (
        ("yellow", (242, 201, 52)),
        ("mustard yellow", (216, 172, 46)),
        ("lemon yellow", (245, 218, 88)),
    ),
    "green": (
        ("green", (52, 134, 74)),
        ("forest green", (34, 92, 62)),
        ("leaf green", (94, 156, 72)),
        ("bottle green", (24, 78, 58)),
    ),
    "olive": (("olive", (104, 106, 60)), ("khaki olive", (122, 120, 76))),
    "teal": (("teal", (28, 124, 128)), ("dark teal", (22, 100, 108))),
    "light-blue": (
        ("light blue", (158, 196, 226)),
        ("sky blue", (142, 190, 228)),
        ("baby blue", (176, 208, 232)),
    ),
    "blue": (("blue", (44, 92, 176)), ("royal blue", (38, 74, 172)), ("cobalt blue", (34, 84, 188))),
    "navy": (("navy", (30, 40, 74)), ("dark navy", (26, 34, 64))),
    "purple": (
        ("purple", (112, 68, 150)),
        ("lavender purple", (156, 128, 192)),
        ("plum purple", (96, 50, 112)),
    ),
    "pink": (("pink", (236, 150, 176)), ("blush pink", (236, 178, 186)), ("hot pink", (226, 84, 138))),
    "gold": (("gold", (192, 152, 72)),),
    "silver": (("silver", (178, 182, 190)),),
}
"""Shade name and RGB for each colour value; the first is the plainest."""

_DRIFT = 0.035
_WASHED: Rgb = (112, 128, 150)
_WASH = {"blue": 0.42, "light-blue": 0.25, "navy": 0.16}


def shade(color: str, seed: int) -> tuple[str, Rgb]:
    """The shade that an article with this seed wears for a colour: its name and its RGB."""
    lots = random.Random(f"shade/{seed}/{color}")
    name, rgb = lots.choice(SHADES[color])
    light = 1 + lots.uniform(-_DRIFT, _DRIFT)
    return name, _clipped(tuple(channel * light + lots.uniform(-4, 4) for channel in rgb))


def dye(color: str, seed: int, material: str) -> Rgb:
    """The RGB of a colour on a material: blue denim is washed out."""
    rgb = shade(color, seed)[1]
    return mixed(rgb, _WASHED, _WASH.get(color, 0.0)) if material == "denim" else rgb


def darker(rgb: Rgb, share: float) -> Rgb:
    """The colour with `share` of its light taken away."""
    return _clipped(tuple(channel * (1 - share) for channel in rgb))


def mixed(first: Rgb, second: Rgb, share: float) -> Rgb:
    """`share` of the second colour in the first."""
    return _clipped(tuple(a + (b - a) * share for a, b in zip(first, second, strict=True)))


def lightness(rgb: Rgb) -> float:
    """How light a colour looks, 0 to 255 (Rec. 601 luma)."""
    return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]


def _clipped(channels: tuple[float, ...]) -> Rgb:
    red, green, blue = (max(0, min(255, round(channel))) for channel in channels)
    return red, green, blue
