"""What a user meets when catalogues are loaded, changed and looked after on the command line."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from weft.api.cli import main
from weft.engine.catalogue.ledger import Ledger
from weft.engine.database import open_database

Weft = Callable[..., tuple[int, str, str]]


@pytest.fixture
def weft(capsys: pytest.CaptureFixture[str]) -> Weft:
    def run(*argv: object) -> tuple[int, str, str]:
        code = main([str(each) for each in argv])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def source(tmp_path: Path) -> Path:
    dress = {"category": "dress", "colors": ["red"]}
    lines = [
        {"image_id": f"i{number}", "product_id": f"p{number // 2}", "price": number, "attributes": dress}
        for number in range(10)
    ]
    (tmp_path / "feed.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return tmp_path / "feed.jsonl"


@pytest.fixture
def store(source: Path, weft: Weft) -> Path:
    assert weft("index", source, "--store", source.parent / "store")[0] == 0
    return source.parent / "store"


def _exported(weft: Weft, store: Path) -> list[dict[str, Any]]:
    out = store.parent / "out.jsonl"
    assert weft("export", "--store", store, "--out", out)[0] == 0
    return [json.loads(line) for line in out.read_text().splitlines()]


def _shorten(source: Path, lines: int) -> None:
    source.write_text("".join(source.read_text().splitlines(keepends=True)[:lines]))


def test_photos_of_a_folder_are_read_without_a_word(tmp_path: Path, weft: Weft) -> None:
    (tmp_path / "photos").mkdir()
    Image.new("RGB", (300, 400), "red").save(tmp_path / "photos" / "red.jpg")
    code, out, _ = weft("index", tmp_path / "photos", "--store", tmp_path / "store", "--json")
    (line,) = _exported(weft, tmp_path / "store")

    assert (code, json.loads(out)["read"]) == (0, 1)
    assert line["extractor"].startswith("embedded-")
    assert set(line["provenance"].values()) == {"model"}


def test_stored_photos_are_read_anew_by_a_filter(tmp_path: Path, weft: Weft) -> None:
    (tmp_path / "photos").mkdir()
    Image.new("RGB", (300, 400), "red").save(tmp_path / "photos" / "red.jpg")
    store = tmp_path / "store"
    assert weft("index", tmp_path / "photos", "--store", store, "--extractor", "recorded")[0] == 0
    _, out, _ = weft("index", "--reextract", "category:unknown", "--store", store, "--json")
    assert json.loads(out)["read"] == 1
    _, out, _ = weft("index", "--reextract", "extractor_version:<1000", "--store", store, "--json")
    assert (json.loads(out)["read"], json.loads(out)["unchanged"]) == (0, 1)


def test_progress_comes_as_json_lines_beside_the_one_answer(source: Path, weft: Weft) -> None:
    _, out, err = weft("index", source, "--store", source.parent / "s", "--json")
    events = [json.loads(line) for line in err.splitlines()]

    assert json.loads(out)["added"] == 10
    assert (events[-1]["event"], events[-1]["done"], events[-1]["total"]) == ("progress", 10, 10)


def test_sync_tells_what_vanished_and_refuses_too_much(source: Path, store: Path, weft: Weft) -> None:
    _shorten(source, 9)
    code, _, err = weft("index", source, "--store", store, "--sync")
    assert code == 0
    assert "1 of 10 stored images (10.0%) are not in the source." in err
    assert "9 unchanged, 1 removed" in err

    _shorten(source, 3)
    code, _, err = weft("index", source, "--store", store, "--sync")
    assert (code, "none was removed" in err, "--force" in err) == (2, True, True)
    assert weft("index", source, "--store", store, "--sync", "--force")[0] == 0
    assert len(_exported(weft, store)) == 3


def test_prices_are_updated_and_images_and_products_deleted(store: Path, weft: Weft) -> None:
    offers = store.parent / "offers.csv"
    offers.write_text("product_id,price\np0,99\nnobody,1\np1,cheap\n")
    code, _, err = weft("update", offers, "--store", store)
    assert code == 0
    assert "line 4: price is not a number: 'cheap'" in err
    assert "2 images changed, 1 lines name nothing in the store, 1 refused." in err

    code, out, _ = weft("delete", "--product", "p4", "--image", "i0", "--store", store, "--json")
    assert (code, json.loads(out)) == (0, {"removed": 3})
    assert [line["price"] for line in _exported(weft, store)] == [99, 2, 3, 4, 5, 6, 7]


def test_jobs_that_failed_are_listed_shown_and_retried(tmp_path: Path, weft: Weft) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "bad.jpg").write_bytes(b"no picture")
    Image.new("RGB", (8, 8)).save(tmp_path / "photos" / "good.png")
    store = tmp_path / "store"
    weft("index", tmp_path / "photos", "--store", store, "--extractor", "recorded")

    code, out, _ = weft("jobs", "--store", store)
    assert (code, "1 dead" in out, "not a picture of a known format" in out) == (0, True, True)
    _, out, _ = weft("jobs", "show", "bad", "--store", store, "--json")
    assert (json.loads(out)["state"], json.loads(out)["attempts"]) == ("dead", 1)
    assert "1 jobs are due now" in weft("jobs", "retry", "--store", store)[2]
    _, out, _ = weft("jobs", "--store", store, "--json")
    assert json.loads(out)["counts"]["pending"] == 1
    assert weft("jobs", "show", "nobody", "--store", store)[0] == 2


def test_a_store_that_is_not_there_gets_no_ledger(tmp_path: Path, weft: Weft) -> None:
    assert weft("jobs", "--store", tmp_path)[0] == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_asked_to_stop_stores_what_is_done_and_goes_on_next_time(
    source: Path, weft: Weft, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    def send_signal(ledger: Ledger) -> dict[str, object]:
        os.kill(os.getpid(), number)
        return {}

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "unfinished", send_signal)
        code, _, err = weft("index", source, "--store", source.parent / "s")
    assert (code, "the same command goes on from here" in err) == (130, True)
    assert "10 unchanged" in weft("index", source, "--store", source.parent / "s")[2]
    assert Ledger(open_database(source.parent / "s")).unfinished() == {}
