from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.merchandising.desk import opened_database
from tests.engine.search.vases import EMBEDDER, SETTINGS, VASES, line, store_of
from weft.engine.merchandising.query_log import QueryLog
from weft.engine.merchandising.reports import Reports
from weft.engine.merchandising.rule_book import LiveRules, RuleBook
from weft.engine.merchandising.rules import Pin, Redirect, Replace, Synonym
from weft.engine.model import SearchRequest
from weft.engine.query.parser import Parser
from weft.engine.search import SearchEngine


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Shop:
    """An engine on a small shop, with the log of what is asked there."""

    def __init__(self, path: Path) -> None:
        colors = ["red", "blue", "white", "white", "white", "white", "blue", "blue", "white", "white"]
        lines = [line(f"v{n}", "a fine pot", colors=[color]) for n, color in enumerate(colors)]
        store = store_of(path, [*lines, line("j0", "a handle", kind="jug", colors=["white"])])
        self.clock = Clock()
        self.rules = LiveRules(path, "", VASES, self.clock)
        self.engine = SearchEngine(
            store,
            vocabulary=VASES,
            embedder=EMBEDDER,
            settings=SETTINGS,
            parse=Parser(VASES).parse,
            rules=self.rules,
        )

    def asked(self, log: QueryLog, sentence: str, *clicked: str, times: int = 1) -> None:
        for _ in range(times):
            id_ = log.record(sentence, self.engine.search(SearchRequest(sentence)))
            for rank, image_id in enumerate(clicked, 1):
                log.click(id_, image_id, rank)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reports") / "store"


@pytest.fixture(scope="module")
def shop(path: Path) -> Iterator[Shop]:
    shop = Shop(path)
    with opened_database(path) as database:
        log = QueryLog(database, VASES, days=90)
        shop.asked(log, "red jug", times=3)
        shop.asked(log, "Red jugs")
        shop.asked(log, "wine bowl")
        shop.asked(log, "cinderella vase", "v1", times=2)
        shop.asked(log, "cinderella")
        shop.asked(log, "garlandish", times=2)
        shop.asked(log, "vase", "v3", "v4")
        shop.asked(log, "vases", times=6)
        shop.asked(log, "white vase", "v3", times=5)
        log.close()
    yield shop
    shop.rules.close()


def test_what_found_nothing_comes_with_the_wish_that_was_too_much(shop: Shop, path: Path) -> None:
    with opened_database(path) as database:
        jug, garland, cinderella, bowl = Reports(database, shop.engine).no_results()

    assert (jug.text, jug.asked, jug.total) == ("red jug", 4, 0)
    assert jug.rule == Replace(name="nothing for red jug", words=("red jug",), means="jug")
    assert jug.why == "Without “red” it finds 1."
    assert (garland.text, garland.rule) == (
        "garlandish",
        Replace(name="word garlandish", words=("garlandish",), means="garland"),
    )
    assert (cinderella.text, cinderella.rule) == ("cinderella", None)
    assert isinstance(bowl.rule, Redirect)


def test_the_suggested_rule_mends_what_was_reported(shop: Shop, path: Path) -> None:
    with opened_database(path) as database:
        reports = Reports(database, shop.engine)
        rule = reports.no_results(limit=1)[0].rule
        assert rule
        RuleBook(database, VASES).put([rule], who="ann")
        shop.clock.now += 1

        assert shop.engine.search(SearchRequest("red jugs")).total == 1
        assert [each.text for each in reports.no_results()] == ["garlandish", "cinderella", "wine bowl"]
        RuleBook(database, VASES).remove(rule.name, who="ann")
        shop.clock.now += 1
        assert not shop.rules()


def test_what_nobody_looks_at_comes_first_with_what_somebody_did(shop: Shop, path: Path) -> None:
    with opened_database(path) as database:
        vase, *rest = Reports(database, shop.engine).low_clicks()
        assert Reports(database, shop.engine).low_clicks(limit=0) == []

    assert (vase.text, vase.asked, vase.clicked, vase.total) == ("vases", 7, 1, 10)
    assert vase.rule == Pin(name="looked at for vase", sentence=("vases",), products=("v3", "v4"))
    assert [each.text for each in rest] == ["white vase"]


def test_words_that_nobody_has_heard_of_are_listed_by_how_often_they_come(shop: Shop, path: Path) -> None:
    with opened_database(path) as database:
        cinderella, garland = Reports(database, shop.engine).unknown_words()

    assert (cinderella.text, cinderella.asked, cinderella.clicked, cinderella.rule) == (
        "cinderella",
        3,
        2,
        None,
    )
    assert cinderella.why
    assert garland.rule == Replace(name="word garlandish", words=("garlandish",), means="garland")


def test_what_most_clicked_tells_what_a_word_means(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "store")
    with opened_database(tmp_path / "store") as database:
        log = QueryLog(database, VASES, days=90)
        shop.asked(log, "cinderella vase", "v0", "v1", "v6")
        shop.asked(log, "royal vase", "v1", "v6", "v7")
        log.close()
        words = {each.text: each.rule for each in Reports(database, shop.engine).unknown_words()}
    shop.rules.close()

    assert words["royal"] == Synonym(name="word royal", words=("royal",), means=("blue",))
    assert words["cinderella"] == Synonym(name="word cinderella", words=("cinderella",), means=("blue",))
