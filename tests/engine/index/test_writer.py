from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.lamps import EMBEDDER, LAMPS, lamp, new_store, opened, put, writer
from weft.engine.errors import CatalogueError, StoreBusyError, StoreMissingError
from weft.engine.filters import EVERYTHING
from weft.engine.index.doctor import examine
from weft.engine.index.lock import HOLDER, write_lock


def _ids(path: Path) -> list[str]:
    return [record.image_id for record in opened(path).snapshot().all_records()]


def _is_sound(path: Path) -> bool:
    return not examine(path, vocabulary=LAMPS, embedder=EMBEDDER).findings


def test_a_row_number_stands_for_one_image_as_it_was_written_once(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("a"), lamp("b"), lamp("c")])
    put(path, [lamp("d"), lamp("a", caption="changed")])
    with writer(path) as open_writer:
        assert open_writer.delete(["b", "b", "nobody", "a"]) == 2
        open_writer.commit()
    put(path, [lamp("b")])
    snapshot = opened(path).snapshot()

    assert [snapshot.row_of(name) for name in "cdb"] == [2, 3, 5]
    assert _is_sound(path)


def test_what_is_stored_just_so_is_known(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("a", price=1)])
    with writer(path) as open_writer:
        assert open_writer.holds_exactly(lamp("a", price=1))
        assert not open_writer.holds_exactly(lamp("a", price=2))
        assert open_writer.holds("a")
        assert not open_writer.holds("b")


def test_a_commit_of_nothing_makes_no_new_version(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("a")])
    version = opened(path).snapshot().version
    with writer(path) as open_writer:
        open_writer.upsert([], EMBEDDER.embed([]))
        assert open_writer.commit() == version

    assert opened(path).snapshot().version == version


def test_one_id_twice_in_a_batch_is_refused(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store")
    with writer(path) as open_writer, pytest.raises(CatalogueError, match="twice"):
        open_writer.upsert([lamp("a"), lamp("a")], EMBEDDER.embed(["", ""]))

    assert _ids(path) == []


def test_a_second_writer_is_told_who_holds_the_store(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store")
    with writer(path):
        with pytest.raises(StoreBusyError, match=r"process \d+ on .+ since") as caught:
            writer(path)
        assert caught.value.hint

    writer(path).close()


def test_a_holder_that_left_no_note_is_another_process(tmp_path: Path) -> None:
    with write_lock(tmp_path):
        (tmp_path / HOLDER).write_text("half a no")
        with pytest.raises(StoreBusyError, match="another process"), write_lock(tmp_path):
            pass


def test_writers_that_wait_take_turns_and_never_double_an_image(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store")

    def write(number: int) -> None:
        with writer(path, wait_seconds=60) as open_writer:
            records = [lamp("same", caption=str(number)), lamp(f"own {number}")]
            open_writer.upsert(records, EMBEDDER.embed(["", ""]))
            open_writer.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))

    assert _ids(path) == ["own 0", "own 1", "own 2", "own 3", "same"]
    assert _is_sound(path)


def test_what_a_writer_left_uncommitted_never_was(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("a", price=1), lamp("b")])
    with writer(path) as open_writer:
        open_writer.upsert([lamp("c", caption="lantern")], EMBEDDER.embed(["lantern"]))
        open_writer.update({"a": {"price": 2}})
        open_writer.delete(["b"])
        assert [open_writer.holds(name) for name in "abc"] == [True, False, True]
    assert _ids(path) == ["a", "b"]
    problems = [each.problem for each in examine(path, vocabulary=LAMPS, embedder=EMBEDDER).findings]
    assert len(problems) == 1
    assert "text index follows version" in problems[0]

    with writer(path) as open_writer:
        assert open_writer.holds_exactly(lamp("a", price=1))
        open_writer.upsert([lamp("d")], EMBEDDER.embed([""]))
        open_writer.commit()

    assert _ids(path) == ["a", "b", "d"]
    assert opened(path).snapshot().bm25(("lantern",), EVERYTHING, 5).rows.tolist() == []
    assert _is_sound(path)


def test_a_lost_text_index_is_made_anew_from_the_table_alone(tmp_path: Path) -> None:
    lamps = [lamp("a", caption="red lamp", marks=["mark-69"], price=2), lamp("b", title="bulb")]
    path = new_store(tmp_path / "store", lamps)
    shutil.rmtree(path / "text-1")

    with writer(path) as open_writer:
        open_writer.rebuild_text()

    assert _is_sound(path)
    assert opened(path).snapshot().bm25(("bulb",), EVERYTHING, 5).rows.tolist() == [1]
    assert [folder.name for folder in path.glob("text-*")] == ["text-3"]


def test_a_damaged_text_index_is_made_anew(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("a")])
    (path / "text-1" / "meta.json").write_text("{")

    writer(path).close()

    assert _is_sound(path)


def test_there_is_nothing_to_write_to_without_a_store(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError):
        writer(tmp_path / "nowhere")

    assert not (tmp_path / "nowhere").exists()
