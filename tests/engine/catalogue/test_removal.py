from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.lamps import EMBEDDER, LAMPS, SETTINGS, new_store, opened
from weft.engine.catalogue.ingest import IngestSummary, ingest
from weft.engine.catalogue.removal import Sync
from weft.engine.errors import CatalogueError

TEN = [{"image_id": str(number), "product_id": f"product {number // 2}"} for number in range(10)]


def _load(store: Path, lines: list[object], sync: Sync | None = None) -> IngestSummary:
    source = store.with_suffix(".jsonl")
    source.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return ingest(
        source, store, images=None, settings=SETTINGS, vocabulary=LAMPS, embedder=EMBEDDER, sync=sync
    )


@pytest.fixture
def store(tmp_path: Path) -> Path:
    _load(tmp_path / "store", list(TEN))
    return tmp_path / "store"


def _ids(store: Path) -> list[str]:
    return [record.image_id for record in opened(store).snapshot().all_records()]


def test_lines_remove_an_image_or_all_images_of_a_product(store: Path) -> None:
    gone = [{"image_id": "0", "deleted": True}, {"product_id": "product 4", "deleted": True}]
    summary = _load(
        store, [*gone, {"image_id": "nobody", "deleted": True}, {"image_id": "1", "deleted": False}]
    )

    assert (summary.removed, summary.updated) == (3, 1)
    assert _ids(store) == ["1", "2", "3", "4", "5", "6", "7"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"image_id": "0", "deleted": "yes"}, "deleted must be true or false, not str"),
        ({"deleted": True}, "has none of image_id, image and product_id"),
    ],
)
def test_a_removal_that_means_nothing_is_refused(store: Path, line: dict[str, object], reason: str) -> None:
    assert [each.reason for each in _load(store, [line]).refused] == [reason]
    assert len(_ids(store)) == 10


def test_sync_removes_what_the_source_does_not_name_and_tells_before(store: Path) -> None:
    told: list[tuple[int, int]] = []
    named = [*TEN[:7], {"image_id": "7", "attributes": {"kind": "spaceship"}}]
    summary = _load(store, list(named), Sync(lambda *counts: told.append(counts)))

    assert told == [(2, 10)]
    assert (summary.removed, len(summary.refused)) == (2, 1)
    assert _ids(store) == [str(number) for number in range(8)]  # a refused line still names its image


def test_sync_refuses_to_remove_more_than_a_fifth_unless_it_is_forced(store: Path) -> None:
    told: list[tuple[int, int]] = []
    with pytest.raises(CatalogueError, match="3 of 10 images are not in the source, more than 20%") as caught:
        _load(store, list(TEN[:7]), Sync(lambda *counts: told.append(counts)))

    assert "--force" in caught.value.hint
    assert (told, len(_ids(store))) == ([(3, 10)], 10)
    assert _load(store, list(TEN[:7]), Sync(lambda *_: None, force=True)).removed == 3


def test_sync_removes_nothing_when_a_line_could_name_anything(store: Path) -> None:
    with pytest.raises(CatalogueError, match="1 lines name no image"):
        _load(store, [*TEN[:9], {"caption": "nameless"}], Sync(lambda *_: None, force=True))
    assert len(_ids(store)) == 10


def test_sync_of_a_store_that_is_just_made_removes_nothing(tmp_path: Path) -> None:
    new_store(tmp_path / "store")

    assert _load(tmp_path / "store", list(TEN), Sync(lambda *_: None)).removed == 0
