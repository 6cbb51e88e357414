from __future__ import annotations

import pytest

from weft.api.web import wording
from weft.engine.model import Sort
from weft.vocab.loader import load_vocabulary


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (29.9, "EUR", "€29.90"),
        (40.0, "EUR", "€40"),
        (1234.5, "USD", "$1,234.50"),
        (9.0, "SEK", "9 SEK"),
        (9.0, "", "9"),
        (None, "EUR", ""),
    ],
)
def test_prices_read_as_in_a_shop(amount: float | None, currency: str, shown: str) -> None:
    assert wording.price(amount, currency) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (112, "112th"), (1021, "1,021st")]
)
def test_ranks_are_ordinals(number: int, shown: str) -> None:
    assert wording.ordinal(number) == shown


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (None, 40.0, "up to 40"),
        (20.0, None, "from 20"),
        (20.0, 40.5, "20 to 40.5"),
        (5.0, 5.0, "5"),
        (0.0, 10.0, "0 to 10"),
    ],
)
def test_bounds_are_words(low: float | None, high: float | None, shown: str) -> None:
    assert wording.bounds("price", low, high) == shown


def test_a_bound_on_a_date_is_a_day() -> None:
    assert wording.bounds("published_at", 86_400.0, None) == "from 1970-01-02"


def test_orders_are_words() -> None:
    assert wording.order(Sort("price", descending=False)) == "price, lowest first"
    assert wording.order(Sort("published_at", descending=True)) == "date, newest first"


def test_values_without_a_label_stay_readable() -> None:
    vocabulary = load_vocabulary()
    assert wording.value_label(vocabulary, "colors", "light-blue") == "light blue"
    assert wording.value_label(vocabulary, "neckline", "unknown") == "not known"
    assert wording.value_label(vocabulary, "brand", "Tarn") == "Tarn"


def test_a_facet_of_two_values_needs_no_label() -> None:
    vocabulary = load_vocabulary()
    assert wording.facet_label(vocabulary, "has_print") == ""
    assert wording.facet_label(vocabulary, "sleeve_length")
    assert wording.facet_label(vocabulary, "brand") == "Brand"


def test_totals_are_counted_in_products() -> None:
    assert wording.products(1) == "1 product"
    assert wording.products(1234) == "1,234 products"
