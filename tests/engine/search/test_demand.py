from __future__ import annotations

from dataclasses import replace

import pytest

from tests.engine.search.vases import VASES, must, must_not
from weft.engine.errors import QueryError
from weft.engine.filters import EVERYTHING, AllOf, AnyOf, Filter, Match, Not, Plausible, Says, Within
from weft.engine.model import (
    Correction,
    Mode,
    ParsedQuery,
    ParsedRange,
    ParsedWords,
    SearchRequest,
    Sort,
    Span,
)
from weft.engine.search.demand import Demand, demand_of

RED = must("colors", "red")
VASE = must("kind", "vase")


def spoken(text: str, word: str) -> tuple[Span, ...]:
    return (Span(text.index(word), text.index(word) + len(word)),)


Selected = dict[str, tuple[str, ...]]


def demand(
    query: ParsedQuery, *, modes: dict[str, Mode | None] | None = None, selected: Selected | None = None
) -> Demand:
    request = SearchRequest(query.text, selected=selected or {}, modes=modes or {})
    return demand_of(query, request, VASES)


def matches(tree: Filter) -> set[Filter]:
    return set(tree.filters) if isinstance(tree, AllOf) else {tree}


REDS = Plausible("colors", frozenset({"red", "wine", "coral"}))
VASES_ONLY = Plausible("kind", frozenset({"vase"}))
TICKED_VASES = Match("kind", frozenset({"vase"}))


def test_sentence_sidebar_and_filter_hold_together() -> None:
    request = SearchRequest("red", selected={"kind": ("vase",)}, filter=Within("price", None, 9.0))
    found = demand_of(ParsedQuery("red", (RED,)), request, VASES).filter(VASES)
    assert matches(found) == {REDS, TICKED_VASES, Within("price", None, 9.0)}


def test_a_ticked_family_takes_its_members_and_ranks_bordering_values_behind() -> None:
    (ticked,) = demand(ParsedQuery(""), selected={"colors": ("red",)}).ticked
    assert ticked.values == {"red", "wine", "coral"}
    assert ticked.best == {"red", "wine"}


@pytest.mark.parametrize("mode", [Mode.MUST, Mode.PREFER])
def test_what_is_ticked_replaces_a_chip_of_its_facet_that_was_turned_to_must(mode: Mode) -> None:
    chip = replace(RED, mode=mode)
    turned: dict[str, Mode | None] = {chip.key: Mode.MUST}
    found = demand(ParsedQuery("red", (chip,)), modes=turned, selected={"colors": ("blue",)})
    assert not found.applied.filters
    assert found.filter(VASES) == demand(ParsedQuery(""), selected={"colors": ("blue",)}).filter(VASES)


def test_any_of_the_ticked_values_of_a_facet_will_do() -> None:
    found = demand(ParsedQuery(""), selected={"kind": ("tableware", "jug", "unknown")})
    assert found.filter(VASES) == Match("kind", frozenset({"bowl", "jug", "unknown"}))


@pytest.mark.parametrize("selected", [{"size": ("big",)}, {"kind": ("lamp",)}, {"colors": ("unknown",)}])
def test_ticking_what_does_not_exist_is_refused_with_what_does(selected: Selected) -> None:
    with pytest.raises(QueryError) as caught:
        demand(ParsedQuery(""), selected=selected)
    assert "kind" in caught.value.hint or "jug" in caught.value.hint or "coral" in caught.value.hint


def test_a_facet_is_counted_without_what_is_required_of_it() -> None:
    found = demand(ParsedQuery("red vase", (RED, VASE)), selected={"kind": ("vase", "jug")})
    assert found.filter(VASES, but="kind") == REDS
    assert found.requires("kind")
    assert not found.requires("texture")


def test_a_facet_is_counted_with_what_is_excluded_from_it() -> None:
    found = demand(ParsedQuery("no jug", (must_not("kind", "jug"),)))
    assert found.filter(VASES, but="kind") == found.filter(VASES)
    assert not found.requires("kind")


def test_an_alternative_without_its_only_filter_lets_everything_through() -> None:
    either = must("colors", "red", group=1), must("kind", "vase", group=2)
    found = demand(ParsedQuery("red or vase", either))
    assert found.filter(VASES) == AnyOf((REDS, VASES_ONLY))
    assert found.filter(VASES, but="kind") == EVERYTHING


def test_a_chip_that_is_switched_off_stays_to_be_seen_and_does_nothing() -> None:
    found = demand(ParsedQuery("red vase", (RED, VASE)), modes={RED.key: None, "colors:pink": None})
    assert found.shown.filters == (RED, VASE)
    assert found.filter(VASES) == VASES_ONLY


def test_the_words_of_a_chip_that_is_switched_off_do_not_rank() -> None:
    text = "Red glossy vase"
    red = must("colors", "red")
    chip = type(red)(red.facet, red.terms, red.values, red.mode, spoken(text, "Red"), red.best)
    query = ParsedQuery(text, (chip,), residual="glossy", positive="red glossy vase")
    assert demand(query, modes={chip.key: None}).applied.positive == "glossy vase"


def test_no_word_of_a_chip_that_is_turned_into_an_exclusion_ranks_misspelt_or_mended() -> None:
    text = "rde wavy vase"
    red = must("colors", "red")
    span = spoken(text, "rde wavy")
    chip = type(red)(red.facet, red.terms, red.values, red.mode, span, red.best)
    mended = (Correction(span[0], "rde wavy", "red wavy"),)
    query = ParsedQuery(text, (chip,), residual="wavy", positive="red wavy vase", corrections=mended)
    found = demand(query, modes={chip.key: Mode.MUST_NOT})
    assert (found.applied.residual, found.applied.positive) == ("", "vase")
    assert found.filter(VASES) == Not(Match("colors", REDS.values))
    assert found.shown.filters[0].mode is Mode.MUST_NOT


def test_ranges_and_excluded_words_can_be_switched_off_and_ranges_turned() -> None:
    price = ParsedRange("price", None, 40.0, Mode.MUST, ())
    cracks = ParsedWords(("crack",), ())
    query = ParsedQuery("no cracks under 40", ranges=(price,), excluded_words=(cracks,))
    assert matches(demand(query).filter(VASES)) == {Within("price", None, 40.0), Not(Says(("crack",)))}
    assert demand(query, modes={price.key: None, cracks.key: None}).filter(VASES) == EVERYTHING
    turned = demand(query, modes={price.key: Mode.MUST_NOT, cracks.key: Mode.MUST_NOT})
    assert matches(turned.filter(VASES)) == {Not(Within("price", None, 40.0)), Not(Says(("crack",)))}


def test_words_that_the_vocabulary_does_not_know_cannot_be_required() -> None:
    query = ParsedQuery("no cracks", excluded_words=(ParsedWords(("crack",), ()),))
    with pytest.raises(QueryError) as caught:
        demand(query, modes={"words:crack": Mode.MUST})
    assert caught.value.hint


def test_strict_exclusions_drop_what_is_not_known_or_not_certain() -> None:
    query = ParsedQuery("no jug", (must_not("kind", "jug"),))
    found = demand_of(query, SearchRequest("no jug", strict=True), VASES)
    assert found.filter(VASES) == Not(Plausible("kind", frozenset({"jug", "unknown"})))
    lenient = demand_of(query, SearchRequest("no jug"), VASES)
    assert lenient.filter(VASES) == Not(Match("kind", frozenset({"jug"})))


def test_an_order_of_the_request_goes_before_that_of_the_sentence() -> None:
    query = ParsedQuery("cheapest", sort=Sort("price", descending=False))
    newest = Sort("published_at", descending=True)
    assert demand_of(query, SearchRequest("cheapest", sort=newest), VASES).applied.sort == newest
    with pytest.raises(QueryError, match="charm"):
        demand_of(query, SearchRequest(sort=Sort("charm", descending=True)), VASES)
