"""The nearest known word, or none."""

from __future__ import annotations

import pytest

from weft.engine.query.spelling import LONGEST, Spelling

SPELLING = Spelling(
    {
        "velvet": 0,
        "drawers": 0,
        "chair": 0,
        "chairs": 0,
        "oak": 0,
        "bar": 1,
        "castor": 1,
        "pastor": 0,
        "leather": 0,
    },
    {"chair": 1, "castor": 5},
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("velvt", "velvet"),
        ("vlevet", "velvet"),
        ("evlvet", "velvet"),  # the first two letters change places
        ("velvett", "velvet"),
        ("drwares", "drawers"),  # two edits in a word of seven letters
        ("leathr", "leather"),
        ("cahir", "chair"),
        ("castorr", "castor"),
    ],
)
def test_a_slip_is_forgiven(written: str, meant: str) -> None:
    assert SPELLING.correct(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "oka",  # too short to be sure
        "helvet",  # another first letter
        "vlvt",  # two edits in a short word
        "chairman",  # lengthened on purpose
        "leathery",
        "x" * (LONGEST + 1),
        "",
    ],
)
def test_in_doubt_a_word_stays_what_it_is(written: str) -> None:
    assert SPELLING.correct(written) is None


def test_of_two_as_near_the_likelier_class_wins() -> None:
    spelling = Spelling({"stool": 1, "stood": 0}, {})

    assert spelling.correct("stoot") == "stood"


def test_of_two_as_near_and_alike_the_more_frequent_wins() -> None:
    spelling = Spelling({"tables": 0, "tabled": 0}, {"tabled": 3, "tables": 90})

    assert spelling.correct("tablez") == "tabled"


def test_an_answer_does_not_depend_on_what_was_asked_before() -> None:
    words = [f"velv{letter}" for letter in "abcdefgh"]
    fresh = [Spelling({"velvet": 0}, {}).correct(word) for word in words]
    spelling = Spelling({"velvet": 0}, {})

    assert [spelling.correct(word) for word in [*words, *words]] == [*fresh, *fresh]
