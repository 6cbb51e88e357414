"""What a writer does by itself, what two of them do to each other, and what LanceDB is known to get wrong."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from pathlib import Path

import lancedb
import pytest
from lancedb.index import BTree, LabelList

from tests.lamps import EMBEDDER, LAMPS, lamp, new_store, opened, put, writer
from weft.engine.errors import StoreError
from weft.engine.filters import EVERYTHING, Match
from weft.engine.index import halves, known
from weft.engine.index.doctor import examine
from weft.engine.index.text import TextWriter
from weft.engine.index.vectors import open_table
from weft.engine.index.writer import StoreWriter

WRITERS, ROUNDS = 2, 3


def _is_sound(path: Path) -> bool:
    return not examine(path, vocabulary=LAMPS, embedder=EMBEDDER).findings


def _ids(path: Path) -> list[str]:
    return [record.image_id for record in opened(path).snapshot().all_records()]


def _write_in_turn(path: Path, number: int) -> None:
    for turn in range(ROUNDS):
        with writer(path, wait_seconds=120) as open_writer:
            records = [lamp("same", caption=f"{number} {turn}"), lamp(f"own {number} {turn}")]
            open_writer.upsert(records, EMBEDDER.embed(["", ""]))
            open_writer.commit()


def test_writers_in_other_processes_wait_for_each_other_and_never_double_an_image(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store")
    store = opened(path)
    with ProcessPoolExecutor(WRITERS, mp_context=multiprocessing.get_context("spawn")) as pool:
        for done in [pool.submit(_write_in_turn, path, number) for number in range(WRITERS)]:
            done.result()

    own = [f"own {number} {turn}" for number in range(WRITERS) for turn in range(ROUNDS)]
    assert _ids(path) == [*own, "same"]
    assert len(store.snapshot()) == len(own) + 1
    assert _is_sound(path)


def test_small_pieces_are_joined_when_there_are_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halves, "MOST_FRAGMENTS", 3)
    path = new_store(tmp_path / "store")
    store = opened(path)
    pieces = []
    for number in range(8):
        put(path, [lamp(str(number))])
        pieces.append(open_table(path).fragments)
        assert len(store.snapshot()) == number + 1

    assert max(pieces) <= 3
    assert _is_sound(path)


def test_rows_are_numbered_anew_when_most_numbers_have_no_image(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(halves, "FEW_ROWS", 4)
    path = new_store(tmp_path / "store", [lamp("a"), lamp("b")])
    rows = []
    with writer(path) as open_writer:
        for number in range(12):
            open_writer.upsert([lamp("a", price=number)], EMBEDDER.embed([""]))
            open_writer.commit()
            rows.append(opened(path).snapshot().row_of("a"))
        open_writer.update({"a": {"in_stock": True}})
        assert open_writer.delete(["b"]) == 1
        open_writer.commit()

    assert max(rows) < 10
    (record,) = opened(path).snapshot().all_records()
    assert (record.price, record.in_stock) == (11.0, True)
    assert _is_sound(path)


def test_a_view_lives_through_the_numbering_of_rows(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("a"), lamp("b", caption="lantern"), lamp("c")])
    store = opened(path)
    with writer(path) as open_writer:
        open_writer.delete(["a"])
        open_writer.renumber()
        before = store.snapshot()
        assert [record.image_id for record in before.all_records()] in (["a", "b", "c"], ["b", "c"])
        open_writer.upsert([lamp("d", caption="lantern")], EMBEDDER.embed(["lantern"]))
        open_writer.commit()

    assert _ids(path) == ["b", "c", "d"]
    assert opened(path).snapshot().bm25(("lantern",), EVERYTHING, 5).rows.tolist() == [0, 2]


def test_versions_that_were_replaced_long_ago_go_and_the_others_stay(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp(str(number)) for number in range(3)])
    versions = []
    for number in range(4):
        put(path, [lamp(f"more {number}")])
        versions.append(open_table(path).version)

    open_table(path).forget(timedelta(hours=1))
    open_table(path).at(versions[0])

    open_table(path).forget(timedelta(0))
    assert _ids(path)[-1] == "more 3"
    with pytest.raises(StoreError, match=f"version {versions[0]}"):
        open_table(path).at(versions[0])


def test_all_ids_are_read_once_many_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "FEW", 2)
    path = new_store(tmp_path / "store", [lamp(name) for name in "abcd"])
    with writer(path) as open_writer:
        open_writer.delete(["a"])
        open_writer.upsert([lamp("e"), lamp("b", price=2)], EMBEDDER.embed(["", ""]))
        assert [open_writer.holds(name) for name in "abcdef"] == [False, True, True, True, True, False]
        assert open_writer.holds_exactly(lamp("b", price=2))
        assert open_writer.holds_exactly(lamp("c"))


def test_indexes_of_lancedb_that_somebody_made_lose_nothing(tmp_path: Path) -> None:
    """Matching by an indexed key finds nothing after `optimize`, and a remapped LABEL_LIST loses rows."""
    path = new_store(tmp_path / "store", [lamp(str(number), colors=["red"]) for number in range(20)])
    table = lancedb.connect(path / "lance").open_table("images")
    table.create_index("image_id", config=BTree())
    table.create_index("row", config=BTree())
    table.create_index("colors", config=LabelList())
    _follow(path)
    for turn in range(3):
        with writer(path) as open_writer:
            _again(open_writer, turn)
            open_writer.compact()
            _again(open_writer, turn + 1)

        assert _ids(path) == sorted(str(number) for number in range(20))
        assert _is_sound(path)
        red = opened(path).snapshot().columns.match(Match("colors", frozenset({"red"})))
        assert red.sum() == 18


def _again(open_writer: StoreWriter, price: int) -> None:
    records = [
        lamp("3", price=price, colors=["green"]),
        lamp("17", colors=["green"]),
        lamp("5", colors=["red"]),
    ]
    open_writer.upsert(records, EMBEDDER.embed(["", "", ""]))
    open_writer.update({str(number): {"price": float(price)} for number in range(0, 20, 4)})
    open_writer.commit()


def _follow(path: Path) -> None:
    """Takes what somebody did to the table for committed."""
    with writer(path) as open_writer:
        open_writer.rebuild_text()


def test_a_writer_that_failed_refuses_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = new_store(tmp_path / "store", [lamp("a", price=1)])

    def fail(*_: object) -> None:
        raise StoreError("The disk is full.")

    with writer(path) as open_writer:
        monkeypatch.setattr(TextWriter, "put", fail)
        with pytest.raises(StoreError, match="disk is full"):
            open_writer.upsert([lamp("a", price=2), lamp("b")], EMBEDDER.embed(["", ""]))
        monkeypatch.undo()
        for change in (open_writer.commit, lambda: open_writer.delete(["a"])):
            with pytest.raises(StoreError, match="failed before"):
                change()

    with writer(path) as open_writer:
        assert open_writer.holds_exactly(lamp("a", price=1))
        assert not open_writer.holds("b")
