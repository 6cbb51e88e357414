"""Hypothesis strategies: texts that nobody should type, sentences about furniture, and filter trees."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.furniture import FURNITURE
from weft.engine.filters import Filter, Match, Not, Plausible, Says, Within, all_of, any_of
from weft.engine.text import stems
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Facet

FRAGMENTS = [
    "no", "not", "without", "or", "and", ",", "but", "with", "neither", "nor", "non-", "-less", "all",
    "if possible", "under", "between", "20", "€", "20-40", "size", "or lower", "cheapest", "please", "kein",
    "sofa", "Ledersessel", "velvt", "cushions", "red", "blue", "pattern", "pompom", "armless", "free", "w/o",
    "'; DROP TABLE images; --", "<script>alert('x')</script>", '"', "“", "\\", "(((", "]]", "%s", "{}",
    "\0", "\x1b[31m", "\u202e", "\ufeff", "\ud800", "e\u0301", "é", "ﬁ", "İ", "ß", "𝐀", "ϓ", "½", "٣", "中文",
    "👗", "👩\u200d👩\u200d👧", "🇩🇪", "שלום", "مرحبا",
]  # fmt: skip

_anything = st.text(st.characters(exclude_categories=()))
hostile_texts = _anything | st.lists(st.sampled_from(FRAGMENTS) | _anything, max_size=20).map(" ".join)

_KINDS = ["sofa", "armchair", "chairs", "desk", "seating", "Sessel", "table or desk"]
_ADJECTIVES = [
    "",
    "red",
    "blue",
    "oak",
    "striped",
    "black or white",
    "plain",
    "velvet",
    "rotes",
    "preferably green",
]
_BEHIND = [
    "",
    "with cushions",
    "in leather",
    "under 200",
    "with red cushions",
    "ohne Rollen",
    "for the garden",
    "please",
]
_THINGS = [
    "castors",
    "velvet",
    "blue",
    "stool",
    "seating",
    "stripes",
    "pompoms",
    "red cushions",
    "wood",
    "pattern",
]

sentences = st.tuples(*map(st.sampled_from, (_ADJECTIVES, _KINDS, _BEHIND))).map(" ".join)
exclusions = st.tuples(
    st.sampled_from([", not ", " without ", ", no ", ", ohne "]), st.sampled_from(_THINGS)
).map("".join)


def _values(facet: Facet) -> st.SearchStrategy[str]:
    absent = () if facet.multiple else (UNKNOWN, NOT_APPLICABLE)
    return st.sampled_from([*facet.values, *absent])


def _match(
    field: str, values: st.SearchStrategy[str], kind: type[Match | Plausible] = Match
) -> st.SearchStrategy[Filter]:
    return st.builds(kind, st.just(field), st.frozensets(values, min_size=1, max_size=4))


_numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False)
_leaves: st.SearchStrategy[Filter] = st.one_of(
    *(_match(facet.id, _values(facet)) for facet in FURNITURE.facets),
    *(_match(facet.id, _values(facet), Plausible) for facet in FURNITURE.facets),
    _match("brand", _anything),
    st.builds(Within, st.sampled_from(["price", "published_at"]), _numbers, _numbers),
    _anything.map(lambda text: Says(stems(text))),
)

trees: st.SearchStrategy[Filter] = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(all_of),
        st.lists(inner, min_size=1, max_size=3).map(any_of),
        inner.map(Not),
    ),
    max_leaves=6,
)
"""Trees as the syntax can say them: no empty lists, no needless nesting."""
