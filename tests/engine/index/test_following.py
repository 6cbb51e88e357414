from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lamps import EMBEDDER, LAMPS, lamp, new_store, opened, put, writer
from tests.strategies import filters, records
from weft.engine.filters import EVERYTHING, Filter, Says
from weft.engine.index.growing import Growing
from weft.engine.index.offers import Offer
from weft.engine.index.store import Snapshot
from weft.engine.index.words import Words
from weft.engine.model import ImageRecord

IDS = ["a", "b", "c", "d", "'"]

offers = st.fixed_dictionaries(
    {},
    optional={
        "price": st.sampled_from([None, 0.0, 1.5, 9.99]),
        "currency": st.sampled_from(["", "EUR", "CHF"]),
        "in_stock": st.sampled_from([True, False, None]),
    },
)
upserts = st.lists(st.sampled_from(IDS), unique=True, max_size=4).flatmap(
    lambda ids: st.tuples(*map(records, ids))
)
updates = st.dictionaries(st.sampled_from(IDS), offers, max_size=4)
deletes = st.frozensets(st.sampled_from(IDS), max_size=2)
steps = st.lists(st.one_of(upserts, updates, deletes, st.none()), max_size=12)

Step = tuple[ImageRecord, ...] | dict[str, Offer] | frozenset[str] | None


@settings(max_examples=60, deadline=None)
@given(steps, st.lists(filters, min_size=3, max_size=3))
def test_a_view_that_followed_every_change_is_the_one_that_is_read_anew(
    steps: Sequence[Step], trees: list[Filter]
) -> None:
    with TemporaryDirectory() as folder:
        path = new_store(Path(folder) / "store", [lamp("a", caption="red lamp"), lamp("z")])
        following = opened(path)
        earlier = []
        with writer(path) as open_writer:
            for step in steps:
                if step is None:
                    open_writer.commit()
                    seen = following.snapshot()
                    earlier.append((seen, list(seen.all_records())))
                elif isinstance(step, dict):
                    open_writer.update(step)
                elif isinstance(step, frozenset):
                    open_writer.delete(step)
                else:
                    open_writer.upsert(step, EMBEDDER.embed([record.caption for record in step]))
            open_writer.commit()

        _require_alike(following.snapshot(), opened(path).snapshot(), trees)
        for snapshot, held in earlier:
            assert list(snapshot.all_records()) == held
            _require_itself(snapshot, trees)


def _require_alike(followed: Snapshot, read: Snapshot, trees: list[Filter]) -> None:
    assert followed.version == read.version
    assert list(followed.all_records()) == list(read.all_records())
    assert followed.words() == read.words()
    assert sorted(followed.distinct("brand")) == sorted(read.distinct("brand"))
    vector = EMBEDDER.embed(["red lamp of brass"])[0]
    for tree in (EVERYTHING, Says(("red", "lamp")), *trees):
        rows = np.flatnonzero(followed.columns.match(tree)).tolist()
        assert rows == np.flatnonzero(read.columns.match(tree)).tolist()
        for one, other in zip(
            (followed.bm25(("red", "brass"), tree, 9), followed.nearest(vector, tree, 9)),
            (read.bm25(("red", "brass"), tree, 9), read.nearest(vector, tree, 9)),
            strict=True,
        ):
            assert one.rows.tolist() == other.rows.tolist()
            np.testing.assert_allclose(one.scores, other.scores)
    _require_same_columns(followed, read)


def _require_same_columns(followed: Snapshot, read: Snapshot) -> None:
    rows = np.flatnonzero(read.columns.live)
    for facet in LAMPS.facets:
        of = "first" if facet.multiple else "codes"
        np.testing.assert_array_equal(
            getattr(followed.columns, of)(facet.id)[rows], getattr(read.columns, of)(facet.id)[rows]
        )
        sure, as_sure = followed.columns.confidence(facet.id)[rows], read.columns.confidence(facet.id)[rows]
        np.testing.assert_array_equal(sure, as_sure)
    ours, theirs = followed.columns.product[rows], read.columns.product[rows]
    np.testing.assert_array_equal(ours[:, None] == ours, theirs[:, None] == theirs)


def _require_itself(snapshot: Snapshot, trees: list[Filter]) -> None:
    """Text index and memory of one version agree, whatever was written since."""
    for tree in (EVERYTHING, *trees):
        rows = np.flatnonzero(snapshot.columns.match(tree)).tolist()
        assert sorted(snapshot.matching_text(tree).tolist()) == rows


def test_only_what_has_changed_is_read(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("a", price=1), lamp("b", caption="lantern")])
    store = opened(path)
    before = store.snapshot()
    with writer(path) as open_writer:
        open_writer.update({"a": {"price": 2.0}})
        open_writer.commit()
    after = store.snapshot()

    assert after.columns.codes("kind") is before.columns.codes("kind")
    assert after.memory.vectors is before.memory.vectors
    assert [record.price for record in after.records([0, 1])] == [2.0, None]
    assert [record.price for record in before.records([0, 1])] == [1.0, None]


def test_a_store_that_grows_from_nothing_is_followed(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store")
    store = opened(path)
    assert len(store.snapshot()) == 0
    for number in range(40):
        put(path, [lamp(f"{number:02}", caption=f"lamp {number}", colors=["red"])])
        assert len(store.snapshot()) == number + 1

    captions = [record.caption for record in store.snapshot().all_records()]
    assert captions == [f"lamp {number}" for number in range(40)]


def test_an_array_grows_in_its_room_and_those_before_it_stay_whole() -> None:
    first = Growing.with_room(4, (), np.int64)
    first.values[:] = range(4)
    second = first.extended(np.array([4]))
    other = first.extended(np.array([9]))
    third = second.extended(np.array([5, 6]))

    assert first.values.tolist() == [0, 1, 2, 3]
    assert second.values.tolist() == [0, 1, 2, 3, 4]
    assert other.values.tolist() == [0, 1, 2, 3, 9]
    assert third.values.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert np.shares_memory(first.values, second.values)
    assert not np.shares_memory(first.values, other.values)


def test_phrases_are_found_among_words_that_came_later() -> None:
    words = Words(pa.array([" red lamp ", " lamp "]))
    later = words.extended(Words(pa.array([" red lamp | lamp "])), start=2)
    again = later.extended(Words(pa.array([" brass red lamp "])), start=3)

    assert sorted(set(again.rows(("red", "lamp")).tolist())) == [0, 2, 3]
    assert again.rows(("brass", "red")).tolist() == [3]
    assert words.rows(("brass",)).tolist() == []
    assert sorted(words.rows(("lamp",)).tolist()) == [0, 1]
