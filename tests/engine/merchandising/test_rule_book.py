from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tests.engine.merchandising.desk import opened_database
from tests.lamps import LAMPS
from weft.engine.database import FILE, writing
from weft.engine.errors import NotFoundError, QueryError
from weft.engine.merchandising.audit import read_entries
from weft.engine.merchandising.rule_book import LiveRules, RuleBook
from weft.engine.merchandising.rules import Hide, Redirect
from weft.engine.merchandising.tables import rules

HOME = Redirect(name="home", to="/")
RED = Hide(name="red", filter="colors:red")
GLASS = Hide(name="glass", filter="shade:glass")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_rules_keep_their_order_and_their_history(tmp_path: Path) -> None:
    with opened_database(tmp_path) as database:
        book = RuleBook(database, LAMPS)
        book.put([HOME, RED], who="ann")
        book.put([GLASS, HOME.model_copy(update={"to": "/start"})], who="ben")
        book.switch("red", enabled=False, who="ben")
        assert [rule.name for rule in book.all()] == ["home", "red", "glass"]
        assert [rule.enabled for rule in book.all()] == [True, False, True]

        book.remove("home", who="ann")
        book.set([GLASS, RED], who="ann")
        assert book.all() == (GLASS, RED)
        entries = read_entries(database, what="rule", subject="home")

    assert [
        (each.who, each.before and each.before["to"], each.after and each.after["to"]) for each in entries
    ] == [
        ("ann", "/start", None),
        ("ben", "/", "/start"),
        ("ann", None, "/"),
    ]


def test_a_rule_that_cannot_be_meant_is_not_taken(tmp_path: Path) -> None:
    with opened_database(tmp_path) as database:
        book = RuleBook(database, LAMPS)
        for wrong, complaint in [
            (Hide(name="a", filter="shape:round"), "Rule 'a': .*shape"),
            (Hide(name="a", filter="shade:glass sort:price"), "order"),
            (Hide(name="a", filter="shade:glass", wants="price:..10"), "wants more than values"),
        ]:
            with pytest.raises(QueryError, match=complaint) as caught:
                book.put([RED, wrong], who="ann")
            assert caught.value.hint
        with pytest.raises(NotFoundError, match="'rod'") as missing:
            book.put([RED], who="ann")
            book.remove("rod", who="ann")

        assert "red" in missing.value.hint
        assert book.all() == (RED,)


def test_searches_go_by_new_rules_within_a_second(tmp_path: Path) -> None:
    clock = Clock()
    live = LiveRules(tmp_path, "", LAMPS, clock)
    assert not live()
    assert not (tmp_path / FILE).exists()

    with opened_database(tmp_path) as database:
        book = RuleBook(database, LAMPS)
        book.put([RED], who="ann")
        assert not live()
        clock.now += 1
        assert live()
        seen = live.revision
        book.remove("red", who="ann")
        clock.now += 1
        assert not live()
        assert live.revision > seen
    live.close()


def test_where_rules_cannot_be_read_the_last_ones_go_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    live = LiveRules(tmp_path, "", LAMPS, clock)
    with opened_database(tmp_path) as database:
        RuleBook(database, LAMPS).put([RED], who="ann")
        assert live()
        with writing(database) as connection:
            connection.exec_driver_sql("ALTER TABLE rules RENAME COLUMN told TO lost")
            connection.exec_driver_sql(
                "INSERT INTO audit SELECT 99, at, who, what, subject, batch, NULL, NULL FROM audit"
            )
        clock.now += 1
        with caplog.at_level(logging.WARNING):
            assert live()
    live.close()

    assert "stay as they were" in caplog.text


def test_a_rule_that_the_vocabulary_does_not_know_any_more_is_left_out_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with opened_database(tmp_path) as database:
        RuleBook(database, LAMPS).put([RED, GLASS], who="ann")
        with writing(database) as connection:
            gone = {"kind": "hide", "name": "red", "filter": "colors:octarine"}
            connection.execute(rules.update().where(rules.c.name == "red").values(told=gone))
    live = LiveRules(tmp_path, "", LAMPS)
    with caplog.at_level(logging.WARNING):
        assert live()
    live.close()

    assert "octarine" in caplog.text
