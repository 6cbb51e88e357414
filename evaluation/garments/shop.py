"""What a shop says about an article: title, brand and price."""

from __future__ import annotations

import random

from weft.evaluation.garments.assortment import Line
from weft.evaluation.garments.spec import Garment

_BRANDS = (
    "Norrhalm",
    "Plumwick",
    "Brindleway",
    "Kestrand",
    "Hollowmere",
    "Quillfold",
    "Wrenlow",
    "Saltgarn",
    "Lindquay",
    "Veldmoor",
)
_KIDS_BRANDS = ("Pippenholt", "Dapplebee", "Plumwick")
_NECKS = {
    "crew": "Crew",
    "v-neck": "V-Neck",
    "scoop": "Scoop Neck",
    "boat": "Boat Neck",
    "turtleneck": "High Neck",
    "henley": "Henley",
    "halter": "Halter",
    "off-shoulder": "Off-Shoulder",
    "strapless": "Strapless",
    "square": "Square Neck",
}
_NOUNS = {
    "t-shirt": "T-shirt",
    "top": "Top",
    "pajamas": "Pyjama Set",
    "swimwear": "Swimsuit",
    "underwear": "Briefs",
    "bag": "Bag",
    "bodysuit": "Bodysuit",
}
_CUTS = {
    "tote": "Tote Bag",
    "handbag": "Handbag",
    "backpack": "Backpack",
    "trunks": "Swim Shorts",
    "boxers": "Boxer Shorts",
    "apron": "Apron",
    "tie": "Tie",
    "sun": "Sun Hat",
    "bucket": "Bucket Hat",
    "felt": "Fedora Hat",
    "high-top": "High-Top Sneakers",
}
_PATTERNS = {
    "striped": "Striped",
    "checked": "Checked",
    "dotted": "Polka Dot",
    "floral": "Floral",
    "camouflage": "Camo",
    "geometric": "Geometric",
    "paisley": "Paisley",
    "abstract": "Abstract Print",
    "tie-dye": "Tie-Dye",
    "colorblock": "Colour-Block",
    "other": "Marl",
}


def title(garment: Garment) -> str:
    """A title such as "Cotton Crew T-shirt with Dinosaur Print"."""
    words = [
        "Kids'" if garment.audience == "kids" else "",
        _pattern(garment),
        garment.material.title()
        if garment.material not in ("other", "") and garment.pattern != "lace"
        else "",
        garment.length.title() if garment.length in ("mini", "midi", "maxi", "cropped") else "",
        _NECKS.get(garment.neckline, ""),
        "Zip" if garment.closure == "zipper" and garment.neckline == "hooded" else "",
        _noun(garment),
        _print(garment),
    ]
    return " ".join(word for word in words if word)


def brand(garment: Garment, lots: random.Random) -> str:
    """An invented brand."""
    return lots.choice(_KIDS_BRANDS if garment.audience == "kids" else _BRANDS)


def price(line: Line, garment: Garment, lots: random.Random) -> float:
    """A shop price in EUR within the range of the category; clothes for kids cost less."""
    low, high = line.price
    amount = lots.triangular(low, high, low + (high - low) * 0.35) * (
        0.75 if garment.audience == "kids" else 1
    )
    return round(int(amount) + lots.choice((0.0, 0.90, 0.95, 0.99)), 2)


def _noun(garment: Garment) -> str:
    return (
        _CUTS.get(garment.cut) or _NOUNS.get(garment.category) or garment.category.replace("-", " ").title()
    )


def _pattern(garment: Garment) -> str:
    if garment.pattern == "animal":
        return f"{garment.motif.title()} Print"
    return "Lace" if garment.pattern == "lace" else _PATTERNS.get(garment.pattern, "")


def _print(garment: Garment) -> str:
    if garment.print == "text":
        return f'with "{garment.words.title()}" Print'
    if garment.print == "picture":
        made = "Embroidery" if garment.has("embroidery") else "Print"
        return f"with {garment.motif.title()} {made}"
    if garment.print == "all-over" and garment.pattern == "graphic":
        return f"with All-Over {garment.motif.title()} Print"
    return ""
