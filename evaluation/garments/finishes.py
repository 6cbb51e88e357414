"""Finishes: pattern, print and their colours, chosen together so that they suit each other."""

from __future__ import annotations

import random
from dataclasses import dataclass

from weft.evaluation.garments.motifs import MOTIFS
from weft.evaluation.garments.palette import SHADES

COMMON_COLORS = (
    "black",
    "black",
    "white",
    "white",
    "gray",
    "navy",
    "navy",
    "blue",
    "light-blue",
    "red",
    "green",
    "green",
    "olive",
    "teal",
    "pink",
    "purple",
    "yellow",
    "orange",
    "beige",
    "cream",
    "brown",
    "burgundy",
)
_INKS = (
    "white",
    "black",
    "red",
    "navy",
    "green",
    "yellow",
    "orange",
    "blue",
    "pink",
    "teal",
    "purple",
    "light-blue",
    "brown",
    "gold",
    "silver",
    "gray",
)
_PETALS = ("red", "pink", "yellow", "white", "purple", "blue", "orange", "light-blue")
_FLOWERS = ("rose", "daisy", "tulip")
_KIDS_ONLY = ("bear", "rabbit", "robot", "train", "dog")
_ADULTS_ONLY = ("skull", "guitar", "rose", "tulip")
_CAMOUFLAGE = (
    ("olive", "brown", "black", "beige"),
    ("gray", "white", "black", "silver"),
    ("beige", "brown", "olive", "black"),
    ("green", "olive", "black", "brown"),
)
_WORDS = (
    "good days",
    "hello sunshine",
    "stay curious",
    "sunday club",
    "north coast",
    "slow mornings",
    "be kind",
    "adventure",
    "dream big",
    "love",
    "ocean",
    "weekend",
    "wild heart",
    "happy",
    "sunset drive",
    "brooklyn",
    "paris",
    "tokyo",
    "road trip",
    "summer",
    "explore",
    "music",
)
_ANIMALS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("beige", ("black", "brown"), "leopard"),
    ("cream", ("black", "brown"), "leopard"),
    ("white", ("black",), "zebra"),
    ("pink", ("black", "gray"), "leopard"),
)
_APART = 135.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """What a finish decides about an article."""

    pattern: str
    print: str
    colors: tuple[str, ...]
    print_colors: tuple[str, ...] = ()
    motif: str = ""
    words: str = ""
    stripes: str = ""


def finish(
    name: str, color: str, audience: str, lots: random.Random, *, ink: str = "", motif: str = ""
) -> Finish:
    """Draw the free choices of a finish on a ground of that colour; `ink` and `motif` are wished for."""
    if name in ("logo", "text", "picture", "motif"):
        return _placed(name, color, audience, lots, motif)
    if name in ("striped", "checked", "tie-dye", "colorblock", "other"):
        return _woven(name, color, lots)
    if name in ("solid", "lace"):
        return Finish(pattern=name, print="none", colors=(color,))
    if name == "floral":
        return _floral(color, lots, ink)
    return _printed(name, color, lots)


def apart(color: str, lots: random.Random, count: int, pool: tuple[str, ...] = _INKS) -> tuple[str, ...]:
    """That many different colours, each clearly unlike the first one and each other."""
    chosen: list[str] = []
    for candidate in lots.sample(pool, len(pool)):
        if all(_distance(candidate, other) > _APART for other in (color, *chosen)):
            chosen.append(candidate)
        if len(chosen) == count:
            break
    return tuple(chosen)


def _placed(name: str, color: str, audience: str, lots: random.Random, wished: str) -> Finish:
    if name == "logo":
        return Finish(pattern="solid", print="logo", colors=(color,), print_colors=apart(color, lots, 1))
    if name == "text":
        return Finish(
            pattern="graphic",
            print="text",
            colors=(color,),
            print_colors=apart(color, lots, lots.choice((1, 2))),
            words=lots.choice(_WORDS),
        )
    unfit = _ADULTS_ONLY if audience == "kids" else _KIDS_ONLY
    motif = wished or lots.choice([motif for motif in MOTIFS if motif not in unfit])
    inks = apart(color, lots, MOTIFS[motif].inks)
    words = lots.choice(_WORDS) if name == "picture" and lots.random() < 0.2 else ""
    kind = "all-over" if name == "motif" else "picture"
    return Finish(pattern="graphic", print=kind, colors=(color,), print_colors=inks, motif=motif, words=words)


def _woven(name: str, color: str, lots: random.Random) -> Finish:
    more = 2 if name in ("checked", "striped", "colorblock") and lots.random() < 0.25 else 1
    stripes = lots.choice(("horizontal", "horizontal", "vertical")) if name == "striped" else ""
    motif = lots.choice(("spiral", "spiral", "ombre")) if name == "tie-dye" else ""
    pool = ("white", "white", *COMMON_COLORS)
    return Finish(
        pattern=name,
        print="none",
        colors=(color, *apart(color, lots, more, pool)),
        stripes=stripes,
        motif=motif,
    )


def _floral(color: str, lots: random.Random, ink: str) -> Finish:
    if ink and _distance(color, ink) <= _APART:
        color = lots.choice(("white", "navy", "cream", "black"))
    petals = (ink,) if ink else apart(color, lots, 1, _PETALS)
    second = (
        apart(color, lots, 1, tuple(petal for petal in _PETALS if _distance(petal, petals[0]) > _APART))
        if lots.random() < 0.5
        else ()
    )
    leaves = next(
        leaf
        for leaf in ("green", "olive", "cream", "teal", "black")
        if _distance(leaf, color) > 75 and leaf not in (*petals, *second)
    )
    return Finish(
        pattern="floral",
        print="all-over",
        colors=(color,),
        print_colors=(*petals, *second, leaves),
        motif=lots.choice(_FLOWERS),
    )


def _printed(name: str, color: str, lots: random.Random) -> Finish:
    if name == "camouflage":
        colors = lots.choice(_CAMOUFLAGE)
        return Finish(
            pattern=name,
            print="all-over",
            colors=colors[:1],
            print_colors=tuple(dict.fromkeys(colors[1:])),
            motif="",
        )
    if name == "animal":
        ground, spots, motif = lots.choice(_ANIMALS)
        return Finish(pattern=name, print="all-over", colors=(ground,), print_colors=spots, motif=motif)
    motif = lots.choice(("zigzags", "diamonds", "triangles", "rings")) if name == "geometric" else ""
    inks = apart(color, lots, lots.choice((1, 2)) if name != "abstract" else 2)
    return Finish(pattern=name, print="all-over", colors=(color,), print_colors=inks, motif=motif)


def _distance(first: str, second: str) -> float:
    a, b = SHADES[first][0][1], SHADES[second][0][1]
    return float(sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5)
