"""The lexicon: listed forms, inflections, longest match, and what a misspelt word may stand for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.furniture import FURNITURE
from weft.vocab.languages import Cue, Language, load_languages
from weft.vocab.lexicon import ANY_LANGUAGE, CueMeaning, Entry, Lexicon, NameMeaning, TermMeaning, split
from weft.vocab.model import Phrase, Vocabulary

LANGUAGES = load_languages()
ENGLISH, GERMAN = LANGUAGES[:2]
BRAND = NameMeaning("brand", "Low & Sons")
LEXICON = Lexicon(FURNITURE, LANGUAGES, [BRAND])


def meanings(*words: str) -> set[str]:
    """What exactly these words can mean: `en kind:sofa`."""
    return {f"{entry.language} {_name(entry)}".strip() for entry in LEXICON.entries(*words)}


def castors_called(*forms: str) -> Vocabulary:
    """Furniture whose castors have these English names alone."""
    parts = FURNITURE.by_id["parts"]
    terms = (replace(term, words={"en": forms}) if term.id == "castors" else term for term in parts.terms)
    return replace(FURNITURE, facets=(replace(parts, terms=tuple(terms)),))


def _name(entry: Entry) -> str:
    match entry.meaning:
        case TermMeaning(facet, term):
            return f"{facet}:{term}"
        case Phrase(name):
            return f"phrase {name}"
        case CueMeaning(cue, order):
            return cue or f"sort {order}"
        case NameMeaning(field, value):
            return f"{field}={value}"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("sofa", {"en kind:sofa", "de kind:sofa"}),
        ("settee", {"en kind:sofa"}),
        ("settees", {"en kind:sofa"}),
        ("shelves", {"en kind:bookcase"}),
        ("sessel", {"de kind:armchair"}),
        ("stuhle", {"de kind:chair"}),
        ("blaues", {"de tint:blue"}),
        ("club chair", {"en phrase club-chair"}),
        ("clubchair", {"en phrase club-chair"}),
        ("twoseater", {"en seats:2"}),
        ("without", {"en negation"}),
        ("cheapest", {"en sort price"}),
        ("low & sons", {"brand=Low & Sons"}),
        ("einfarbig", {"de phrase without-surface"}),
        ("none", set()),
        ("hovercraft", set()),
        ("", set()),
    ],
)
def test_words_mean_what_the_vocabulary_and_the_languages_list(words: str, found: set[str]) -> None:
    assert found <= meanings(*words.split())
    assert found or not any(entry.is_content for entry in LEXICON.entries(*words.split()))


def test_a_form_keeps_all_its_readings() -> None:
    assert meanings("low") >= {"en height:low", "en phrase low-table"}


def test_a_facet_spoken_as_another_and_a_derived_one_have_no_words() -> None:
    facets = {entry.meaning.facet for entry in LEXICON.content() if isinstance(entry.meaning, TermMeaning)}

    assert facets == set(FURNITURE.by_id) - {"part_tint", "wooden"}


def test_the_longest_form_wins() -> None:
    length, entries = LEXICON.longest(("a", "club", "chair"), 1, lambda entry: True)

    assert (length, [_name(entry) for entry in entries]) == (2, ["phrase club-chair"])


def test_only_accepted_readings_count_for_the_longest() -> None:
    length, _ = LEXICON.longest(("club", "chair"), 0, lambda entry: isinstance(entry.meaning, TermMeaning))

    assert length == 0


def test_a_form_that_only_puts_a_function_word_before_another_adds_nothing() -> None:
    led = Lexicon(castors_called("castors", "with castors"), LANGUAGES)

    assert not led.entries("with", "castors")
    assert led.entries("castors")


def test_a_listed_form_beats_an_inflected_one_of_its_language() -> None:
    """English "castors" is listed; that it could be more than one "castor" adds nothing."""
    assert meanings("castors") == {"en parts:castors"}


def test_languages_of_a_word_know_its_inflections() -> None:
    assert LEXICON.languages_of("sofas") == {"en", "de", "es", "fr"} & LEXICON.languages_of("sofas")
    assert "en" in LEXICON.languages_of("armchairs")
    assert LEXICON.languages_of("schwarzer") == {"de"}
    assert ANY_LANGUAGE in LEXICON.languages_of("sons")
    assert LEXICON.languages_of("hovercraft") == frozenset()


def test_a_listed_plural_without_a_singular_is_never_shortened() -> None:
    language = Language(id="en", label="X", inflections=(("s", ""),), no_singular=frozenset({"castors"}))
    lexicon = Lexicon(castors_called("castors"), [language])

    assert lexicon.entries("castors") and not lexicon.entries("castor")
    assert lexicon.entries("drawer")


def test_words_of_a_language_that_is_not_spoken_are_left_out() -> None:
    assert not Lexicon(FURNITURE, [ENGLISH]).entries("sessel")


def test_correctable_words_rank_what_names_something_by_itself_first() -> None:
    classes = LEXICON.correctable(ENGLISH)

    assert classes["velvet"] == classes["drawers"] == 0
    assert 0 < classes["without"] <= classes["club"]  # function words that matter, parts of longer forms
    assert classes["velvets"] > classes["club"]  # an inflection that nobody writes
    assert "lovely" not in classes and "sessel" not in classes
    assert "sons" in classes and "sons" in LEXICON.correctable(GERMAN)


def test_forms_are_split_as_sentences_are() -> None:
    assert split("Two-Seater") == ("two", "seater")
    assert split("Grün, weiß & ÉTÉ") == ("grun", ",", "weiss", "&", "ete")
    assert split(" … ") == ("…",) and split("~") == ()


def test_content_is_all_but_function_words() -> None:
    content = list(LEXICON.content())

    assert all(entry.is_content for entry in content)
    assert any(entry.meaning == BRAND for entry in content)
    assert not any(entry.form == (Cue.NEGATION,) for entry in content)
