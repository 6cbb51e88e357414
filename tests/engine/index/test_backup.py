from __future__ import annotations

import shutil
import sqlite3
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from tests.lamps import EMBEDDER, LAMPS, lamp, new_store, opened, put, writer
from tests.strategies import catalogues
from weft.engine.database import FILE as DATABASE
from weft.engine.errors import StoreDamagedError, StoreError, UsageError
from weft.engine.filters import EVERYTHING
from weft.engine.index.backup import backup, restore
from weft.engine.index.doctor import examine
from weft.engine.index.image_vectors import ImageVectorWriter, read_image_vectors, read_in_use
from weft.engine.model import ImageRecord


def _records(path: Path) -> list[ImageRecord]:
    return list(opened(path).snapshot().all_records())


def _restored(file: Path, path: Path) -> Path:
    restore(file, path)
    writer(path).close()
    return path


@settings(max_examples=15, deadline=None)
@given(catalogues())
def test_everything_a_row_can_hold_comes_back(
    tmp_path_factory: pytest.TempPathFactory, lamps: list[ImageRecord]
) -> None:
    folder = tmp_path_factory.mktemp("backup")
    path = new_store(folder / "store", lamps)
    assert backup(path, folder / "lamps.weft") == len(lamps)

    again = _restored(folder / "lamps.weft", folder / "again")

    assert _records(again) == _records(path)
    assert examine(again, vocabulary=LAMPS, embedder=EMBEDDER).findings == ()
    vectors = [
        opened(each).snapshot().nearest(EMBEDDER.embed(["red lamp"])[0], EVERYTHING, 9)
        for each in (path, again)
    ]
    np.testing.assert_array_equal(vectors[0].scores, vectors[1].scores)


def test_a_restored_store_is_written_to_and_followed_like_any_other(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("a", price=1), lamp("b"), lamp("c")])
    with writer(path) as open_writer:
        open_writer.delete(["b"])
        open_writer.commit()
    backup(path, tmp_path / "lamps.weft")
    again = _restored(tmp_path / "lamps.weft", tmp_path / "again")
    store = opened(again)
    with writer(again) as open_writer:
        open_writer.update({"a": {"price": 2.0}})
        open_writer.commit()

    snapshot = store.snapshot()
    assert [record.price for record in snapshot.all_records()] == [2.0, None]
    assert snapshot.columns.written == 1
    put(again, [lamp("d")])
    assert store.snapshot().row_of("d") == 3


def test_a_backup_is_of_one_moment_while_others_write(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp(str(number), price=0) for number in range(50)])

    def write(rounds: int) -> None:
        with writer(path) as open_writer:
            for price in range(1, rounds):
                open_writer.update({str(number): {"price": float(price)} for number in range(50)})
                open_writer.commit()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write, 12)
        files = [tmp_path / f"{number}.weft" for number in range(4)]
        for file in files:
            backup(path, file)
        writing.result()

    for number, file in enumerate(files):
        records = _records(_restored(file, tmp_path / f"again-{number}"))
        assert len(records) == 50
        assert len({record.price for record in records}) == 1


def test_what_was_not_committed_is_not_backed_up(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("a")])
    with writer(path) as open_writer:
        open_writer.upsert([lamp("b")], EMBEDDER.embed([""]))
        assert backup(path, tmp_path / "lamps.weft") == 1


def test_vectors_of_pictures_and_the_database_come_back(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("a")])
    with ImageVectorWriter(path, embedder="eye", dimension=2) as vectors:
        vectors.put({"a": "hash"}, np.array([[0.6, 0.8]], np.float32))
        vectors.commit()
    with closing(sqlite3.connect(path / DATABASE)) as database:
        database.execute("create table notes (said text)")
        database.execute("insert into notes values ('kept')")
        database.commit()
    backup(path, tmp_path / "lamps.weft")

    again = _restored(tmp_path / "lamps.weft", tmp_path / "again")

    used = read_in_use(again)
    assert used is not None
    np.testing.assert_array_equal(
        read_image_vectors(again, used).of(["a"]), np.array([[0.6, 0.8]], np.float32)
    )
    with closing(sqlite3.connect(again / DATABASE)) as database:
        assert database.execute("select said from notes").fetchall() == [("kept",)]


def test_nothing_is_overwritten_and_what_was_half_restored_is_restored_again(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("a")])
    file = tmp_path / "lamps.weft"
    backup(path, file)
    with pytest.raises(StoreError, match="is a store already"):
        restore(file, path)

    whole = file.read_bytes()
    file.write_bytes(whole.replace(b"PAR1", b"RAP1"))
    with pytest.raises(UsageError, match="not a whole backup"):
        restore(file, tmp_path / "again")
    file.write_bytes(whole)

    assert len(_records(_restored(file, tmp_path / "again"))) == 1


@pytest.mark.parametrize("content", [b"", b"no ZIP", b"PK\x05\x06" + b"\0" * 18])
def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises((UsageError, StoreDamagedError)):
        restore(tmp_path / "file", tmp_path / "store")
    with pytest.raises(UsageError, match="no file"):
        restore(tmp_path / "nowhere", tmp_path / "store")

    assert not (tmp_path / "store").exists()


def test_no_file_outside_of_the_store_is_written(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("a")])
    backup(path, tmp_path / "lamps.weft")
    with zipfile.ZipFile(tmp_path / "lamps.weft", "a") as archive:
        archive.writestr("../outside", "hostile")
        archive.writestr(
            "image_vectors.json", '{"embedder": "e", "dimension": 2, "table": "../../x", "version": 1}'
        )

    with pytest.raises(UsageError, match="no table is called"):
        restore(tmp_path / "lamps.weft", tmp_path / "deep" / "again")

    assert not list(tmp_path.rglob("outside"))


def test_a_backup_that_fails_leaves_the_last_one(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("a")])
    backup(path, tmp_path / "lamps.weft")
    kept = (tmp_path / "lamps.weft").read_bytes()
    shutil.rmtree(path / "lance" / "images.lance" / "data")

    with pytest.raises(StoreDamagedError):
        backup(path, tmp_path / "lamps.weft")
    with pytest.raises(StoreError, match="cannot be written"):
        backup(new_store(tmp_path / "other"), tmp_path / "no folder" / "lamps.weft")

    assert (tmp_path / "lamps.weft").read_bytes() == kept
    assert not list(tmp_path.glob("*.new"))
