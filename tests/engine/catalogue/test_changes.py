from __future__ import annotations

from pathlib import Path

import pytest

from tests.lamps import LAMPS, lamp, new_store, opened, writer
from weft.engine.catalogue.changes import ChangeSummary, delete_images, update_offers
from weft.engine.catalogue.sources import Line, read_source
from weft.engine.model import ImageRecord

LAMPS_SOLD = [
    lamp("a", product_id="one", price=5, currency="EUR", in_stock=True, caption="a lamp"),
    lamp("b", product_id="one", price=5, currency="EUR"),
    lamp("c", price=7),
]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return new_store(tmp_path / "store", LAMPS_SOLD)


def _update(store: Path, *lines: dict[str, object]) -> ChangeSummary:
    with writer(store) as opened_writer:
        return update_offers(
            (Line(number, line) for number, line in enumerate(lines, start=1)), opened_writer
        )


def _stored(store: Path) -> dict[str, ImageRecord]:
    return {record.image_id: record for record in opened(store).snapshot().all_records()}


def test_a_price_and_the_stock_change_and_all_else_stays(store: Path) -> None:
    summary = _update(
        store, {"image_id": "a", "price": 4.5, "in_stock": False}, {"image_id": "c", "price": None}
    )
    stored = _stored(store)

    assert summary == ChangeSummary(changed=2, missing=0)
    assert (stored["a"].price, stored["a"].in_stock, stored["a"].currency) == (4.5, False, "EUR")
    assert (stored["a"].caption, stored["a"].attributes) == ("a lamp", LAMPS_SOLD[0].attributes)
    assert (stored["b"].price, stored["c"].price) == (5, None)


def test_a_product_is_changed_in_all_its_images_and_the_last_line_counts(store: Path) -> None:
    summary = _update(
        store,
        {"product_id": "one", "price": 1},
        {"image_id": "b", "price": 2},
        {"product_id": "two", "price": 3},
    )

    assert (summary.changed, summary.missing) == (2, 1)
    assert [record.price for record in _stored(store).values()] == [1, 2, 7]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"price": 1}, "has none of image_id, image and product_id"),
        ({"image_id": "a"}, "has none of price, currency, in_stock"),
        ({"image_id": "a", "price": -1}, "price must be between 0 and"),
        ({"image_id": "a", "price": 1, "title": "x"}, "'title' is no part of an offer"),
    ],
)
def test_an_offer_that_means_nothing_is_refused_and_the_rest_is_made(
    store: Path, line: dict[str, object], reason: str
) -> None:
    summary = _update(store, line, {"image_id": "b", "price": 9})

    assert [each.line for each in summary.refused] == [1]
    assert reason in summary.refused[0].reason
    assert _stored(store)["b"].price == 9


def test_offers_are_read_from_csv_by_product(store: Path, tmp_path: Path) -> None:
    (tmp_path / "offers.csv").write_text("product_id,price,in_stock\none,3,no\n")
    with writer(store) as opened_writer:
        update_offers(read_source(tmp_path / "offers.csv", LAMPS), opened_writer)

    assert [(record.price, record.in_stock) for record in _stored(store).values()] == [
        (3, False),
        (3, False),
        (7, None),
    ]


def test_images_and_products_are_deleted(store: Path) -> None:
    with writer(store) as opened_writer:
        assert delete_images(opened_writer, ["c", "nobody"]) == 1
        assert delete_images(opened_writer, product_ids=["one", "none"]) == 2
    assert len(opened(store).snapshot()) == 0
