from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from tests.lamps import EMBEDDER, lamp, new_store, opened, put, writer
from weft.engine.errors import StoreError
from weft.engine.filters import EVERYTHING, Match


def _put_one(path: Path) -> None:
    put(path, [lamp("from elsewhere", caption="a lantern")])


def test_a_snapshot_is_the_same_until_something_is_committed(tmp_path: Path) -> None:
    store = opened(new_store(tmp_path / "store", [lamp("a")]))

    assert store.snapshot() is store.snapshot()


def test_what_another_process_commits_is_seen_by_the_next_snapshot(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("a")])
    store = opened(path)
    before = store.snapshot()
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        pool.submit(_put_one, path).result()
    after = store.snapshot()

    assert after.version > before.version
    assert after.bm25(("lantern",), EVERYTHING, 10).rows.tolist() == [after.row_of("from elsewhere")]
    assert len(before) == 1
    assert before.bm25(("lantern",), EVERYTHING, 10).rows.tolist() == []


def test_nothing_is_seen_before_the_commit(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("a")])
    store = opened(path)
    with writer(path) as open_writer:
        open_writer.upsert([lamp("b")], EMBEDDER.embed([""]))
        assert len(store.snapshot()) == len(opened(path).snapshot()) == 1
        open_writer.commit()
        assert len(store.snapshot()) == 2


def test_a_snapshot_answers_while_the_text_index_is_rebuilt_and_swapped(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("a", caption="red lamp")])
    store = opened(path)
    before = store.snapshot()
    with writer(path) as open_writer:
        open_writer.rebuild_text()

    assert before.bm25(("red",), EVERYTHING, 10).rows.tolist() == [0]
    assert store.snapshot().bm25(("red",), EVERYTHING, 10).rows.tolist() == [0]


def test_records_come_in_the_order_asked_for(tmp_path: Path) -> None:
    lamps = [lamp(name, caption=name, price=1) for name in "abc"]
    snapshot = opened(new_store(tmp_path / "store", lamps)).snapshot()

    assert snapshot.records([2, 0, 2]) == [lamps[2], lamps[0], lamps[2]]
    assert snapshot.records([]) == []


def test_all_records_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp(name) for name in ("b", "é", "a", "B", "10", "9")])
    with writer(path) as open_writer:
        open_writer.delete(["b"])
        open_writer.commit()

    assert [record.image_id for record in opened(path).snapshot().all_records()] == ["10", "9", "B", "a", "é"]


def test_the_nearest_captions_come_first(tmp_path: Path) -> None:
    lamps = [lamp("a", caption="red lamp"), lamp("b", caption="green bulb"), lamp("c", kind="bulb")]
    snapshot = opened(new_store(tmp_path / "store", lamps)).snapshot()
    vector = EMBEDDER.embed(["bulbs of green"])[0]

    assert snapshot.nearest(vector, EVERYTHING, 1).rows.tolist() == [1]
    assert snapshot.nearest(vector, Match("kind", frozenset({"bulb"})), 5).rows.tolist() == []
    np.testing.assert_allclose(snapshot.vector_lengths(), [1, 1, 0], atol=1e-6)


def test_an_empty_store_answers_with_nothing(tmp_path: Path) -> None:
    snapshot = opened(new_store(tmp_path / "store")).snapshot()

    assert len(snapshot) == 0
    assert snapshot.columns.match(EVERYTHING).tolist() == []
    assert snapshot.bm25(("red",), EVERYTHING, 10).rows.tolist() == []
    assert snapshot.nearest(EMBEDDER.embed(["red"])[0], EVERYTHING, 10).rows.tolist() == []
    assert list(snapshot.all_records()) == []


def test_many_threads_may_ask_while_a_writer_commits(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("0")])
    store = opened(path)

    def ask(_: int) -> bool:
        snapshot = store.snapshot()
        return len(snapshot.matching_text(EVERYTHING)) == len(snapshot)

    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(ask, range(200))
        for number in range(1, 6):
            put(path, [lamp(str(number))])

    assert all(answers)
    assert len(store.snapshot()) == 6


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = opened(new_store(tmp_path / "store"))
    store.close()

    with pytest.raises(StoreError, match="was closed"):
        store.snapshot()
