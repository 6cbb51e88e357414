"""A parsed sentence as a filter tree."""

from __future__ import annotations

from tests.furniture import FURNITURE, PARSER
from weft.engine.filters import EVERYTHING, AllOf, AnyOf, Filter, Match, Not, Says, Within
from weft.engine.query.tree import to_filter

BLUE = Match("tint", frozenset({"blue", "navy", "teal"}))
SOFA = Match("kind", frozenset({"sofa"}))


def tree(sentence: str, *, strict: bool = False) -> Filter:
    """The filter of a sentence."""
    return to_filter(PARSER.parse(sentence), FURNITURE, strict=strict)


def test_a_sentence_without_filters_lets_everything_through() -> None:
    assert tree("something cosy please") == EVERYTHING
    assert tree("") == EVERYTHING


def test_what_is_asked_for_must_all_hold() -> None:
    assert tree("blue sofa") == AllOf((BLUE, SOFA))
    assert tree("sofa") == SOFA


def test_preferences_are_left_out() -> None:
    assert tree("sofa, preferably blue") == SOFA


def test_an_exclusion_keeps_what_is_unknown_unless_strict() -> None:
    assert tree("no oak") == Not(Match("material", frozenset({"oak"})))
    assert tree("no oak", strict=True) == Not(Match("material", frozenset({"oak", "unknown"})))


def test_a_facet_of_several_values_has_no_unknown_to_exclude() -> None:
    assert tree("not blue", strict=True) == Not(BLUE)


def test_what_a_caption_would_name_is_excluded_from_the_text_too() -> None:
    names = (Says(("castor",)), Says(("wheel",)))

    assert tree("no castors") == Not(AnyOf((Match("parts", frozenset({"castors"})), *names)))


def test_words_that_nobody_knows_are_excluded_from_the_text() -> None:
    assert tree("sofa without pompoms") == AllOf((SOFA, Not(Says(("pompom",)))))


def test_a_range_is_a_bound_on_its_column() -> None:
    assert tree("sofa under 50") == AllOf((SOFA, Within("price", None, 50)))


def test_one_of_several_products_must_hold_and_exclusions_for_all() -> None:
    red, desk = Match("tint", frozenset({"red"})), Match("kind", frozenset({"desk"}))
    found = tree("blue sofa, red desk, no oak")

    assert found == AllOf(
        (Not(Match("material", frozenset({"oak"}))), AnyOf((AllOf((BLUE, SOFA)), AllOf((red, desk)))))
    )


def test_a_column_of_the_catalogue_may_stand_in_a_filter() -> None:
    assert tree("cheapest sofa") == SOFA
