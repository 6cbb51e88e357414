"""Captions: what can be seen on a garment, in 8 to 22 words of plain English."""

from __future__ import annotations

import random

from weft.evaluation.garments.palette import shade
from weft.evaluation.garments.print_wording import ink_names, listed, print_phrases
from weft.evaluation.garments.spec import Garment

_SHORTEST, _LONGEST = 8, 22
_JOINTS = ("with", "and", "plus")
_NOUNS = {
    "t-shirt": ("t-shirt", "tee", "t-shirt"),
    "sneakers": ("sneakers", "trainers"),
    "trousers": ("trousers", "pants"),
    "pajamas": ("pyjama set", "pajamas"),
    "sweater": ("sweater", "jumper", "pullover"),
    "long-sleeve-top": ("long-sleeve top", "longsleeve tee"),
    "dress-shoes": ("dress shoes", "leather-style dress shoes"),
    "joggers": ("joggers", "sweatpants"),
    "swimwear": ("swimsuit", "one-piece swimsuit"),
    "underwear": ("briefs",),
    "tank-top": ("tank top", "vest top"),
    "flats": ("ballet flats", "flat shoes"),
    "cap": ("baseball cap", "cap"),
    "beanie": ("beanie", "beanie hat"),
    "bodysuit": ("bodysuit",),
    "dress": ("dress",),
    "polo": ("polo shirt", "polo"),
    "jumpsuit": ("jumpsuit",),
    "vest": ("vest", "sleeveless vest"),
    "heels": ("heels", "pumps"),
}
_CUTS = {
    "tote": ("tote bag",),
    "handbag": ("handbag",),
    "backpack": ("backpack",),
    "trunks": ("swim shorts",),
    "boxers": ("boxer shorts",),
    "apron": ("apron",),
    "tie": ("necktie",),
    "sun": ("sun hat", "wide-brimmed hat"),
    "bucket": ("bucket hat",),
    "felt": ("fedora hat",),
    "high-top": ("high-top sneakers",),
    "bomber": ("bomber jacket",),
    "pompom": ("bobble beanie", "beanie with pompom"),
}
_ADJECTIVES = {
    "quilted": "quilted",
    "skinny": "skinny",
    "wide": "wide-leg",
    "tapered": "tapered",
    "a-line": "a-line",
    "full": "flared",
    "straight": "straight",
    "tiered": "tiered",
    "wrap": "wrap",
    "ankle": "ankle",
    "tall": "tall",
    "block": "block-heel",
}
_NECKS = {
    "crew": ("a round neck", "a crew neck"),
    "v-neck": ("a v-neck",),
    "scoop": ("a scoop neck", "a deep round neck"),
    "boat": ("a boat neck", "a wide neckline"),
    "square": ("a square neckline",),
    "turtleneck": ("a high neck",),
    "collar": ("a collar", "a turned-down collar"),
    "hooded": ("a hood",),
    "henley": ("a henley neck",),
    "halter": ("a halter neck",),
    "off-shoulder": ("an off-shoulder neckline", "bare shoulders"),
    "strapless": ("a strapless neckline",),
    "other": ("a sweetheart neckline", "a shaped neckline"),
}
_CLOSURES = {
    "buttons": ("buttons down the front", "a button front"),
    "zipper": ("a front zip", "a zip"),
    "laces": ("laces", "lace-up front"),
    "velcro": ("velcro straps",),
    "buckle": ("a buckle",),
    "tie": ("a tie",),
    "drawstring": ("a drawstring",),
    "snaps": ("snaps", "snap fasteners"),
}
_DETAILS = {
    "pockets": "pockets",
    "belt": "a belt",
    "ruffle": "ruffles",
    "lace-trim": "lace trim",
    "sequins": "sequins",
    "fringe": "fringe",
    "bow": "a bow",
    "pleats": "pleats",
    "distressed": "ripped holes",
    "patch": "a sewn-on patch",
    "fur-trim": "fur trim",
    "slit": "a slit",
    "straps": "straps",
    "contrast-trim": "contrast trim",
    "cuffs": "cuffs",
    "elastic-waist": "an elastic waist",
    "platform": "a platform sole",
    "drawstring": "drawstrings",
}
_SLEEVES = {"short": "short sleeves", "long": "long sleeves", "three-quarter": "three-quarter sleeves"}
_FILLERS = {
    "kids": ("made for kids", "in a comfortable children's fit", "for everyday play"),
    "adults": ("in a relaxed everyday fit", "in a simple classic shape", "in a clean modern cut"),
}


def caption(garment: Garment, view: str, number: int = 0) -> str:
    """A caption of what this view shows; `number` makes several pictures of a view read differently."""
    lots = random.Random(f"caption/{garment.seed}/{view}/{number}")
    words = " ".join((_opening(view), _head(garment, lots))).split()
    target = lots.randint(11, 19)
    features = _print_feature(garment, len(words), lots) + _features(garment, lots)
    for joint, feature in zip(_JOINTS, features, strict=False):
        part = [joint, *feature.split()]
        if len(words) + len(part) > _LONGEST or (len(words) >= target and joint != _JOINTS[0]):
            break
        words += part
    if len(words) < _SHORTEST:
        words += lots.choice(_FILLERS[garment.audience]).split()
    return " ".join(words).lower()


def _opening(view: str) -> str:
    return {"back": "back of a"}.get(view, "")


def _head(garment: Garment, lots: random.Random) -> str:
    words = [
        lots.choice(("kids'", "children's", "kids'")) if garment.audience == "kids" else "",
        "plain" if garment.pattern == "solid" and garment.print == "none" and lots.random() < 0.6 else "",
        _colors(garment),
        _length(garment),
        _sleeveless(garment),
        _ADJECTIVES.get(garment.cut, ""),
        garment.material if garment.material not in ("other", "") else "",
        _noun(garment, lots),
    ]
    return " ".join(word for word in words if word)


def _colors(garment: Garment) -> str:
    names = [shade(color, garment.seed)[0] for color in garment.colors]
    pattern = garment.pattern
    if pattern == "striped":
        direction = _direction(garment)
        return f"{listed(names)} {direction}striped"
    if pattern in ("checked", "tie-dye", "colorblock", "other"):
        return f"{listed(names)} {({'colorblock': 'colour-block', 'other': 'marl'}).get(pattern, pattern)}"
    if pattern == "camouflage":
        return f"{listed([*names, *ink_names(garment)])} camouflage"
    if pattern == "lace":
        return names[0]
    return names[0]


def _direction(garment: Garment) -> str:
    """The direction of stripes where a caption names it."""
    return f"{garment.stripes}ly " if garment.seed % 3 == 0 else ""


def _noun(garment: Garment, lots: random.Random) -> str:
    choices = _CUTS.get(garment.cut) or _NOUNS.get(garment.category) or (garment.category.replace("-", " "),)
    return lots.choice(choices)


def _length(garment: Garment) -> str:
    return {"knee": "knee-length", "full": ""}.get(garment.length, garment.length)


def _sleeveless(garment: Garment) -> str:
    plain = garment.category not in ("tank-top", "vest", "swimwear") and garment.neckline not in (
        "strapless",
        "halter",
        "off-shoulder",
    )
    return "sleeveless" if garment.sleeve_length == "sleeveless" and plain else ""


def _print_feature(garment: Garment, spoken: int, lots: random.Random) -> list[str]:
    if garment.print == "none" or garment.pattern == "camouflage":
        return []
    phrases = print_phrases(garment)
    fitting = [phrase for phrase in phrases if spoken + 1 + len(phrase.split()) <= _LONGEST]
    return [lots.choice(fitting)] if fitting else [min(phrases, key=len)]


def _features(garment: Garment, lots: random.Random) -> list[str]:
    rest = [
        _DETAILS[detail] for detail in garment.details if detail in _DETAILS and detail != garment.closure
    ]
    if garment.has("contrast-trim"):
        rest = [
            f"{shade(garment.colors[1], garment.seed)[0]} trim",
            *(part for part in rest if part != "contrast trim"),
        ]
    if garment.neckline and garment.category not in ("polo", "blazer"):
        rest.append(lots.choice(_NECKS[garment.neckline]))
    if garment.sleeve_length in _SLEEVES and garment.category not in ("t-shirt", "long-sleeve-top"):
        rest.append(_SLEEVES[garment.sleeve_length])
    if garment.closure in _CLOSURES:
        rest.append(lots.choice(_CLOSURES[garment.closure]))
    lots.shuffle(rest)
    return rest
