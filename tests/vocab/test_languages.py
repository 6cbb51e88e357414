"""Language files: what a language brings, and what is said about mistakes in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from weft.engine.errors import VocabularyError
from weft.vocab.languages import Cue, Language, load_languages
from weft.vocab.lexicon import split

LANGUAGES = load_languages()
each_language = pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.id)

ESSENTIAL = (Cue.NEGATION, Cue.NEITHER, Cue.NOR, Cue.CONTRAST, Cue.WITH, Cue.IN, Cue.AND, Cue.OR, Cue.SOFT)
MISTAKES = [
    ("label = ", "xx.toml: not TOML"),
    ("head = 'last'", "language/xx.toml: label: field required"),
    ("label = 'X'\nhaed = 'last'", "language/xx.toml: haed: extra inputs"),
    ("label = 'X'\nhead = 'middle'", "language/xx.toml: head: input should be 'first' or 'last'"),
    ("label = 'X'\n[cues]\nnegations = ['no']", "language/xx.toml: cues.negations"),
    ("label = 'X'\n[cues]\nnegation = 'no'", "language/xx.toml: cues.negation: "),
    ("label = 'X'\n[cues]\nnegation = ['no', '']", "language/xx.toml: cues.negation.1: "),
    ("label = 'X'\ninflections = [['s']]", "language/xx.toml: inflections.0"),
    ("label = 'X'\n[affixes]\nprefix = ['un']", "language/xx.toml: affixes.prefix: extra inputs"),
    ("label = 'X'\n[sort]\ncheapest = 1", "language/xx.toml: sort.cheapest: "),
]


@pytest.mark.parametrize(("text", "complaint"), MISTAKES)
def test_a_mistake_is_named_with_file_and_key(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "xx.toml").write_text(text, encoding="utf-8")

    with pytest.raises(VocabularyError) as raised:
        load_languages(tmp_path)

    assert complaint in str(raised.value)
    assert raised.value.hint


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "xx.toml").write_bytes(b'label = "\xff"')

    with pytest.raises(VocabularyError, match=r"language/xx\.toml: not TOML"):
        load_languages(tmp_path)


def test_english_comes_first_and_the_others_by_name(tmp_path: Path) -> None:
    for name in ("zz", "en", "aa"):
        (tmp_path / f"{name}.toml").write_text("label = 'X'", encoding="utf-8")

    assert [language.id for language in load_languages(tmp_path)] == ["en", "aa", "zz"]
    assert [language.id for language in LANGUAGES] == ["en", "de", "es", "fr"]


def test_common_words_have_their_rank_and_a_language_without_a_list_has_none() -> None:
    english = LANGUAGES[0]

    assert english.common["the"] < english.common["black"]
    assert Language(id="xx", label="X").common == {}


@each_language
def test_a_shipped_language_can_say_what_the_grammar_needs(language: Language) -> None:
    assert [cue for cue in ESSENTIAL if not language.cues.get(cue)] == []
    assert language.inflections and language.common and language.sort


@each_language
def test_forms_are_written_as_they_are_compared(language: Language) -> None:
    forms = [*(form for forms in language.cues.values() for form in forms), *language.sort]

    assert [form for form in forms if not split(form)] == []
    assert [form for form in forms if form != form.lower()] == []


@each_language
def test_no_list_names_a_form_twice(language: Language) -> None:
    doublets = {
        cue: [form for form in forms if forms.count(form) > 1] for cue, forms in language.cues.items()
    }

    assert {cue: forms for cue, forms in doublets.items() if forms} == {}


@each_language
def test_sort_words_name_an_order_by_price_or_date(language: Language) -> None:
    orders = {"price", "-price", "published_at", "-published_at"}

    assert set(language.sort.values()) <= orders
