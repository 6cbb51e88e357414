from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from tests.engine.merchandising.desk import opened_database
from tests.engine.search.vases import VASES, must
from weft.engine.database import reading, writing
from weft.engine.merchandising import query_log
from weft.engine.merchandising.query_log import QueryLog, is_personal
from weft.engine.merchandising.tables import clicks, questions, traffic
from weft.engine.model import Explanation, Hit, ImageRecord, ParsedQuery, SearchResult


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    with opened_database(tmp_path) as opened:
        yield opened


def result(text: str, *shown: str, residual: str = "", relaxed: tuple[str, ...] = ()) -> SearchResult:
    """An answer with these images."""
    hits = tuple(
        Hit(rank, 1.0, ImageRecord(image, image, "", {}), (image,), Explanation((), {}))
        for rank, image in enumerate(shown, 1)
    )
    query = ParsedQuery(text, (must("colors", "red"),), residual=residual)
    return SearchResult(query, len(hits), len(hits), hits, (), {}, 1, relaxed=relaxed)


def rows(database: Engine, table: object) -> list[dict[str, object]]:
    with reading(database) as connection:
        return [dict(row._mapping) for row in connection.execute(select(table))]  # type: ignore[call-overload]


def test_a_question_is_kept_with_what_it_was_understood_as_and_nothing_about_who_asked(
    database: Engine,
) -> None:
    log = QueryLog(database, VASES, days=90)
    id_ = log.record("red  pots\n", result("red pots", "a", "b", residual="pots", relaxed=("in stock",)))
    log.click(id_, "b", 2)
    log.close()
    (kept,) = rows(database, questions)

    assert kept.pop("at")
    assert kept == {
        "id": id_,
        "sentence": "red pots",
        "language": "en",
        "understood": "colors:red",
        "residual": "pots",
        "relaxed": ["in stock"],
        "total": 2,
        "shown": 2,
    }
    assert [(each["question"], each["image_id"], each["rank"]) for each in rows(database, clicks)] == [
        (id_, "b", 2)
    ]
    assert rows(database, traffic) == [
        {"image_id": "a", "shown": 1, "clicked": 0},
        {"image_id": "b", "shown": 1, "clicked": 1},
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "order of jane.doe@example.org",
        "call +44 20 7946 0958",
        "0171/2345678",
        "4111 1111 1111 1111",
        "https://example.org/me",
        "www.example.org",
        "a" * 301,
    ],
)
def test_what_may_name_a_person_is_not_kept(database: Engine, sentence: str) -> None:
    log = QueryLog(database, VASES, days=90)
    assert log.record(sentence, result(sentence, "a")) == ""
    log.close()

    assert is_personal(sentence)
    assert rows(database, questions) == []


@pytest.mark.parametrize(
    "sentence", ["red dress under 100", "size 36 38 40", "levis 501", "between 20 and 40 @ home", ""]
)
def test_what_names_nobody_is_kept(sentence: str) -> None:
    assert not is_personal(sentence)


def test_clicks_count_once_and_only_on_questions_that_were_asked(database: Engine) -> None:
    log = QueryLog(database, VASES, days=90)
    id_ = log.record("red", result("red", "a"))
    for _ in range(3):
        log.click(id_, "a", 1)
    log.flush()
    log.click(id_, "a", 1)
    for question, image, rank in [
        ("nobody", "a", 1),
        ("", "a", 1),
        (id_, "a\0", 1),
        (id_, "a", 0),
        ("x" * 33, "a", 1),
    ]:
        log.click(question, image, rank)
    for number in range(100):
        log.click(id_, f"other {number}", 1)
    log.close()

    assert len(rows(database, clicks)) == query_log.MOST_CLICKS
    assert rows(database, traffic)[0] == {"image_id": "a", "shown": 1, "clicked": 1}


def test_what_no_database_takes_is_mended(database: Engine) -> None:
    log = QueryLog(database, VASES, days=90)
    log.record("a \ud800 b \0 c", result("x", residual="\ud800"))
    log.close()

    assert [each["sentence"] for each in rows(database, questions)] == ["a ? b c"]


def test_when_writing_cannot_keep_up_the_newest_are_dropped_and_counted(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query_log, "MOST_WAITING", 3)
    monkeypatch.setattr(query_log, "WRITE_SECONDS", 60.0)
    log = QueryLog(database, VASES, days=90)
    ids = [log.record(f"pot {number}", result("pot", "a")) for number in range(5)]
    log.close()

    assert [bool(each) for each in ids] == [True, True, True, False, False]
    assert log.dropped == 2
    assert log.record("late", result("late")) == ""
    assert len(rows(database, questions)) == 3


def test_what_cannot_be_written_waits_and_is_said(
    database: Engine, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query_log, "WRITE_SECONDS", 60.0)
    log = QueryLog(database, VASES, days=90)
    log.record("pot", result("pot", "a"))
    with writing(database) as connection:
        connection.exec_driver_sql("ALTER TABLE questions RENAME TO away")
    with caplog.at_level(logging.WARNING):
        log.close()
    with writing(database) as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO questions")
    assert "1 questions cannot be kept yet" in caplog.text

    log.flush()
    assert len(rows(database, questions)) == 1


def test_what_is_old_is_forgotten(database: Engine) -> None:
    log = QueryLog(database, VASES, days=90)
    log.record("old", result("old", "a"))
    log.flush()
    with writing(database) as connection:
        connection.execute(questions.update().values(at="2020-01-01T00:00:00.000+00:00"))
    log.record("new", result("new", "a"))
    log.close()

    assert [each["sentence"] for each in rows(database, questions)] == ["new"]
