from __future__ import annotations

from pathlib import Path

import pytest

from tests.lamps import lamp, new_store, opened, put
from weft.engine.filters import EVERYTHING, Match, Not
from weft.engine.index.store import Snapshot
from weft.engine.text import stems

LAMPS_ = [
    lamp("a", caption="a red lamp of brass", kind="table-lamp"),
    lamp("b", caption="a lamp", title="Red brass lamp", kind="floor-lamp"),
    lamp("c", caption="a blue lamp that is rather long and says little", kind="bulb"),
    lamp("d", title="t-shirt"),
]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return opened(new_store(tmp_path_factory.mktemp("text") / "store", LAMPS_)).snapshot()


def test_more_and_rarer_words_rank_higher(snapshot: Snapshot) -> None:
    ranking = snapshot.bm25(stems("brass lamps"), EVERYTHING, 10)

    assert set(ranking.rows[:2].tolist()) == {0, 1}
    assert ranking.rows[2:].tolist() == [2]
    assert ranking.scores.tolist() == sorted(ranking.scores.tolist(), reverse=True)


def test_a_filter_removes_and_never_rescores(snapshot: Snapshot) -> None:
    everything = snapshot.bm25(stems("red lamp"), EVERYTHING, 10)
    without = snapshot.bm25(stems("red lamp"), Not(Match("kind", frozenset({"bulb"}))), 10)
    scores = dict(zip(everything.rows.tolist(), everything.scores.tolist(), strict=True))

    assert 2 in everything.rows
    assert 2 not in without.rows
    assert without.scores.tolist() == pytest.approx([scores[row] for row in without.rows.tolist()])


def test_words_are_split_as_in_sentences(snapshot: Snapshot) -> None:
    assert snapshot.bm25(stems("T-Shirts"), EVERYTHING, 10).rows.tolist() == [3]


def test_no_words_rank_nothing(snapshot: Snapshot) -> None:
    assert snapshot.bm25((), EVERYTHING, 10).rows.tolist() == []
    assert snapshot.bm25(("lamp",), EVERYTHING, 0).rows.tolist() == []


def test_a_word_said_twice_counts_once(snapshot: Snapshot) -> None:
    once = snapshot.bm25(("red", "lamp"), EVERYTHING, 10)
    twice = snapshot.bm25(("red", "red", "lamp"), EVERYTHING, 10)

    assert once.scores.tolist() == twice.scores.tolist()


def test_counts_leave_out_the_document_that_keeps_the_version(snapshot: Snapshot) -> None:
    assert snapshot.text_counts("kind") == {"table-lamp": 1, "floor-lamp": 1, "bulb": 1, "unknown": 1}
    assert sorted(snapshot.matching_text(EVERYTHING).tolist()) == [0, 1, 2, 3]


def test_an_updated_image_is_found_by_its_new_words_only(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", LAMPS_)
    put(path, [lamp("a", caption="a green lantern", kind="bulb")])
    snapshot = opened(path).snapshot()

    assert snapshot.bm25(("lantern",), EVERYTHING, 10).rows.tolist() == [snapshot.row_of("a")]
    assert snapshot.row_of("a") not in snapshot.bm25(("brass",), EVERYTHING, 10).rows
