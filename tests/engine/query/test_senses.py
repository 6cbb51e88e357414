"""Which reading an ambiguous word takes."""

from __future__ import annotations

import pytest

from tests.furniture import FURNITURE, asked, chips
from weft.engine.query.parser import Parser
from weft.vocab.lexicon import NameMeaning
from weft.vocab.loader import load_vocabulary


@pytest.mark.parametrize(
    ("sentence", "read"),
    [
        ("low chair", "height:low kind:chair"),
        ("low desk", "~height:low kind:desk"),  # a phrase that needs a desk beside it
        ("desk, low", "kind:desk ~height:low"),
        ("low", "height:low"),
        ("loveseat", "kind:sofa seats:2"),  # one word, two facets
        ("plain chair", "surface:none kind:chair"),
    ],
)
def test_the_kind_beside_a_word_decides(sentence: str, read: str) -> None:
    assert asked(sentence) == read


def test_beside_a_kind_a_word_that_can_be_kind_or_property_is_a_property() -> None:
    apparel = Parser(load_vocabulary("apparel"))

    assert chips(apparel.parse("a belt")) == "category:belt"
    assert chips(apparel.parse("coat with belt")).endswith("details:belt")


def test_a_kind_that_is_refused_later_changes_nothing_before_it() -> None:
    assert asked("low chair, not a desk") == "height:low kind:chair -kind:desk"
    assert asked("low, no desk") == "height:low -kind:desk"


def test_names_of_the_catalogue_are_found_in_any_language() -> None:
    parser = Parser(FURNITURE, names=[NameMeaning("brand", "Nordic Oak"), NameMeaning("brand", "Brandt")])

    assert chips(parser.parse("nordic oak chair")) == "brand:Nordic Oak kind:chair"
    assert chips(parser.parse("Stuhl von BRANDT")) == "kind:chair brand:Brandt"
    assert chips(parser.parse("chair, not Brandt")) == "kind:chair -brand:Brandt"
    assert chips(parser.parse("oak chair")) == "material:oak kind:chair"
