"""The benchmark that ships: whole, consistent, and what its card says."""

import json
import re
from collections import Counter
from typing import Any

import pytest

from weft.evaluation.data import CATALOGUE, HERE, QRELS, QUERIES
from weft.evaluation.photos import read_photos
from weft.evaluation.qrels import answerable, read_qrels
from weft.evaluation.queries import read_queries
from weft.vocab.loader import load_vocabulary


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    return [json.loads(line) for line in CATALOGUE.read_text(encoding="utf-8").splitlines()]


def test_every_judged_image_is_in_the_catalogue_and_every_query_is_judged() -> None:
    qrels = read_qrels(QRELS)
    judged = {image for grades in qrels.values() for image in grades}

    assert judged <= set(read_photos(CATALOGUE, load_vocabulary()).ids)
    assert {query.id for query in read_queries(QUERIES)} == answerable(qrels) == qrels.keys()


def test_every_attribute_is_of_the_shipped_vocabulary(lines: list[dict[str, Any]]) -> None:
    facets = load_vocabulary().by_id
    found = {
        (name, value)
        for line in lines
        for name, given in line["attributes"].items()
        for value in (given if isinstance(given, list) else [given])
    }

    assert {(name, value) for name, value in found if value not in facets[name].values} == set()


def test_no_contributor_is_in_both_parts(lines: list[dict[str, Any]]) -> None:
    parts = {(line["contributor"], line["split"]) for line in lines}

    assert len(parts) == len({contributor for contributor, _ in parts})


def test_the_card_counts_right(lines: list[dict[str, Any]]) -> None:
    card = (HERE / "CARD.md").read_text(encoding="utf-8")
    queries = read_queries(QUERIES)
    tags = Counter(tag for query in queries for tag in query.tags)
    splits = Counter(line["split"] for line in lines)
    judgments = sum(map(len, read_qrels(QRELS).values()))

    assert f"{len(queries)} sentences" in card
    assert f"{len(lines):,} real product" in card
    assert f"{judgments:,} images of grade 1" in card
    assert f"`train` ({splits['train']:,}) or `dev` ({splits['dev']})" in card
    assert f"{len({line['contributor'] for line in lines})}\ncontributors" in card
    assert {tag: int(count) for tag, count in re.findall(r"([a-z]+) (\d+)[,.]", card) if tag in tags} == {
        tag: count for tag, count in tags.items() if tag != "soft-parse"
    }


def test_no_photo_ships() -> None:
    assert {path.suffix for path in HERE.iterdir() if path.is_file()} <= {
        ".md",
        ".py",
        ".jsonl",
        ".qrels",
        ".sha256",
        "",
    }
