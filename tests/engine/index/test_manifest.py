from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes import HashingEmbedder
from tests.lamps import EMBEDDER, LAMPS, new_store, opened, writer
from weft.engine.errors import StoreDamagedError, StoreError, StoreMismatchError, StoreMissingError
from weft.engine.index.manifest import FORMAT, NAME
from weft.engine.index.store import open_store
from weft.engine.index.writer import create_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_store(tmp_path / "store")


def _change(path: Path, **facts: object) -> None:
    manifest = json.loads((path / NAME).read_text())
    (path / NAME).write_text(json.dumps({**manifest, **facts}))


def _contents(path: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}


def test_a_store_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError, match="no store") as caught:
        opened(tmp_path / "nowhere")

    assert "weft index" in caught.value.hint
    assert not (tmp_path / "nowhere").exists()


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(StoreMissingError, match="is a file"):
        opened(tmp_path / "file")
    with pytest.raises(StoreError, match="No store can be made"):
        create_store(tmp_path / "file", vocabulary=LAMPS, embedder=EMBEDDER)


def test_another_vocabulary_is_refused_by_name(path: Path) -> None:
    other = replace(LAMPS, id="torches")

    with pytest.raises(StoreMismatchError, match=r"vocabulary lamps .* not with torches") as caught:
        open_store(path, vocabulary=other, embedder=EMBEDDER)

    assert "weft migrate" in caught.value.hint


def test_another_embedder_is_refused_by_name_to_readers_and_writers(path: Path) -> None:
    before = _contents(path)

    with pytest.raises(StoreMismatchError, match=r"hashing-64 .* not with other"):
        open_store(path, vocabulary=LAMPS, embedder=HashingEmbedder("other"))
    with pytest.raises(StoreError, match="is a store already"):
        create_store(path, vocabulary=LAMPS, embedder=HashingEmbedder("other"))

    assert {name: data for name, data in _contents(path).items() if name in before} == before


def test_a_newer_format_asks_for_a_newer_weft(path: Path) -> None:
    _change(path, format=FORMAT + 1, weft="9.9.9", something="new")

    with pytest.raises(StoreMismatchError, match=r"newer Weft \(9.9.9\)") as caught:
        opened(path)

    assert "Upgrade" in caught.value.hint


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "{}", '{"format": "x"}', '{"format": 1, "weft": "0"}']
)
def test_a_broken_manifest_is_damage(path: Path, text: str) -> None:
    (path / NAME).write_text(text)

    with pytest.raises(StoreDamagedError, match="manifest") as caught:
        opened(path)

    assert "weft doctor" in caught.value.hint


def test_a_half_made_store_is_damage_to_readers_and_made_afresh(path: Path) -> None:
    _change(path, ready=False)

    with pytest.raises(StoreDamagedError, match="was not finished"):
        opened(path)
    with pytest.raises(StoreDamagedError, match="was not finished"):
        writer(path)
    create_store(path, vocabulary=LAMPS, embedder=EMBEDDER)
    assert len(opened(path).snapshot()) == 0


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"x")

    with pytest.raises(StoreError, match="is not empty"):
        create_store(tmp_path, vocabulary=LAMPS, embedder=EMBEDDER)
    with pytest.raises(StoreDamagedError, match="no manifest"):
        opened(tmp_path)
    assert (tmp_path / "photo.jpg").read_bytes() == b"x"


def test_a_missing_text_index_says_how_to_rebuild_it(path: Path) -> None:
    for file in (path / "text-1").iterdir():
        file.unlink()
    (path / "text-1").rmdir()

    with pytest.raises(StoreDamagedError, match="text index") as caught:
        opened(path)

    assert "--rebuild-text" in caught.value.hint
    assert not (path / "text-1").exists()


def test_a_missing_table_is_damage(path: Path) -> None:
    (path / "lance").rename(path / "elsewhere")

    with pytest.raises(StoreDamagedError, match="table"):
        opened(path)
