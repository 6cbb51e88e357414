"""Draws products from the assortment: the same seed and index always give the same product."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate

from weft.evaluation.garments.assortment import LINES, WISHES, Line
from weft.evaluation.garments.backgrounds import HANGING_SURFACES, SURFACES
from weft.evaluation.garments.finishes import COMMON_COLORS, Finish, apart, finish
from weft.evaluation.garments.palette import SHADES, lightness
from weft.evaluation.garments.shop import brand, price, title
from weft.evaluation.garments.spec import Garment, Product, Shot

_WISH_EVERY = 4
_TURN_EVERY = 8  # so often the next category has its turn, so that none is missing
_NEWEST = date(2026, 3, 1)
_SHARES = list(accumulate(line.share for line in LINES.values()))
_CATEGORIES = list(LINES)
_EXCLUSIVE = (
    {"ruffle", "fringe", "lace-trim"},
    {"belt", "bow", "drawstring"},
    {"slit", "pleats", "fringe"},
    {"straps", "bow"},
    {"patch", "distressed"},
    {"cuffs", "fringe"},
)
_LIGHT_GAP = 38.0


def sample(seed: int, index: int) -> Product:
    """The product with that index in the catalogue of that seed."""
    lots = random.Random(f"{seed}/{index}")
    wish = WISHES[index // _WISH_EVERY % len(WISHES)] if index % _WISH_EVERY == 0 else {}
    category = wish.get("category") or _category(index, lots)
    line = LINES[category]
    garment = _garment(category, line, wish, lots)
    return Product(
        product_id=f"g{index:05d}",
        garment=garment,
        shots=_shots(garment, line, lots),
        title=title(garment),
        brand=brand(garment, lots),
        price=price(line, garment, lots),
        in_stock=lots.random() < 0.88,
        published_at=(_NEWEST - timedelta(days=int(lots.random() ** 1.6 * 720))).isoformat(),
    )


def _category(index: int, lots: random.Random) -> str:
    if index % _TURN_EVERY == _TURN_EVERY - 1:
        return _CATEGORIES[index // _TURN_EVERY % len(_CATEGORIES)]
    return lots.choices(_CATEGORIES, cum_weights=_SHARES)[0]


def _garment(category: str, line: Line, wish: dict[str, str], lots: random.Random) -> Garment:
    audience = wish.get("audience") or ("kids" if lots.random() < line.kids else "adults")
    neckline, closure, cut = _style(line, wish, lots)
    name = wish.get("finish") or _finish_name(category, line, neckline, closure, lots)
    color = wish.get("color") or lots.choice(line.colors or COMMON_COLORS)
    look = finish(name, color, audience, lots, ink=wish.get("ink", ""), motif=wish.get("motif", ""))
    garment = Garment(
        category=category,
        audience=audience,
        seed=lots.getrandbits(32),
        colors=look.colors,
        pattern=look.pattern,
        print=look.print,
        print_colors=look.print_colors,
        motif=look.motif,
        words=look.words,
        stripes=look.stripes,
        material=_material(line, look, wish, lots),
        neckline=neckline,
        closure=closure,
        cut=cut,
        sleeve_length=wish.get("sleeve") or _sleeve(line, neckline, cut, lots),
        length=lots.choice(line.lengths),
    )
    return _trimmed(garment, line, wish.get("detail", ""), lots)


def _finish_name(category: str, line: Line, neckline: str, closure: str, lots: random.Random) -> str:
    opens = (
        closure in ("zipper", "buttons", "snaps")
        and neckline not in ("", "henley")
        and category != "bodysuit"
    )
    split = ("picture", "text") if opens else ()  # a zip through the middle would cut the print in two
    finishes = {name: often for name, often in line.finishes.items() if name not in split}
    return lots.choices(list(finishes), list(finishes.values()))[0]


def _style(line: Line, wish: dict[str, str], lots: random.Random) -> tuple[str, str, str]:
    fitting = [
        style
        for style in line.styles
        if wish.get("neckline") in (None, style[0]) and wish.get("closure") in (None, style[1])
    ]
    return lots.choice(fitting)


def _material(line: Line, look: Finish, wish: dict[str, str], lots: random.Random) -> str:
    if look.pattern == "lace":
        return "lace"
    flat = ("cotton", "satin", "canvas", "linen", "nylon", "leather", "knit", "wool", "mesh", "fleece")
    fitting = [material for material in line.materials if look.print in ("none", "logo") or material in flat]
    return wish.get("material") or lots.choice(fitting or line.materials)


def _sleeve(line: Line, neckline: str, cut: str, lots: random.Random) -> str:
    if cut == "trunks":
        return ""
    return "sleeveless" if neckline in ("strapless", "halter", "off-shoulder") else lots.choice(line.sleeves)


def _trimmed(garment: Garment, line: Line, wished: str, lots: random.Random) -> Garment:
    details = [*line.always, *([wished] if wished else [])]
    details += _implied(garment, lots)
    count = lots.choices((0, 1, 2), (30, 45, 25))[0]
    for detail in lots.sample(sorted(set(line.maybe)), min(count, len(set(line.maybe)))):
        if _fits(garment, detail, details):
            details.append(detail)
    if (
        garment.print == "picture"
        and garment.motif in ("rose", "tulip", "daisy", "bird", "butterfly", "leaf", "heart")
        and "embroidery" not in details
    ):
        details.append("embroidery")
    garment = replace(garment, details=tuple(dict.fromkeys(details))[:5])
    if garment.has("contrast-trim"):
        return replace(garment, colors=(garment.colors[0], *apart(garment.colors[0], lots, 1)))
    return garment


def _implied(garment: Garment, lots: random.Random) -> list[str]:
    found = [detail for detail in ("drawstring",) if garment.closure == "drawstring"]
    if garment.closure == "drawstring" or (garment.category == "shorts" and garment.closure == "none"):
        found.append("elastic-waist")
    if garment.neckline == "hooded":
        found.append("hood")
    if garment.neckline == "collar":
        found.append("collar")
    if garment.closure == "zipper" and garment.neckline:
        found.append("zipper")
    if garment.closure == "buttons" and garment.neckline and lots.random() < 0.7:
        found.append("buttons")
    return found


def _fits(garment: Garment, detail: str, chosen: Sequence[str]) -> bool:
    if any(detail in group and group & set(chosen) for group in _EXCLUSIVE):
        return False
    unfit = {
        "contrast-trim": garment.pattern not in ("solid", "graphic") or garment.print == "all-over",
        "straps": garment.neckline not in ("square", "v-neck", "scoop", "strapless")
        or garment.sleeve_length != "sleeveless",
        "bow": garment.closure == "tie"
        or garment.print in ("picture", "text")
        or garment.cut in ("quilted", "backpack"),
        "belt": garment.closure in ("tie", "drawstring") or garment.cut == "quilted",
        "buttons": garment.closure not in ("buttons", "snaps"),
        "patch": garment.print in ("picture", "text"),
        "sequins": garment.print != "none",
        "ruffle": garment.print in ("picture", "text")
        or garment.cut == "tiered"
        or garment.closure == "buttons",
        "lace-trim": garment.material in ("denim", "leather", "suede"),
        "fringe": (garment.category in ("jeans", "shorts") and garment.material != "denim")
        or garment.cut in ("tiered", "backpack"),
        "pleats": garment.cut not in ("a-line", "full", "", "wide")
        or garment.pattern in ("striped", "checked"),
        "slit": garment.length not in ("midi", "maxi"),
        "pockets": (
            garment.print in ("picture", "text") and garment.category in ("t-shirt", "skirt", "shorts")
        )
        or garment.cut == "tie"
        or (garment.closure == "tie" and garment.category == "dress"),
        "drawstring": garment.category == "hat" and garment.cut != "bucket",
        "elastic-waist": garment.closure not in ("none", "drawstring"),
        "platform": garment.cut == "tall",
        "heel": garment.material == "rubber",
    }
    return not unfit.get(detail, False)


def _shots(garment: Garment, line: Line, lots: random.Random) -> tuple[Shot, ...]:
    count = lots.choices((1, 2, 3), (46, 36, 18))[0]
    first = _shot("front", garment, line, lots)
    others = ["front", "front"]
    if garment.neckline not in ("", "strapless", "off-shoulder", "hooded") and garment.category not in (
        "dress",
        "jumpsuit",
        "swimwear",
        "bodysuit",
        "pajamas",
        "coat",
    ):
        others.append("close")
    if (
        line.has_back
        and garment.print in ("none", "all-over")
        and garment.neckline != "turtleneck"
        and garment.closure in ("none", "zipper")
    ):
        others.append("back")
    return (first, *(_shot(view, garment, line, lots) for view in lots.sample(others, count - 1)))


def _shot(view: str, garment: Garment, line: Line, lots: random.Random) -> Shot:
    hanging = (
        line.hangs
        and view != "close"
        and garment.neckline not in ("strapless", "off-shoulder", "hooded")
        and lots.random() < 0.34
    )
    surfaces = HANGING_SURFACES if hanging else tuple(SURFACES)
    own = lightness(SHADES[garment.colors[0]][0][1])
    choices = [
        (name, color)
        for name in surfaces
        for color in SURFACES[name]
        if abs(lightness(color) - own) > _LIGHT_GAP
    ]
    surface, color = lots.choice(choices)
    return Shot(view=view, hanging=hanging, surface=surface, surface_color=color, seed=lots.getrandbits(32))
