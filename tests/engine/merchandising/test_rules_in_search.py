from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.search.vases import VASES, engine_of, line, must, must_not
from weft.engine.filters import EVERYTHING, Match, Not
from weft.engine.merchandising.rule_file import make_rule
from weft.engine.merchandising.rule_set import NO_RULES, RuleSet
from weft.engine.model import FacetCounts, Mode, ParsedQuery, SearchRequest, SearchResult, Sort
from weft.engine.search import SearchEngine

COLORS = ("red", "blue", "white")
SENTENCES: Mapping[str, ParsedQuery] = {
    "red vases": ParsedQuery("red vases", (must("kind", "vase"), must("colors", "red"))),
    "wine vases": ParsedQuery("wine vases", (must("kind", "vase"), must("colors", "wine"))),
    "no red vases": ParsedQuery("no red vases", (must("kind", "vase"), must_not("colors", "red"))),
    "red or blue": ParsedQuery(
        "red or blue", (must("colors", "red", group=1), must("colors", "blue", group=2))
    ),
    "cheap vases": ParsedQuery("cheap vases", (must("kind", "vase"),), sort=Sort("price", descending=False)),
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    """Thirty products of two images each, which the word "clay" ranks in the order of their numbers."""
    lines = [
        line(
            f"{number:02}-{side}",
            f"{'clay ' * (31 - number)}pot {side}",
            product=f"p{number:02}",
            colors=[COLORS[number % 3]],
            price=100 - number,
        )
        for number in range(1, 31)
        for side in ("front", "back")
    ]
    return engine_of(tmp_path_factory.mktemp("rules") / "store", lines, SENTENCES)


def rules(*tables: dict[str, Any]) -> RuleSet:
    named = ({"name": f"rule {number}", **table} for number, table in enumerate(tables, 1))
    return RuleSet(map(make_rule, named), VASES)


def asked(engine: SearchEngine, text: str, *tables: dict[str, Any], **more: Any) -> SearchResult:  # noqa: ANN401
    return engine.search(SearchRequest(text, **more), rules(*tables))


def products(result: SearchResult) -> list[str]:
    return [hit.image.product_id for hit in result.hits]


def pin(*names: str, place: int = 1, **more: object) -> dict[str, Any]:
    return {"kind": "pin", "products": names, "place": place, **more}


def test_pins_keep_their_places_on_every_page_and_never_repeat(engine: SearchEngine) -> None:
    plain = products(engine.search(SearchRequest("clay", limit=50), NO_RULES))
    pins = [pin("p20", "p09"), pin("p30", place=8), pin("p02", place=29)]
    whole = products(asked(engine, "clay", *pins, limit=50))
    pages = [
        product
        for offset in range(0, 30, 7)
        for product in products(asked(engine, "clay", *pins, limit=7, offset=offset))
    ]

    assert pages == whole
    assert sorted(whole) == sorted(plain)
    assert (whole[0], whole[1], whole[7], whole[28]) == ("p20", "p09", "p30", "p02")
    pinned = {"p20", "p09", "p30", "p02"}
    assert [each for each in whole if each not in pinned] == [each for each in plain if each not in pinned]


@settings(max_examples=25, deadline=None)
@given(
    places=st.dictionaries(st.integers(1, 40), st.integers(1, 30), max_size=6),
    limit=st.integers(5, 20),
    images=st.booleans(),
)
def test_whatever_is_pinned_pages_are_slices_of_one_list_with_everything_once(
    engine: SearchEngine, places: dict[int, int], limit: int, images: bool
) -> None:
    pins = [pin(f"p{number:02}", place=place) for place, number in places.items()]
    size = 60 if images else 30
    whole = asked(engine, "clay", *pins, limit=size, collapse=not images)
    pages = [
        hit.image.image_id
        for offset in range(0, size, limit)
        for hit in asked(engine, "clay", *pins, limit=limit, offset=offset, collapse=not images).hits
    ]

    assert pages == [hit.image.image_id for hit in whole.hits]
    assert len(set(pages)) == size
    first = {number: place for place, number in reversed(places.items())}
    for number, place in first.items():
        if place <= 30 - len(places):
            assert products(whole)[place - 1] == f"p{number:02}"


def test_pins_obey_the_filters(engine: SearchEngine) -> None:
    result = asked(engine, "red vases", pin("p01", "p03", "p04"), limit=50)

    assert result.total == 10
    assert products(result)[:2] != ["p01", "p03"]
    assert products(result)[1] == "p03"
    assert "p01" not in products(result)
    beside = asked(engine, "clay", pin("p30"), filter=Not(Match("product_id", frozenset({"p30"}))), limit=50)
    assert "p30" not in products(beside)


def test_pins_and_boosts_yield_to_an_order_that_was_asked_for(engine: SearchEngine) -> None:
    tables = [pin("p05"), {"kind": "boost", "filter": "colors:white"}]
    said = asked(engine, "cheap vases", *tables, limit=5)
    chosen = asked(engine, "clay", *tables, limit=5, sort=Sort("price", descending=False))

    for result in (said, chosen):
        assert products(result) == ["p30", "p29", "p28", "p27", "p26"]
        assert {hit.explanation.rules for hit in result.hits} == {()}


def test_pins_yield_to_likeness_and_what_is_hidden_stays_so(engine: SearchEngine) -> None:
    tables = [pin("p05", "p06"), {"kind": "hide", "filter": "product_id:p07"}]
    result = engine.search(SearchRequest(like="01-front", limit=50), rules(*tables))

    assert products(result) == products(
        engine.search(SearchRequest(like="01-front", limit=50), rules(tables[1]))
    )
    assert "p07" not in products(result)


def test_where_there_are_too_few_hits_pins_close_up(engine: SearchEngine) -> None:
    few = Match("product_id", frozenset({"p01", "p02", "p03"}))

    assert products(asked(engine, "clay", pin("p01", place=500), filter=few)) == ["p02", "p03", "p01"]
    assert products(asked(engine, "clay", pin("p09", place=2), filter=few)) == ["p01", "p02", "p03"]


def test_of_two_pins_on_a_place_the_earlier_rule_has_it(engine: SearchEngine) -> None:
    result = asked(engine, "clay", pin("p10", "p11"), pin("p12", "p10", place=2), limit=4)

    assert products(result) == ["p10", "p11", "p12", "p01"]
    assert [hit.explanation.rules for hit in result.hits] == [
        ("rule 1", "rule 2"),
        ("rule 1",),
        ("rule 2",),
        (),
    ]


def test_what_is_hidden_is_in_no_total_count_or_page_and_cannot_be_pinned(engine: SearchEngine) -> None:
    hide = {"kind": "hide", "filter": "colors:red"}
    result = asked(engine, "clay", hide, pin("p03"), limit=50)

    assert (result.total, result.total_images) == (20, 40)
    assert count_of(result.facets, "colors") == {"blue": 10, "white": 10}
    assert not {"p03", "p06"} & set(products(result))
    assert result.rules == ("rule 1",)


def count_of(facets: Iterable[FacetCounts], name: str) -> dict[str, int]:
    return {each.value: each.count for facet in facets if facet.facet == name for each in facet.counts}


def test_a_whole_boost_goes_before_all_others_and_a_bury_behind(engine: SearchEngine) -> None:
    up = asked(engine, "clay", {"kind": "boost", "filter": "colors:white"}, limit=50)
    down = asked(engine, "clay", {"kind": "bury", "filter": "colors:white"}, limit=50)
    white = [f"p{number:02}" for number in range(1, 31) if number % 3 == 2]

    assert products(up)[:10] == white
    assert products(down)[20:] == white
    assert up.total == down.total == 30
    assert up.hits[0].explanation.rules == ("rule 1",)
    assert up.hits[10].explanation.rules == ()


def test_half_a_boost_goes_half_the_way_and_boosts_add_up(engine: SearchEngine) -> None:
    last = {"kind": "boost", "filter": "product_id:p30", "by": 0.4}
    one = products(asked(engine, "clay", last, limit=50)).index("p30")
    two = products(asked(engine, "clay", last, last | {"name": "again"}, limit=50)).index("p30")

    assert 0 < two < one < 29
    both = [{"kind": "boost", "filter": "product_id:p30"}, {"kind": "bury", "filter": "product_id:p30"}]
    assert products(asked(engine, "clay", *both, limit=50)).index("p30") == 29


def test_nothing_that_may_be_excluded_is_boosted_before_what_is_not(tmp_path: Path) -> None:
    lines = [line("known", "clay"), line("unsure", "clay", texture="unknown")]
    engine = engine_of(
        tmp_path / "store", lines, {"not ribbed": ParsedQuery("not ribbed", (must_not("texture", "ribbed"),))}
    )
    boost = {"kind": "boost", "filter": "texture:=unknown"}

    assert products(asked(engine, "not ribbed", boost)) == ["known", "unsure"]


@pytest.mark.parametrize(
    ("condition", "holding"),
    [
        ({}, {"clay", "red vases", "wine vases", "no red vases", "red or blue", ""}),
        ({"sentence": "Red vase"}, {"red vases"}),
        ({"sentence": ""}, {""}),
        ({"sentence": ["clay", ""]}, {"clay", ""}),
        ({"contains": "vase"}, {"red vases", "wine vases", "no red vases"}),
        ({"contains": "red vase"}, {"red vases", "no red vases"}),
        ({"wants": "kind:vase"}, {"red vases", "wine vases", "no red vases"}),
        ({"wants": "colors:red"}, {"red vases", "wine vases"}),
        ({"wants": "colors:wine"}, {"wine vases"}),
        ({"wants": "kind:vase -colors:red"}, {"no red vases"}),
        ({"wants": "-colors:wine"}, {"no red vases"}),
        ({"wants": "colors:red", "contains": "wine"}, {"wine vases"}),
        ({"until": "2020-01-01"}, set()),
        (
            {"since": "2020-01-01", "until": "2999-01-01"},
            {"clay", "red vases", "wine vases", "no red vases", "red or blue", ""},
        ),
        ({"since": "2999-01-01"}, set()),
        ({"enabled": False}, set()),
    ],
)
def test_a_rule_holds_where_all_its_conditions_do(
    engine: SearchEngine, condition: dict[str, Any], holding: set[str]
) -> None:
    hide = {"kind": "hide", "filter": "product_id:p30", **condition}
    sentences = ("clay", "red vases", "wine vases", "no red vases", "red or blue", "")

    assert {text for text in sentences if asked(engine, text, hide).rules} == holding


def test_what_is_ticked_is_wanted_too_and_what_is_switched_off_is_not(engine: SearchEngine) -> None:
    hide = {"kind": "hide", "filter": "product_id:p30", "wants": "colors:red"}

    assert asked(engine, "clay", hide, selected={"colors": ("wine",)}).rules == ("rule 1",)
    assert asked(engine, "red vases", hide, modes={"colors:red": None}).rules == ()
    assert asked(engine, "red vases", hide, modes={"colors:red": Mode.MUST_NOT}).rules == ()


def test_words_are_replaced_before_the_sentence_is_understood(engine: SearchEngine) -> None:
    tables: list[dict[str, Any]] = [
        {"kind": "replace", "words": "rv", "means": "red vases"},
        {"kind": "replace", "words": ["rv pot", "crimson"], "means": "wine vases"},
    ]
    result = asked(engine, "RV", *tables)

    assert (result.total, result.query.text, result.rules) == (10, "red vases", ("rule 1",))
    assert result.query.notes == ("“RV” is read as “red vases”.",)
    assert asked(engine, "rv pots", *tables).query.text == "wine vases"
    assert asked(engine, "my rv, please", *tables).query.text == "my red vases, please"
    assert asked(engine, "clay", *tables).rules == ()


def test_what_is_put_in_place_is_not_replaced_again(engine: SearchEngine) -> None:
    tables: list[dict[str, Any]] = [
        {"kind": "replace", "words": "one", "means": "two"},
        {"kind": "replace", "words": "two", "means": "one"},
    ]

    assert asked(engine, "one two", *tables).query.text == "two one"


def test_conditions_look_at_the_sentence_as_it_was_typed(engine: SearchEngine) -> None:
    tables: list[dict[str, Any]] = [
        {"kind": "replace", "words": "rv", "means": "red vases"},
        {"kind": "redirect", "sentence": "rv", "to": "/vans"},
        {"kind": "redirect", "sentence": "red vases", "to": "/vases"},
        {"kind": "hide", "wants": "colors:red", "filter": "product_id:p03"},
    ]
    result = asked(engine, "rv", *tables)

    assert (result.redirect, result.rules) == ("/vans", ("rule 1", "rule 2", "rule 4"))
    assert result.total == 9


def test_synonyms_rank_and_never_filter_and_say_so(engine: SearchEngine) -> None:
    one_way = {"kind": "synonym", "words": "mud", "means": "clay"}
    plain, meant = asked(engine, "mud pot", limit=50), asked(engine, "mud pot", one_way, limit=50)

    assert plain.total == meant.total == 30
    assert products(meant) != products(plain)
    assert (meant.rules, meant.query.notes) == (("rule 1",), ("“mud” also means “clay”.",))
    assert asked(engine, "clay", one_way).rules == ()
    assert asked(engine, "clay", one_way | {"both_ways": True}).query.notes == ("“clay” also means “mud”.",)


def test_the_first_redirect_that_holds_wins(engine: SearchEngine) -> None:
    tables: list[dict[str, Any]] = [
        {"kind": "redirect", "contains": "returns", "to": "/help/returns"},
        {"kind": "redirect", "to": "https://example.org/"},
    ]

    assert asked(engine, "my returns", *tables).redirect == "/help/returns"
    assert asked(engine, "clay", *tables).redirect == "https://example.org/"
    assert asked(engine, "clay").redirect == ""


def test_without_rules_nothing_changes(engine: SearchEngine) -> None:
    request = SearchRequest("clay", limit=50)

    assert products(engine.search(request)) == products(engine.search(request, NO_RULES))
    assert engine.search(request).rules == ()
    assert engine.search(SearchRequest(filter=EVERYTHING)).redirect == ""


def test_of_two_replacements_of_a_wording_the_earlier_rule_wins_and_the_longer_wording_before_both(
    engine: SearchEngine,
) -> None:
    tables: list[dict[str, Any]] = [
        {"kind": "replace", "words": ["pot", "jar"], "means": "red vases"},
        {"kind": "replace", "words": "pots", "means": "wine vases"},
        {"kind": "replace", "words": "jar of clay", "means": "no red vases"},
    ]

    assert asked(engine, "pots", *tables).rules == ("rule 1",)
    assert asked(engine, "Jars of clay!", *tables).query.text == "no red vases!"
