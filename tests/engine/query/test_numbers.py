"""Prices become ranges, sizes stay in the residual."""

from __future__ import annotations

import pytest

from tests.furniture import PARSER, asked


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("under 50", None, 50),
        ("under €50", None, 50),
        ("less than 49,90 euros", None, 49.9),
        ("at most 20 $", None, 20),
        ("cheaper than 30", None, 30),
        ("over 100", 100, None),
        ("at least 30 €", 30, None),
        ("between 20 and 40", 20, 40),
        ("20-40 €", 20, 40),
        ("€20-€40", 20, 40),
        ("20 – 40 euros", 20, 40),
        ("from 20 to 40 euros", 20, 40),
        ("between 40 and 20", 20, 40),
        ("around 50", 40, 60),
        ("at least 30, at most 60", 30, 60),
        ("unter 50 Euro", None, 50),
        ("zwischen 20 und 40 Euro", 20, 40),
        ("moins de 50 euros", None, 50),
        ("menos de 50 euros", None, 50),
    ],
)
def test_prices_become_one_range(words: str, low: float | None, high: float | None) -> None:
    parsed = PARSER.parse(f"sofa {words}")

    assert [(each.field, each.low, each.high) for each in parsed.ranges] == [("price", low, high)]
    assert parsed.residual == ""


@pytest.mark.parametrize(
    ("sentence", "residual"),
    [
        ("sofa size 38", "size 38"),
        ("sofa 180", "180"),
        ("sofa with 3 drawers", "3"),
        ("sofa model 20-40", "model 20 40"),
        ("under sofa", ""),
    ],
)
def test_other_numbers_are_no_prices(sentence: str, residual: str) -> None:
    parsed = PARSER.parse(sentence)

    assert parsed.ranges == ()
    assert parsed.residual == residual


def test_the_range_knows_the_words_it_was_read_from() -> None:
    sentence = "oak table under 200 €, please"
    (price,) = PARSER.parse(sentence).ranges

    assert [sentence[span.start : span.end] for span in price.spans] == ["under", "200", "€"]
    assert asked(sentence) == "material:oak kind:table"
