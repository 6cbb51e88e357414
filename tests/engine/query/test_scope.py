"""How far a negation, a preference, an "only" reaches."""

from __future__ import annotations

import pytest

from tests.furniture import PARSER, asked

ENGLISH = [
    "no", "without", "without any", "w/o", "minus", "sans", "free of", "excluding", "except", "other than",
    "not with", "lacking", "zero", "hold the", "doesn't have", "don't want", "but not", "nothing with",
    "isn't", "instead of", "rather than", "apart from", "anything but", "everything except", "never",
]  # fmt: skip
GERMAN = ["ohne", "kein", "keine", "nicht", "außer"]


@pytest.mark.parametrize("negation", [*ENGLISH, *GERMAN])
def test_every_wording_of_no_excludes(negation: str) -> None:
    sentence = f"sofa {negation} {'Samt' if negation in GERMAN else 'velvet'}"

    assert asked(sentence) == "kind:sofa -material:velvet"
    assert PARSER.parse(sentence).residual == ""


@pytest.mark.parametrize(
    ("sentence", "chips"),
    [
        ("sofa without cushions or castors", "kind:sofa -parts:cushions+castors"),
        ("sofa without cushions and castors", "kind:sofa -parts:cushions+castors"),
        ("sofa, no cushions, castors or drawers", "kind:sofa -parts:cushions+castors+drawers"),
        ("neither leather nor velvet", "-material:leather+velvet"),
        ("weder Leder noch Samt", "-material:leather+velvet"),
        ("no red or green chair", "-tint:red+green kind:chair"),
        ("sofa without velvet but with cushions", "kind:sofa -material:velvet parts:cushions"),
        ("not red but green chair", "-tint:red tint:green kind:chair"),
        ("black or white but not red chair", "tint:black+white -tint:red kind:chair"),
        ("no castors. oak", "-parts:castors material:oak"),
        ("sofa without castors in velvet", "kind:sofa -parts:castors material:velvet"),
        ("no leather sofa", "-material:leather kind:sofa"),
        ("seating, no stool", "kind:seating -kind:stool"),
        ("no chair or stool", "-kind:chair+stool"),
    ],
)
def test_a_negation_takes_the_list_it_begins_and_no_more(sentence: str, chips: str) -> None:
    assert set(asked(sentence).split()) == set(chips.split())


@pytest.mark.parametrize(
    ("sentence", "chips"),
    [
        ("not without drawers", "parts:drawers"),
        ("desk, not without drawers", "kind:desk parts:drawers"),
        ("nicht ohne Schubladen", "parts:drawers"),
        ("not armless", "parts:armrests"),
    ],
)
def test_two_negations_cancel_out(sentence: str, chips: str) -> None:
    assert asked(sentence) == chips


@pytest.mark.parametrize("sentence", ["not only red chairs", "no matter what chair", "chair, no problem"])
def test_what_only_sounds_like_a_negation_excludes_nothing(sentence: str) -> None:
    assert "-" not in asked(sentence)


@pytest.mark.parametrize(
    ("sentence", "chips"),
    [
        ("preferably red stool", "~tint:red kind:stool"),
        ("stool, ideally in oak", "kind:stool ~material:oak"),
        ("oak stool, red if possible", "material:oak kind:stool ~tint:red"),
        ("vielleicht blaues Sofa", "~tint:blue kind:sofa"),
        ("oak stool, maybe red, no castors", "material:oak kind:stool ~tint:red -parts:castors"),
    ],
)
def test_a_wish_ranks_and_never_filters(sentence: str, chips: str) -> None:
    assert asked(sentence) == chips


@pytest.mark.parametrize(
    "sentence", ["all black chair", "entirely black chair", "chair in nothing but black"]
)
def test_only_excludes_all_other_values(sentence: str) -> None:
    others = [each for each in PARSER.parse(sentence).filters if each.mode == "must_not"]

    assert [each.values for each in others] == [{"blue", "navy", "teal", "green", "red", "white"}]


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("counter height or lower", {"low", "counter"}),
        ("counter height or higher", {"counter", "bar"}),
        ("stool at most counter height", {"low", "counter"}),
        ("no shorter than counter height", {"counter", "bar"}),
    ],
)
def test_a_comparative_runs_along_the_scale(sentence: str, values: set[str]) -> None:
    (height,) = (each for each in PARSER.parse(sentence).filters if each.facet == "height")

    assert height.values == values


def test_unknown_negated_words_are_excluded_from_the_text_and_no_residual() -> None:
    parsed = PARSER.parse("sofa without wobbly tassels, no pompoms")

    assert [words.stems for words in parsed.excluded_words] == [("wobbl", "tassel"), ("pompom",)]
    assert parsed.residual == ""
    assert "tassel" not in parsed.positive
