from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.lamps import EMBEDDER, LAMPS, SETTINGS, new_store, opened, writer
from weft.engine.catalogue import ingest as module
from weft.engine.catalogue import intake
from weft.engine.catalogue.ingest import IngestSummary, ingest
from weft.engine.catalogue.loading import Refusal
from weft.engine.errors import CatalogueError, StoreBusyError, StoreError
from weft.engine.index.doctor import examine
from weft.engine.model import ImageRecord

LINES: list[dict[str, object]] = [
    {"image_id": "a", "image": "a.png", "attributes": {"kind": "bulb"}, "caption": "a bulb"},
    {"image_id": "b", "image": "b.png", "title": "a lantern"},
    {"image_id": "c", "price": 3},
]


def _load(source: Path, store: Path, images: Path | None = None) -> IngestSummary:
    return ingest(source, store, images=images, settings=SETTINGS, vocabulary=LAMPS, embedder=EMBEDDER)


def _counts(summary: IngestSummary) -> tuple[int, int, int, int]:
    return summary.added, summary.updated, summary.unchanged, len(summary.refused)


def _written(path: Path, lines: list[object]) -> Path:
    path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
    return path


def _stored(store: Path) -> dict[str, ImageRecord]:
    return {record.image_id: record for record in opened(store).snapshot().all_records()}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    for name, color in (("a", "red"), ("b", "blue")):
        Image.new("RGB", (8, 8), color).save(tmp_path / f"{name}.png")
    return _written(tmp_path / "lamps.jsonl", list(LINES))


def test_a_source_is_loaded_into_a_new_store(tmp_path: Path, source: Path) -> None:
    summary = _load(source, tmp_path / "store", tmp_path)
    snapshot = opened(tmp_path / "store").snapshot()

    assert _counts(summary) == (3, 0, 0, 0)
    assert [record.image_id for record in snapshot.all_records()] == ["a", "b", "c"]
    assert len(snapshot.records([0])[0].content_hash) == 64
    assert not examine(tmp_path / "store", vocabulary=LAMPS, embedder=EMBEDDER).findings


def test_a_title_stands_in_for_a_caption_that_is_missing(tmp_path: Path, source: Path) -> None:
    _load(source, tmp_path / "store")
    lengths = opened(tmp_path / "store").snapshot().vector_lengths()

    np.testing.assert_allclose(lengths, [1, 1, 0], atol=1e-3)


def test_the_same_source_again_changes_nothing(tmp_path: Path, source: Path) -> None:
    _load(source, tmp_path / "store", tmp_path)
    version = opened(tmp_path / "store").snapshot().version

    assert _counts(_load(source, tmp_path / "store", tmp_path)) == (0, 0, 3, 0)
    assert opened(tmp_path / "store").snapshot().version == version


def test_a_changed_line_and_a_changed_picture_are_updated_in_place(tmp_path: Path, source: Path) -> None:
    _load(source, tmp_path / "store", tmp_path)
    _written(source, [LINES[0], LINES[1], {**LINES[2], "price": 4}, {"image_id": "d"}])
    Image.new("RGB", (8, 8), "green").save(tmp_path / "a.png")

    assert _counts(_load(source, tmp_path / "store", tmp_path)) == (1, 2, 1, 0)
    assert _stored(tmp_path / "store")["c"].price == 4


def test_what_is_refused_is_told_by_line_and_the_rest_is_loaded(tmp_path: Path) -> None:
    Image.effect_noise((64, 64), 50).save(tmp_path / "broken.jpg")
    os.truncate(tmp_path / "broken.jpg", 1_000)
    lines = [
        {"image_id": "a"},
        "{",
        {"image_id": "b", "attributes": {"kind": "lantern"}},
        {"image_id": "a", "caption": "again"},
        {"image_id": "c", "image": "nowhere.jpg"},
        {"image_id": "d", "image": "broken.jpg"},
        {"image_id": "e", "image": "../lamps.jsonl"},
        {"image_id": "f", "image": "https://example.com/f.jpg"},
        {"caption": "nameless"},
    ]
    source = _written(tmp_path / "lamps.jsonl", list(lines))
    summary = _load(source, tmp_path / "store", tmp_path)
    reasons = {refusal.line: refusal.reason for refusal in summary.refused}

    assert _counts(summary) == (2, 0, 0, 7)
    assert list(reasons) == [2, 3, 4, 5, 6, 7, 9]
    assert "not JSON" in reasons[2]
    assert "unknown kind 'lantern'" in reasons[3]
    assert summary.refused[2] == Refusal(4, "a", "image_id 'a' was on line 1 already")
    assert "no picture 'nowhere.jpg'" in reasons[5]
    assert "broken or cut short" in reasons[6]
    assert "outside the folder" in reasons[7]
    assert "neither image_id nor image" in reasons[9]


def test_pictures_are_not_looked_at_without_a_folder_of_images(tmp_path: Path) -> None:
    source = _written(tmp_path / "lamps.jsonl", [{"image_id": "a", "image": "nowhere.jpg"}])

    assert _counts(_load(source, tmp_path / "store")) == (1, 0, 0, 0)


def test_a_folder_of_pictures_is_a_source(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    (folder / "deep").mkdir(parents=True)
    Image.new("RGB", (8, 8)).save(folder / "deep" / "a.png")
    (folder / "b.jpg").write_bytes(b"")
    summary = _load(folder, tmp_path / "store")
    record = opened(tmp_path / "store").snapshot().records([0])[0]

    assert _counts(summary) == (1, 0, 0, 1)
    assert (record.image_id, record.product_id, record.image) == ("deep/a", "deep/a", "deep/a.png")


@pytest.mark.parametrize("name", ["lamps.jsonl", "lamps.csv"])
def test_an_empty_source_is_an_error_and_makes_no_store(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("\n\n")

    with pytest.raises(CatalogueError):
        _load(tmp_path / name, tmp_path / "store")
    assert not (tmp_path / "store").exists()


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()

    with pytest.raises(CatalogueError, match="is empty"):
        _load(tmp_path / "pictures", tmp_path / "store")


def test_a_folder_with_other_things_is_never_made_a_store(tmp_path: Path, source: Path) -> None:
    with pytest.raises(StoreError):
        _load(source, tmp_path)
    assert source.exists()


def test_a_store_in_use_is_left_alone(tmp_path: Path, source: Path) -> None:
    path = new_store(tmp_path / "store")
    with writer(path), pytest.raises(StoreBusyError, match=str(os.getpid())):
        _load(source, path)


def test_progress_is_told_and_batches_join_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    monkeypatch.setattr(intake, "BATCH", 2)
    source = _written(tmp_path / "lamps.jsonl", [{"image_id": str(n % 4)} for n in range(5)])
    done: list[tuple[int, int]] = []
    summary = ingest(
        source,
        tmp_path / "store",
        images=None,
        settings=SETTINGS,
        vocabulary=LAMPS,
        embedder=EMBEDDER,
        progress=lambda told: done.append((told.done, told.refused)),
    )

    assert done == [(2, 0), (4, 0), (5, 1)]
    assert _counts(summary) == (4, 0, 0, 1)
    assert "was on line 1 already" in summary.refused[0].reason
