"""The shapes of all categories: from a garment to the layers that draw it, in its own space."""

from __future__ import annotations

from collections.abc import Callable

from weft.evaluation.garments.layers import Layer, shift
from weft.evaluation.garments.silhouettes import accessories, hats
from weft.evaluation.garments.silhouettes.body import frame_of
from weft.evaluation.garments.silhouettes.dresses import dress, jumpsuit, onepiece, skirt
from weft.evaluation.garments.silhouettes.hangers import clip_hanger, shoulder_hanger
from weft.evaluation.garments.silhouettes.shoes_side import side_pair
from weft.evaluation.garments.silhouettes.shoes_top import top_pair
from weft.evaluation.garments.silhouettes.trousers import trousers
from weft.evaluation.garments.silhouettes.uppers import upper
from weft.evaluation.garments.spec import Garment

_UPPERS = (
    "t-shirt",
    "long-sleeve-top",
    "tank-top",
    "polo",
    "shirt",
    "blouse",
    "top",
    "sweatshirt",
    "hoodie",
    "sweater",
    "cardigan",
    "jacket",
    "coat",
    "blazer",
    "vest",
)
_SKIRTS = ("skirt", "jeans", "trousers", "joggers", "leggings", "shorts")


def silhouette(garment: Garment, *, back: bool = False, hanging: bool = False) -> list[Layer]:
    """The layers of an article, hindmost first; `hanging` adds the hanger."""
    layers = _maker(garment)(garment, back=back, hanging=hanging)
    if not hanging:
        return layers
    if garment.category in _SKIRTS:
        return layers + clip_hanger(60, 2)
    frame = frame_of(garment)
    return shoulder_hanger(frame.shoulder - 4, frame.drop) + layers


def _maker(garment: Garment) -> Callable[..., list[Layer]]:
    if garment.category in _UPPERS:
        return upper
    if garment.category == "swimwear" and garment.cut == "trunks":
        return trousers
    return _MAKERS[garment.category]


def _pajamas(garment: Garment, *, back: bool, hanging: bool) -> list[Layer]:
    lower = shift(trousers(garment, back=True, hanging=False)[:-2], 0, 210)
    return lower + upper(garment, back=back, hanging=hanging)


def _from_side(garment: Garment, *, back: bool, hanging: bool) -> list[Layer]:
    return side_pair(garment)


def _from_above(garment: Garment, *, back: bool, hanging: bool) -> list[Layer]:
    return top_pair(garment)


_MAKERS: dict[str, Callable[..., list[Layer]]] = {
    "dress": dress,
    "skirt": skirt,
    "jumpsuit": jumpsuit,
    "bodysuit": onepiece,
    "swimwear": onepiece,
    "pajamas": _pajamas,
    **dict.fromkeys(("jeans", "trousers", "joggers", "leggings", "shorts"), trousers),
    **dict.fromkeys(("sneakers", "boots", "heels", "dress-shoes"), _from_side),
    **dict.fromkeys(("sandals", "flats", "slippers"), _from_above),
    "cap": hats.cap,
    "beanie": hats.beanie,
    "hat": hats.hat,
    "bag": accessories.bag,
    "scarf": accessories.scarf,
    "gloves": accessories.gloves,
    "socks": accessories.socks,
    "belt": accessories.belt,
    "underwear": accessories.underwear,
    "other": accessories.apron_or_tie,
}
