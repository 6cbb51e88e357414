"""The golden sentences: what is understood today may not get worse.

A parse is exact when it lets the same labelled photos through as the label. Where the photos are not
beside this checkout, the filters themselves are compared, which is stricter: hence two shares each.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from weft.engine.query.parser import Parser
from weft.evaluation.asked import Asked, Constraint
from weft.evaluation.parses import asked_of
from weft.evaluation.parsing import judge_parses, parses_by
from weft.evaluation.photos import read_photos
from weft.evaluation.queries import LabelledQuery, by_slice, read_queries
from weft.vocab.loader import load_vocabulary

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden"
PHOTOS = Path(os.environ.get("WEFT_PHOTOS", ROOT.parent / "shared" / "photos")) / "catalogue.jsonl"

BY_PHOTOS = {
    "all": 0.9889, "hierarchy": 0.963, "negation": 0.981, "typo": 0.9643,
    "lang de": 0.9857, "lang en": 0.994, "lang es": 0.9846, "lang mixed": 0.7778,
}  # fmt: skip
"""Share of the sentences of a slice (a tag, a language) that let the right photos through; else all."""

BY_FILTERS = {
    "all": 0.9797, "ambiguity": 0.9722, "hierarchy": 0.963, "negation": 0.981, "range": 0.931,
    "simple": 0.9844, "structure": 0.975, "typo": 0.9643,
    "lang de": 0.9714, "lang en": 0.9819, "lang es": 0.9846, "lang mixed": 0.7778,
}  # fmt: skip
"""Share of the sentences of a slice whose filters are those of the label; else all."""

ADVERSARIAL = {"photos": 0.5567, "filters": 0.5258}
"""Share of the adversarial sentences that are right. No rule is ever written for one of them."""

LEAKING = 1
"""How many golden sentences let a photo through that they exclude."""


@cache
def parser() -> Parser:
    return Parser(load_vocabulary("apparel"))


@cache
def queries(name: str) -> tuple[LabelledQuery, ...]:
    return read_queries(GOLDEN / f"{name}.jsonl")


def shares(name: str, exact: frozenset[str]) -> dict[str, float]:
    """By slice, the share of the sentences of a file that are among the exact ones."""
    return {each: round(len(ids & exact) / len(ids), 4) for each, ids in by_slice(queries(name)).items()}


@cache
def exact_by_photos(name: str) -> frozenset[str]:
    """Ids of the sentences that let the right photos through."""
    if not PHOTOS.is_file():
        pytest.skip("the labelled photos are not beside this checkout (set WEFT_PHOTOS)")
    photos = read_photos(PHOTOS, load_vocabulary("apparel"))
    outcomes = judge_parses(queries(name), parses_by(parser()), photos)
    return frozenset(outcome.query.id for outcome in outcomes if outcome.exact)


@cache
def exact_by_filters(name: str) -> frozenset[str]:
    """Ids of the sentences whose filters are those of the label."""
    parsed = ((query, asked_of(parser().parse(query.text))) for query in queries(name))
    return frozenset(query.id for query, made in parsed if query.asked and same(query.asked, made))


def same(wanted: Asked, made: Asked) -> bool:
    """Whether two say the same, whatever the order, and however exclusions are put together."""
    return normal(wanted) == normal(made) and wanted.excluded_words <= made.excluded_words


def normal(asked: Asked) -> tuple[object, ...]:
    """What a parse says, in a form in which equal ones are equal."""
    excluded = {(each.facet, value) for each in asked.none for value in each.values}
    wanted = frozenset(Constraint(each.facet, each.values) for each in asked.all)
    return wanted, frozenset(excluded), frozenset(map(normal, asked.either)), frozenset(asked.ranges)


WAYS: dict[str, tuple[Callable[[str], frozenset[str]], dict[str, float]]] = {
    "photos": (exact_by_photos, BY_PHOTOS),
    "filters": (exact_by_filters, BY_FILTERS),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_kind_of_sentence_is_understood_less_often_than_before(way: str) -> None:
    exact, before = WAYS[way]
    now = shares("sentences", exact("sentences"))

    assert {name: share for name, share in now.items() if share < before.get(name, 1.0)} == {}


@pytest.mark.parametrize("way", WAYS)
def test_the_adversarial_sentences_are_understood_no_less_often(way: str) -> None:
    exact, _ = WAYS[way]

    assert shares("adversarial", exact("adversarial"))["all"] >= ADVERSARIAL[way]


def test_no_more_sentences_leak_than_before() -> None:
    if not PHOTOS.is_file():
        pytest.skip("the labelled photos are not beside this checkout (set WEFT_PHOTOS)")
    photos = read_photos(PHOTOS, load_vocabulary("apparel"))
    outcomes = judge_parses(queries("sentences"), parses_by(parser()), photos)

    assert len([outcome.query.id for outcome in outcomes if outcome.leaks]) <= LEAKING


@pytest.mark.parametrize("name", ["sentences", "adversarial"])
def test_every_sentence_parses_to_values_of_the_vocabulary(name: str) -> None:
    vocabulary = load_vocabulary("apparel")
    filters = [each for query in queries(name) for each in parser().parse(query.text).filters]

    assert filters
    assert [each for each in filters if not each.values <= set(vocabulary.by_id[each.facet].values)] == []
    assert [each for each in filters if not each.best <= each.values] == []
