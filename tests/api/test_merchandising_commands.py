from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import lines
from weft.api.cli import main
from weft.engine.catalogue.ingest import ingest
from weft.engine.database import open_database
from weft.engine.embedding.open import open_embedder
from weft.engine.merchandising.query_log import QueryLog
from weft.engine.model import SearchRequest
from weft.engine.search.engine import SearchEngine
from weft.engine.settings import load_settings
from weft.vocab.loader import load_vocabulary

Weft = Callable[..., Any]

RULES = """
[[rule]]
kind = "pin"
name = "olive first"
wants = "category:t-shirt"
products = ["tee-olive"]

[[rule]]
kind = "replace"
name = "tees"
words = "tops of summer"
means = "cotton t-shirts"
"""


@pytest.fixture(scope="module")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    source = folder / "few.jsonl"
    source.write_text("".join(json.dumps(each) + "\n" for each in lines()[:8]))
    store, settings = folder / "store", load_settings(environment={})
    tools = {"settings": settings, "vocabulary": load_vocabulary(), "embedder": open_embedder()}
    ingest(source, store, images=None, **tools)  # type: ignore[arg-type]
    return store


@pytest.fixture
def weft(small_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Weft:
    """Runs a command on a copy of the store, with `--json`; gives its code and answer."""
    store = tmp_path / "store"
    shutil.copytree(small_store, store)

    def run(*words: str) -> tuple[int, Any]:
        code = main([*words, "--store", str(store), "--json"])
        out = capsys.readouterr().out
        return code, json.loads(out) if out else None

    return run


def test_values_are_corrected_listed_and_undone(weft: Weft) -> None:
    code, outcome = weft("correct", "set", "colors:red,white", "image-0", "--as", "ann")
    assert (code, outcome["changed"], outcome["pending"]) == (0, 1, False)
    (known,) = weft("correct", "list")[1]
    assert (known["image_id"], known["values"], known["who"]) == ("image-0", ["red", "white"], "ann")
    assert weft("correct", "log")[1][0]["before"] == {"values": ["green"], "source": "feed"}

    assert weft("correct", "confirm", "material", "image-0")[1]["changed"] == 1
    assert weft("correct", "clear", "neckline", "image-0", "--expect", "boat")[0] == 2
    assert weft("correct", "undo", outcome["batch"])[1]["changed"] == 1
    assert weft("correct", "release", "material", "image-0")[1]["changed"] == 1
    assert weft("correct", "list")[1] == []
    assert weft("correct", "follow")[1] == {"followed": True}


def test_many_are_changed_after_a_preview(weft: Weft) -> None:
    tees = ("correct", "set", "material:linen", "--filter", "category:t-shirt")

    assert weft(*tees)[1] == {
        "matched": 5,
        "changing": 5,
        "before": [{"values": ["cotton"], "images": 5}],
    }
    assert weft(*tees, "--yes")[1]["changed"] == 5
    assert weft("search", "linen t-shirt")[1]["total"] == 4
    assert weft(*tees)[1]["changing"] == 0
    assert weft("correct", "set", "material:linen")[0] == 2
    assert weft(*tees, "--expect", "cotton")[0] == 2


def test_doubtful_values_are_listed_accepted_skipped_and_become_labels(weft: Weft, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    facts = {"category": "t-shirt", "colors": ["blue"], "material": "wool"}
    other.write_text(json.dumps({"image_id": "image-0", "attributes": facts}) + "\n")
    assert weft("review", "compare", str(other), "--by", "vlm")[1] == {"contradictions": 2}

    queue = weft("review", "list", "--order", "disagreement")[1]
    assert [(item["facet"], item["others"]) for item in queue] == [
        ("colors", [{"by": "vlm", "values": ["blue"]}]),
        ("material", [{"by": "vlm", "values": ["wool"]}]),
    ]
    assert weft("review", "accept", "image-0", "colors")[0] == 0
    assert weft("review", "skip", "image-0", "material")[0] == 0
    assert weft("review", "list", "--order", "disagreement")[1] == []
    labels = tmp_path / "labels.jsonl"
    assert weft("review", "labels", "--out", str(labels))[1] == {"images": 1}
    assert json.loads(labels.read_text())["attributes"] == {"colors": ["green"]}
    other.write_text("{")
    assert weft("review", "compare", str(other), "--by", "vlm")[0] == 2


def test_rules_are_tried_added_switched_and_exported(
    weft: Weft, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(RULES)
    shown = weft("rules", "preview", str(file), "tops of summer")[1]
    assert shown["moves"][0]["product_id"] == "tee-olive"
    assert shown["moves"][0]["rules"] == ["olive first"]
    assert weft("rules", "list")[1] == []

    assert weft("rules", "add", str(file))[1] == {"rules": 2}
    assert weft("search", "cotton t-shirts")[1]["hits"][0]["shown"]["product_id"] == "tee-olive"
    assert weft("rules", "off", "olive first")[1] == {"name": "olive first", "enabled": False}
    assert weft("rules", "on", "olive first")[0] == 0
    assert main(["rules", "export", "--store", str(tmp_path / "store")]) == 0
    file.write_text(capsys.readouterr().out)
    assert weft("rules", "set", str(file))[1] == {"rules": 2}
    assert weft("rules", "remove", "tees")[0] == 0
    assert [rule["name"] for rule in weft("rules", "export")[1]] == ["olive first"]
    assert weft("rules", "remove", "tees")[0] == 2


def test_collections_are_saved_and_searched(weft: Weft) -> None:
    assert weft("collections", "save", "green", "green", "--filter", "category:t-shirt")[0] == 0
    assert [each["name"] for each in weft("collections", "list")[1]] == ["green"]
    assert weft("collections", "show", "green")[1]["total"] > 0
    assert weft("collections", "remove", "green")[0] == 0
    assert weft("collections", "show", "green")[0] == 2


def test_reports_print_the_rules_that_would_help(
    weft: Weft, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, settings = tmp_path / "store", load_settings(environment={})
    engine, database = SearchEngine.open(store, settings), open_database(store)
    log = QueryLog(database, engine.vocabulary, days=90)
    for sentence in ("purple t-shirt", "t-shirt", "t-shirt", "t-shirt", "t-shirt", "t-shirt"):
        log.record(sentence, engine.search(SearchRequest(sentence)))
    log.close()
    engine.close()
    database.dispose()

    (found,) = weft("reports", "no-results")[1]
    assert (found["text"], found["rule"]["means"]) == ("purple t-shirt", "t-shirt")
    assert [each["text"] for each in weft("reports", "low-clicks")[1]] == ["t-shirt"]
    assert weft("reports", "unknown-words")[1] == []

    rules = tmp_path / "rules.toml"
    assert main(["reports", "no-results", "--rules", "--store", str(store)]) == 0
    rules.write_text(capsys.readouterr().out)
    assert weft("rules", "add", str(rules))[0] == 0
    assert weft("reports", "no-results")[1] == []


def test_tables_are_printed_for_people(
    weft: Weft, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weft("correct", "set", "colors:red", "image-0", "--as", "ann")
    for words in (["correct", "list"], ["correct", "log"], ["review", "list"], ["rules", "list"]):
        assert main([*words, "--store", str(tmp_path / "store")]) == 0
    printed = capsys.readouterr().out

    assert "image-0  colors  red  ann" in printed
    assert "green (feed)" in printed
