from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.lamps import EMBEDDER, LAMPS, lamp, new_store, opened, put, writer
from weft.engine.errors import CatalogueError
from weft.engine.filters import EVERYTHING, Match, Within
from weft.engine.index.doctor import examine
from weft.engine.index.offers import Offer
from weft.engine.index.rows import digest

LAMP = lamp("a", caption="red lamp", price=1, currency="EUR", in_stock=True, colors=["red"])


def _update(path: Path, offers: dict[str, Offer]) -> int:
    with writer(path) as open_writer:
        count = open_writer.update(offers)
        open_writer.commit()
    return count


def test_only_what_is_named_changes_and_the_image_keeps_its_row(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("z"), LAMP])

    assert _update(path, {"a": {"price": 2.5, "in_stock": None}, "nobody": {"price": 1.0}}) == 1

    snapshot = opened(path).snapshot()
    assert snapshot.records([1]) == [replace(LAMP, price=2.5, in_stock=None)]
    assert snapshot.bm25(("red",), EVERYTHING, 5).rows.tolist() == [1]
    assert snapshot.nearest(EMBEDDER.embed(["red lamp"])[0], EVERYTHING, 5).rows.tolist() == [1]
    for tree, rows in ((Within("price", 2.5, 2.5), [1]), (Match("in_stock", frozenset({"true"})), [])):
        assert snapshot.columns.match(tree).nonzero()[0].tolist() == rows
        assert snapshot.matching_text(tree).tolist() == rows
    assert examine(path, vocabulary=LAMPS, embedder=EMBEDDER).findings == ()


def test_the_digest_follows_so_that_the_same_line_is_known_again(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [LAMP])
    changed = replace(LAMP, price=None, currency="", in_stock=False)

    _update(path, {"a": {"price": None, "currency": "", "in_stock": False}})

    with writer(path) as open_writer:
        assert open_writer.holds_exactly(changed)
        assert not open_writer.holds_exactly(LAMP)
    assert digest(changed)[:32] == digest(LAMP)[:32]


def test_an_offer_is_for_the_image_as_it_stands(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [LAMP])
    with writer(path) as open_writer:
        open_writer.upsert([replace(LAMP, title="new")], EMBEDDER.embed([""]))
        open_writer.update({"a": {"price": 7.0}})
        open_writer.update({"a": {"currency": "CHF"}})
        open_writer.commit()
    put(path, [lamp("b")])

    record = next(opened(path).snapshot().all_records())
    assert (record.title, record.price, record.currency, record.in_stock) == ("new", 7.0, "CHF", True)


def test_what_is_no_part_of_an_offer_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [LAMP])
    with writer(path) as open_writer, pytest.raises(CatalogueError, match="'title' is not part") as caught:
        open_writer.update({"a": {"price": 3.0, "title": "x"}})

    assert "currency" in caught.value.hint
    assert list(opened(path).snapshot().all_records()) == [LAMP]
