"""Hypothesis strategies: small valid lamps and filters over them, as hostile as they may be."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.lamps import LAMPS
from weft.engine.filters import AllOf, AnyOf, Filter, Match, Not, Plausible, Says, Within
from weft.engine.index.schema import labels
from weft.engine.model import Attribute, ImageRecord, Source
from weft.vocab.model import Facet

HOSTILE = ["", "'", "''", '"', "%", "_", "\\", "\\'", "' OR 1=1 --", "a b", "A", "|", "é", "\n", "`", "null"]
WORDS = ["red", "lamp", "brass", "it's", "100%", "a_b", "|", "ﬁne", "Ärmel", "x" * 300]
DATES = ["", "2024-02-29", "2024-02-29T12:00:00+02:00", "1969-12-31", "0001-01-01"]
PRICES = [None, 0.0, 0.1, 0.30000000000000004, 9.99, 1e12]

brands = st.sampled_from(HOSTILE) | st.text(st.characters(codec="utf-8", exclude_characters="\0"))
texts = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)


def _attribute(facet: Facet) -> st.SearchStrategy[Attribute]:
    value = st.sampled_from(labels(facet))
    several = st.lists(value, max_size=3, unique=True).map(tuple)
    values = several if facet.multiple else value.map(lambda one: (one,))
    chances = st.dictionaries(value, st.floats(0, 1), max_size=3).map(lambda found: tuple(found.items()))
    by = st.sampled_from(["", "embedded-2 é'"])
    return st.builds(Attribute, values, st.floats(0, 1), st.sampled_from(Source), chances, by)


attributes = st.fixed_dictionaries({facet.id: _attribute(facet) for facet in LAMPS.stored})


@st.composite
def records(draw: st.DrawFn, image_id: str) -> ImageRecord:
    """A lamp of this id."""
    return ImageRecord(
        image_id=image_id,
        product_id=draw(st.sampled_from(["p", "p'", image_id])),
        image="",
        attributes=draw(attributes),
        caption=draw(texts),
        title=draw(texts),
        brand=draw(brands),
        price=draw(st.sampled_from(PRICES)),
        in_stock=draw(st.sampled_from([True, False, None])),
        extractor=draw(st.sampled_from(["", "embedded"])),
        extractor_version=draw(st.sampled_from([None, 0, 3])),
        published_at=draw(st.sampled_from(DATES)),
        extra=draw(
            st.dictionaries(st.sampled_from(["split", "é", "'"]), st.integers() | st.text(), max_size=2)
        ),
    )


@st.composite
def catalogues(draw: st.DrawFn) -> list[ImageRecord]:
    """A few lamps with hostile ids."""
    ids = draw(st.lists(st.sampled_from([*HOSTILE[1:], "a", "b", "c", "d"]), unique=True, max_size=12))
    return [draw(records(image_id)) for image_id in ids]


def _matches(field: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[Filter]:
    return st.builds(Match, st.just(field), st.frozensets(values, max_size=4))


def _plausible(field: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[Filter]:
    return st.builds(Plausible, st.just(field), st.frozensets(values, max_size=4))


def _bounds(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[float | None]:
    return st.none() | numbers | st.sampled_from([0.0, -0.0, float("inf"), float("-inf")])


_prices = _bounds(st.sampled_from([price for price in PRICES if price is not None]) | st.floats(0, 20))
_dates = _bounds(st.floats(-1e11, 1e11))
_stems = st.sampled_from(
    ["red", "lamp", "brass", "it", "s", "100", "a", "b", "fine", "armel", "|", "", "x" * 300]
)

leaves: st.SearchStrategy[Filter] = st.one_of(
    *(_matches(facet.id, st.sampled_from(labels(facet))) for facet in LAMPS.facets),
    *(_plausible(facet.id, st.sampled_from(labels(facet))) for facet in LAMPS.facets),
    _matches("brand", brands),
    _matches("image_id", st.sampled_from(HOSTILE)),
    _matches("product_id", st.sampled_from(["p", "p'", "a"])),
    _matches("in_stock", st.sampled_from(["true", "false", "unknown"])),
    st.builds(Within, st.just("price"), _prices, _prices),
    st.builds(Within, st.just("published_at"), _dates, _dates),
    st.builds(Within, st.just("extractor_version"), _bounds(st.integers(0, 5).map(float)), st.none()),
    st.builds(Says, st.lists(_stems, max_size=3).map(tuple)),
)

filters: st.SearchStrategy[Filter] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=8,
)
