"""Tokens to items: language, spelling, affixes, compounds, longest forms."""

from __future__ import annotations

import pytest

from tests.furniture import FURNITURE, PARSER, asked
from weft.engine.query.items import Item, Kind
from weft.engine.query.parser import Parser
from weft.engine.query.segment import Segmenter
from weft.vocab.languages import load_languages
from weft.vocab.lexicon import Lexicon

LANGUAGES = load_languages()
SEGMENTER = Segmenter(Lexicon(FURNITURE, LANGUAGES), LANGUAGES, frozenset())


def items(sentence: str) -> list[Item]:
    """The items of a sentence about furniture."""
    return list(SEGMENTER.segment(sentence).items)


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("a blue sofa with cushions", "en"),
        ("blaues Sofa mit Kissen", "de"),
        ("Sofa ohne Kissen", "de"),
        ("sofa", "en"),
        ("une chaise sans roues", "fr"),
        ("una silla sin ruedas", "es"),
        ("", "en"),
        ("12345", "en"),
    ],
)
def test_the_words_vote_for_the_language(sentence: str, language: str) -> None:
    assert SEGMENTER.segment(sentence).language.id == language


def test_the_longest_form_is_one_item() -> None:
    assert [item.words for item in items("a club chair")] == [("a",), ("club", "chair")]


@pytest.mark.parametrize(
    "written", ["two-seater", "Two Seater", "TWO‑SEATER", "twoseater", "two seaters", "2-seater"]
)
def test_hyphens_spaces_case_and_plural_do_not_matter(written: str) -> None:
    assert asked(written) == "seats:2"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("velvt", "velvet"),
        ("vevlet", "velvet"),
        ("velveet", "velvet"),
        ("armchiar", "armchair"),
        ("bokcase", "bookcase"),
        ("dawers", "drawers"),
        ("Hockr", "hocker"),
        ("schwarzr", "schwarzer"),
        ("withuot", "without"),
    ],
)
def test_a_misspelt_word_is_read_as_the_one_that_was_meant(written: str, read_as: str) -> None:
    sentence = f"{written} Sessel" if read_as in ("hocker", "schwarzer") else f"{written} chair"
    (correction,) = PARSER.parse(sentence).corrections

    assert (correction.written, correction.read_as) == (written.lower(), read_as)
    assert sentence[correction.span.start : correction.span.end] == written


@pytest.mark.parametrize(
    "word", ["read", "soft", "walk", "grown", "steal", "velvety", "bars", "xxxxxxx", "oat"]
)
def test_other_words_are_left_alone(word: str) -> None:
    assert PARSER.parse(f"{word} chair").corrections == ()
    assert asked(f"{word} chair") == "kind:chair"


def test_words_of_the_catalogue_are_no_misspellings() -> None:
    knowing = Parser(FURNITURE, known=frozenset({"velvez"}))

    assert PARSER.parse("velvez").corrections != ()
    assert knowing.parse("velvez").corrections == ()
    assert knowing.parse("velvez").residual == "velvez"


@pytest.mark.parametrize(
    ("sentence", "chips"),
    [
        ("armless chair", "-parts:armrests kind:chair"),
        ("drawerless desk", "-parts:drawers kind:desk"),
        ("non-leather sofa", "-material:leather kind:sofa"),
        ("nonleather sofa", "-material:leather kind:sofa"),
        ("leather-free sofa", "-material:leather kind:sofa"),
        ("armlehnenloser Stuhl", "-parts:armrests kind:chair"),
    ],
)
def test_affixes_negate_the_word_they_are_part_of(sentence: str, chips: str) -> None:
    assert asked(sentence) == chips


@pytest.mark.parametrize(
    ("sentence", "chips"),
    [
        ("Ledersessel", "material:leather kind:armchair"),
        ("Samtsofa", "material:velvet kind:sofa"),
        ("Eichentisch", "material:oak kind:table"),
        ("oakdesk", "material:oak kind:desk"),
        ("book case", "kind:bookcase"),
    ],
)
def test_compounds_are_taken_apart_and_split_words_joined(sentence: str, chips: str) -> None:
    assert asked(sentence) == chips


def test_the_spans_of_a_compound_are_those_of_its_parts() -> None:
    first, second = items("Ledersessel")

    assert (first.span.end, second.span.start) == (5, 5)
    assert (first.written, second.written) == ("Leder", "sessel")


@pytest.mark.parametrize("mark", [";", ":", ".", "!", "?", "\n", "|", "…", "–", "—"])
def test_marks_end_a_clause(mark: str) -> None:
    assert [item.kind for item in items(f"sofa {mark} desk")][1] is Kind.BREAK


@pytest.mark.parametrize("mark", ['"', "(", "„", "»"])
def test_other_marks_leave_no_item(mark: str) -> None:
    assert [item.words for item in items(f"sofa {mark} desk")] == [("sofa",), ("desk",)]
