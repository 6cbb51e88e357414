"""And, or, lists, and the values that a filter lets through."""

from __future__ import annotations

import pytest

from tests.furniture import PARSER, asked
from weft.engine.model import ParsedFilter


def only(sentence: str, facet: str) -> ParsedFilter:
    """The one filter of a sentence on a facet."""
    (found,) = (each for each in PARSER.parse(sentence).filters if each.facet == facet)
    return found


@pytest.mark.parametrize(
    ("sentence", "chips"),
    [
        ("red or white chair", "tint:red+white kind:chair"),
        ("red and white chair", "tint:red tint:white kind:chair"),
        ("red, white chair", "tint:red+white kind:chair"),
        ("red and white striped chair", "tint:red tint:white surface:stripes kind:chair"),
        ("oak and walnut tables", "material:oak+walnut kind:table"),  # nothing is made of both
        ("sofa with cushions and castors", "kind:sofa parts:cushions parts:castors"),
        ("sofa with cushions or castors", "kind:sofa parts:cushions+castors"),
        ("sofa or armchair in velvet", "kind:sofa+armchair material:velvet"),
        ("red chair, very red", "tint:red kind:chair"),
        ("wood oak table", "material:oak kind:table"),  # the narrower one says more
    ],
)
def test_or_widens_a_filter_and_and_adds_one_where_both_can_be(sentence: str, chips: str) -> None:
    assert asked(sentence) == chips


def test_a_family_lets_its_members_and_neighbours_through_and_knows_the_best() -> None:
    blue = only("blue sofa", "tint")

    assert blue.values == {"blue", "navy", "teal"}
    assert blue.best == {"blue", "navy"}
    assert only("navy sofa", "tint").values == {"navy"}


def test_a_negated_family_excludes_all_of_it() -> None:
    assert only("sofa, not blue", "tint").values == {"blue", "navy", "teal"}
    assert only("not navy", "tint").values == {"navy"}
    assert only("no wood", "material").values == {"oak", "walnut"}


def test_the_spans_of_an_exclusion_hold_its_cue() -> None:
    sentence = "sofa without any cushions"
    excluded = only(sentence, "parts")

    assert [sentence[span.start : span.end] for span in excluded.spans] == ["without any", "cushions"]


def test_a_soft_exclusion_prefers_the_others() -> None:
    preferred = only("chair, preferably not red", "tint")

    assert preferred.mode == "prefer"
    assert preferred.values == {"blue", "navy", "teal", "green", "white", "black"}
