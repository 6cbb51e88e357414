"""Six labelled garments of the shipped vocabulary, four sentences and their judgments, as files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.evaluation.samples import written
from weft.engine.model import ImageRecord
from weft.evaluation.photos import Photos, read_photos
from weft.evaluation.qrels import Qrels, read_qrels
from weft.evaluation.queries import LabelledQuery, read_queries
from weft.evaluation.records import read_records
from weft.vocab.loader import load_vocabulary

PLAIN = {"pattern": "solid", "print": "none"}
GRAPHIC = {"pattern": "graphic", "print": "picture"}

GARMENTS: dict[str, tuple[dict[str, Any], str]] = {
    "green-tee": ({"category": "t-shirt", "colors": ["green"], **PLAIN}, "plain green cotton tee"),
    "olive-tee": ({"category": "t-shirt", "colors": ["olive"], **PLAIN}, "plain olive cotton tee"),
    "dino-tee": (
        {"category": "t-shirt", "colors": ["green"], **GRAPHIC},
        "green tee with prints of a dinosaur",
    ),
    "red-dress": ({"category": "dress", "colors": ["red"], **PLAIN}, "long red evening dress"),
    "black-boots": ({"category": "boots", "colors": ["black"], **PLAIN}, "black leather boots"),
    "blue-jeans": ({"category": "jeans", "colors": ["blue"], **PLAIN}, "straight blue jeans"),
}

GREEN = {"facet": "colors", "values": ["green", "olive"]}
TEE = {"facet": "category", "values": ["t-shirt"]}
PRINTED = {"facet": "has_print", "values": [True]}

QUERIES: list[dict[str, Any]] = [
    {
        "id": "q1",
        "query": "green t-shirt with no prints",
        "tags": ["negation"],
        "parse": {"all": [TEE, GREEN], "none": [PRINTED]},
    },
    {
        "id": "q2",
        "query": "red dress",
        "tags": ["simple"],
        "parse": {"all": [{"facet": "category", "values": ["dress"]}]},
    },
    {"id": "q3", "query": "rotes Kleid", "lang": "de", "tags": ["simple"], "parse": {}},
    {"id": "q4", "query": "tee with a dinosaur", "tags": ["residual"], "parse": {"all": [TEE]}},
]

QRELS = ["q1 0 green-tee 2", "q1 0 olive-tee 1", "q2 0 red-dress 2", "q3 0 red-dress 2", "q4 0 dino-tee 2"]


def catalogue(folder: Path) -> Path:
    """The catalogue lines, in a file."""
    lines = (
        {"image_id": name, "image": f"{name}.jpg", "attributes": attributes, "caption": caption}
        for name, (attributes, caption) in GARMENTS.items()
    )
    return written(folder / "catalogue.jsonl", *map(json.dumps, lines))


def queries(folder: Path) -> Path:
    """The sentences, in a file."""
    return written(folder / "queries.jsonl", *map(json.dumps, QUERIES))


def qrels(folder: Path) -> Path:
    """The judgments, in a file."""
    return written(folder / "judgments.qrels", *QRELS)


def everything(folder: Path) -> tuple[tuple[LabelledQuery, ...], Qrels, Photos, dict[str, ImageRecord]]:
    """The three files read, and the catalogue once more as records by id."""
    vocabulary = load_vocabulary()
    path = catalogue(folder)
    records = {record.image_id: record for record in read_records(path, vocabulary)}
    return (
        read_queries(queries(folder)),
        read_qrels(qrels(folder)),
        read_photos(path, vocabulary),
        records,
    )
