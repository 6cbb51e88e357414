"""The golden files are sound: known values, no doublets, none of the open queries, enough of every kind."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from weft.vocab.loader import load_vocabulary
from weft.vocab.model import Vocabulary

HERE = Path(__file__).parent
OPEN_QUERIES = HERE.parents[2] / "shared" / "queries" / "open.jsonl"
FILES = ("sentences", "adversarial")
REQUIRED = {"id", "query", "lang", "tags", "all", "none", "residual"}
OPTIONAL = {"either", "prefer", "ranges", "sort", "excluded_words", "why"}
AT_LEAST = {
    "simple": 55, "negation": 190, "hierarchy": 22, "boolean": 28, "residual": 28, "soft": 18, "typo": 45,
    "synonym": 18, "audience": 20, "structure": 35, "range": 22, "ambiguity": 30, "compound": 14,
    "politeness": 12, "question": 12,
}  # fmt: skip
LANGUAGES = {"en": 260, "fr": 60, "de": 60, "es": 60, "mixed": 5}

Line = dict[str, Any]


def read(path: Path) -> list[Line]:
    """The JSON objects of a file, one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def words(text: str) -> list[str]:
    """Words in lower case, as written."""
    return re.findall(r"[^\W_]+", text.lower())


def items(line: Line) -> Iterator[Line]:
    """Every facet item of a line, whatever it does."""
    yield from [*line["all"], *line["none"], *line.get("prefer", [])]
    for product in line.get("either", []):
        yield from product


def in_order(part: list[str], whole: list[str]) -> bool:
    """Whether the words of `part` stand in `whole` in this order, others between them allowed."""
    rest = iter(whole)
    return all(word in rest for word in part)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary("apparel")


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return [line for name in FILES for line in read(HERE / f"{name}.jsonl")]


def test_lines_have_the_fields_of_the_format(lines: list[Line]) -> None:
    odd = [line["id"] for line in lines if set(line) - OPTIONAL != REQUIRED]
    assert odd == []


def test_every_facet_and_value_is_a_leaf_of_the_vocabulary(lines: list[Line], vocabulary: Vocabulary) -> None:
    unknown = [
        (line["id"], item["facet"], value)
        for line in lines
        for item in items(line)
        for value in item["values"]
        if str(value).lower() not in vocabulary.by_id[item["facet"]].values
    ]
    assert unknown == []


def test_no_item_is_empty_or_names_a_value_twice(lines: list[Line]) -> None:
    odd = [
        line["id"]
        for line in lines
        for item in items(line)
        if not 0 < len(set(item["values"])) == len(item["values"])
    ]
    assert odd == []


def test_what_is_asked_for_is_not_wholly_excluded(lines: list[Line]) -> None:
    def excluded(line: Line, facet: str) -> set[Any]:
        return {value for item in line["none"] if item["facet"] == facet for value in item["values"]}

    odd = [
        line["id"]
        for line in lines
        for item in line["all"]
        if set(item["values"]) <= excluded(line, item["facet"])
    ]
    assert odd == []


def test_ids_and_sentences_are_unique(lines: list[Line]) -> None:
    ids = Counter(line["id"] for line in lines)
    sentences = Counter(" ".join(words(line["query"])) for line in lines)
    assert [key for key, count in (ids + sentences).items() if count > 1] == []


def test_no_sentence_is_one_of_the_open_queries(lines: list[Line]) -> None:
    if not OPEN_QUERIES.is_file():
        pytest.skip("the open queries are not beside this checkout (../shared/queries/open.jsonl)")
    asked = {" ".join(words(line["query"])) for line in read(OPEN_QUERIES)}
    assert [line["id"] for line in lines if " ".join(words(line["query"])) in asked] == []


def test_residual_words_stand_in_the_sentence_in_this_order(lines: list[Line]) -> None:
    odd = [line["id"] for line in lines if not in_order(words(line["residual"]), words(line["query"]))]
    assert odd == []


def test_excluded_words_stand_in_the_sentence_and_not_in_the_residual(lines: list[Line]) -> None:
    for line in lines:
        negated = set(line.get("excluded_words", []))
        assert negated <= set(words(line["query"])) - set(words(line["residual"])), line["id"]


def test_several_products_are_at_least_two_and_described(lines: list[Line]) -> None:
    odd = [
        line["id"]
        for line in lines
        if "either" in line and (len(line["either"]) < 2 or not all(line["either"]))
    ]
    assert odd == []


def test_ranges_and_orders_name_a_number_or_date_column(lines: list[Line]) -> None:
    for line in lines:
        for bound in line.get("ranges", []):
            assert set(bound) == {"field", "low", "high"} and bound["field"] == "price", line["id"]
            low, high = bound["low"], bound["high"]
            assert (low, high) != (None, None) and (None in (low, high) or low < high), line["id"]
        if "sort" in line:
            assert set(line["sort"]) == {"field", "descending"}, line["id"]
            assert line["sort"]["field"] in ("price", "published_at"), line["id"]


def test_there_are_enough_sentences_of_every_kind_and_language() -> None:
    sentences = read(HERE / "sentences.jsonl")
    tags = Counter(tag for line in sentences for tag in line["tags"])
    languages = Counter(line["lang"] for line in sentences)
    assert len(sentences) >= 450
    assert {tag: count for tag, count in AT_LEAST.items() if tags[tag] < count} == {}
    assert {lang: count for lang, count in LANGUAGES.items() if languages[lang] < count} == {}
    assert set(tags) == set(AT_LEAST) and set(languages) == set(LANGUAGES)


def test_there_are_enough_adversarial_sentences() -> None:
    adversarial = read(HERE / "adversarial.jsonl")
    assert len(adversarial) >= 60
    assert {tag for line in adversarial for tag in line["tags"]} <= set(AT_LEAST)
