"""Finishes, colours and styles that several lines share."""

from __future__ import annotations

from weft.evaluation.garments.assortment.line import Finishes, Style

JERSEY: Finishes = {
    "solid": 30,
    "picture": 24,
    "text": 11,
    "logo": 8,
    "striped": 9,
    "motif": 5,
    "tie-dye": 3,
    "colorblock": 3,
    "dotted": 2,
    "camouflage": 2,
    "floral": 2,
    "geometric": 2,
    "abstract": 2,
    "animal": 2,
    "other": 2,
}
WARM: Finishes = {
    "solid": 34,
    "picture": 16,
    "text": 16,
    "logo": 12,
    "striped": 6,
    "colorblock": 7,
    "tie-dye": 4,
    "camouflage": 3,
    "motif": 3,
    "other": 3,
}
KNITTED: Finishes = {"solid": 50, "striped": 22, "colorblock": 8, "geometric": 6, "other": 10, "picture": 4}
WOVEN: Finishes = {
    "solid": 34,
    "striped": 18,
    "checked": 22,
    "dotted": 5,
    "floral": 7,
    "paisley": 6,
    "geometric": 4,
    "abstract": 3,
    "motif": 3,
}
PRETTY: Finishes = {
    "solid": 28,
    "floral": 28,
    "dotted": 9,
    "striped": 6,
    "checked": 5,
    "animal": 5,
    "abstract": 5,
    "geometric": 4,
    "paisley": 5,
    "lace": 7,
    "motif": 3,
    "tie-dye": 2,
}
OUTER: Finishes = {"solid": 70, "checked": 6, "logo": 8, "camouflage": 5, "colorblock": 9, "animal": 2}
LEGS: Finishes = {
    "solid": 70,
    "checked": 6,
    "striped": 8,
    "camouflage": 5,
    "floral": 4,
    "logo": 5,
    "animal": 2,
}
SPORT: Finishes = {
    "solid": 50,
    "logo": 16,
    "picture": 8,
    "text": 5,
    "camouflage": 5,
    "colorblock": 5,
    "tie-dye": 4,
    "abstract": 3,
    "geometric": 4,
}
SHOE: Finishes = {
    "solid": 72,
    "colorblock": 12,
    "animal": 6,
    "floral": 3,
    "camouflage": 2,
    "checked": 3,
    "logo": 2,
}
PLAIN: Finishes = {"solid": 92, "animal": 8}
CARRIED: Finishes = {
    "solid": 36,
    "picture": 28,
    "text": 14,
    "striped": 6,
    "floral": 5,
    "geometric": 5,
    "logo": 6,
}

DENIM = ("blue", "light-blue", "navy", "black", "gray", "white")
LEATHERS = (
    "black",
    "brown",
    "beige",
    "white",
    "burgundy",
    "red",
    "navy",
    "cream",
    "gold",
    "silver",
    "pink",
    "gray",
)
SUITS = ("black", "navy", "gray", "beige", "brown", "olive", "burgundy", "cream", "teal")

PULLED_ON: tuple[Style, ...] = (
    ("crew", "none", ""),
    ("crew", "none", ""),
    ("v-neck", "none", ""),
    ("scoop", "none", ""),
    ("boat", "none", ""),
)
FANCY: tuple[Style, ...] = (
    ("v-neck", "none", ""),
    ("scoop", "none", ""),
    ("square", "none", ""),
    ("halter", "none", ""),
    ("off-shoulder", "none", ""),
    ("strapless", "none", ""),
    ("boat", "none", ""),
    ("other", "none", ""),
    ("crew", "none", ""),
)

DRESS_STYLES: tuple[Style, ...] = (
    ("v-neck", "none", "a-line"),
    ("v-neck", "tie", "wrap"),
    ("v-neck", "buttons", "a-line"),
    ("scoop", "none", "straight"),
    ("scoop", "none", "full"),
    ("square", "none", "a-line"),
    ("square", "zipper", "full"),
    ("square", "none", "tiered"),
    ("halter", "tie", "full"),
    ("halter", "none", "a-line"),
    ("off-shoulder", "none", "tiered"),
    ("off-shoulder", "none", "a-line"),
    ("strapless", "zipper", "straight"),
    ("strapless", "none", "full"),
    ("boat", "none", "straight"),
    ("boat", "none", "a-line"),
    ("other", "zipper", "wrap"),
    ("other", "none", "full"),
    ("crew", "none", "a-line"),
    ("crew", "none", "tiered"),
    ("crew", "none", "straight"),
    ("collar", "buttons", "a-line"),
    ("collar", "buttons", "straight"),
)
