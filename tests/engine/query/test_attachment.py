"""Motifs are named by the words before them, and parts keep their own colours."""

from __future__ import annotations

import pytest

from tests.furniture import PARSER, asked
from weft.engine.query.parser import Parser
from weft.vocab.loader import load_vocabulary


@pytest.mark.parametrize(
    ("sentence", "chips", "residual"),
    [
        ("sofa with red cushions", "kind:sofa parts:cushions ~part_tint:red", "red cushions"),
        (
            "white desk with black drawers",
            "tint:white kind:desk parts:drawers ~part_tint:black",
            "black drawers",
        ),
        ("red sofa with cushions", "tint:red kind:sofa parts:cushions", ""),
        (
            "sofa with red castors",
            "kind:sofa tint:red parts:castors",
            "",
        ),  # castors have no colour of their own
        (
            "weißer Sessel mit roten Kissen",
            "tint:white kind:armchair parts:cushions ~part_tint:red",
            "roten kissen",
        ),
        (
            "chair with blue and red stripes",
            "kind:chair surface:stripes ~part_tint:blue+red",
            None,
        ),
    ],
)
def test_the_colour_of_a_part_is_a_preference_about_the_part(
    sentence: str, chips: str, residual: str | None
) -> None:
    parsed = PARSER.parse(sentence)

    assert set(asked(sentence).split()) == set(chips.split())
    assert residual is None or parsed.residual == residual


@pytest.mark.parametrize(
    ("sentence", "residual"),
    [("chair with star pattern", "star pattern"), ("polka dot print sofa", "polka dot print")],
)
def test_unknown_words_before_a_motif_name_what_is_shown(sentence: str, residual: str) -> None:
    assert PARSER.parse(sentence).residual == residual
    assert "surface" not in asked(sentence)


def test_a_motif_word_behind_a_feature_says_no_more_than_the_feature() -> None:
    assert asked("striped pattern chair") == "surface:stripes kind:chair"
    assert PARSER.parse("striped pattern chair").residual == ""


@pytest.mark.parametrize(
    ("sentence", "chips"),
    [
        ("sofa without red cushions", "kind:sofa -parts:cushions"),
        ("sofa, no red or blue cushions", "kind:sofa -parts:cushions"),
        ("Sofa ohne rote Kissen", "kind:sofa -parts:cushions"),
        ("sofa, not red, with cushions", "kind:sofa -tint:red parts:cushions"),
        ("no red striped sofa", "-tint:red surface:stripes kind:sofa"),  # describes the sofa as red does
    ],
)
def test_who_refuses_a_part_of_some_colour_does_not_ask_for_the_part(sentence: str, chips: str) -> None:
    assert asked(sentence) == chips


def test_a_negated_motif_excludes_what_names_it_from_the_text() -> None:
    parsed = PARSER.parse("sofa without star pattern")

    assert [words.stems for words in parsed.excluded_words] == [("star", "pattern")]
    assert parsed.residual == ""


@pytest.mark.parametrize("sentence", ["camisa con flores rojas", "chemise avec des fleurs rouges"])
def test_where_the_noun_comes_first_its_colour_follows(sentence: str) -> None:
    parsed = Parser(load_vocabulary("apparel")).parse(sentence)
    colours = {each.facet for each in parsed.filters if "colors" in each.facet}

    assert colours == {"print_colors"}
