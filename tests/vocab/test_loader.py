"""TOML to a Vocabulary: what is read, and what is said about every mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.furniture import FOLDER, FURNITURE
from weft.engine.errors import VocabularyError
from weft.vocab.loader import load_vocabulary

TERM = '\n[[term]]\nid = "{}"\nlabel = "{}"\ndefinition = "d"\n'
PHRASE = '\n[[phrase]]\nid = "p"\naliases = ["p"]\n'

# file, what stands there, what is put in its place (nothing before: at the end), the complaint
MISTAKES = [
    ("kind.toml", 'id = "sofa"', 'id = "sofa', "kind.toml: not TOML: "),
    ("kind.toml", 'id = "sofa"', 'ids = "sofa"', "kind.toml: term 2: id: field required"),
    ("kind.toml", 'id = "sofa"', 'id = "So fa"', "kind.toml: term 'So fa': id: string should match"),
    ("kind.toml", 'label = "sofa"', 'label = "sofa"\nalias = ["x"]', "term 'sofa': alias: extra inputs"),
    (
        "kind.toml",
        'label = "sofa"',
        "label = 7",
        "kind.toml: term 'sofa': label: input should be a valid string",
    ),
    (
        "kind.toml",
        'label = "sofa"',
        'label = "sofa"\nswatch = "red"',
        "term 'sofa': swatch: string should match",
    ),
    ("kind.toml", 'label = "Kind"', 'lable = "Kind"', "furniture/kind.toml: label: field required"),
    ("kind.toml", 'label = "Kind"', 'label = "Kind"\nplain = "x"', "kind.toml: plain names unknown 'x'"),
    ("kind.toml", "", TERM.format("sofa", "divan"), "kind.toml: term 'sofa' is defined twice"),
    ("kind.toml", "", TERM.format("unknown", "x"), "kind.toml: term 'unknown': this id is reserved"),
    (
        "kind.toml",
        "",
        TERM.format("bed", "Couch"),
        "kind.toml: term 'bed': 'couch' is a surface form of 'sofa'",
    ),
    ("kind.toml", "", TERM.format("bed", " "), "kind.toml: term 'bed': an empty surface form"),
    (
        "kind.toml",
        'borders = ["table"]',
        'borders = ["tables"]',
        "term 'desk': unknown broader term 'tables'",
    ),
    (
        "tint.toml",
        'broader = ["blue"]',
        'broader = ["blues"]',
        "tint.toml: term 'navy': unknown broader term",
    ),
    (
        "tint.toml",
        'broader = ["blue"]',
        'broader = ["navy"]',
        "tint.toml: term 'navy' is broader than itself",
    ),
    (
        "tint.toml",
        'label = "blue"',
        'label = "blue"\nbroader = ["teal"]',
        "tint.toml: term 'blue' is broader than itself",
    ),
    ("parts.toml", '"drawers"]', '"doors"]', "parts.toml: tinted names unknown term 'doors'"),
    ("seats.toml", '["seating"]', '["bench"]', "seats.toml: applies_to names unknown kind 'bench'"),
    ("surface.toml", 'plain = "none"', 'plain = "nil"', "surface.toml: plain names unknown 'nil'"),
    ("wooden.toml", '"material"', '"parts"', "wooden.toml: derived_from must name a stored single-valued"),
    ("wooden.toml", '"material"', '"substance"', "wooden.toml: derived_from must name a stored"),
    ("wooden.toml", '"oak"', '"pine"', "wooden.toml: term 'true': when names unknown 'pine'"),
    ("part_tint.toml", '"tint"', '"hue"', "part_tint.toml: spoken_as names the facet 'hue'"),
    (
        "part_tint.toml",
        'id = "red"',
        'id = "rosy"',
        "part_tint.toml: term 'red' is missing, which 'tint' has",
    ),
    ("vocabulary.toml", '"kind"', '"sort_of"', "kind names the facet 'sort_of', which is not listed"),
    ("vocabulary.toml", '"seats"]', '"seats", "seats"]', "vocabulary.toml: facet 'seats' is listed twice"),
    ("vocabulary.toml", '"seats"]', '"beds"]', "furniture/beds.toml: there is no such file"),
    ("vocabulary.toml", '"seats"]', '"Seats"]', "vocabulary.toml: facets 9: string should match"),
    ("vocabulary.toml", 'label = "Furniture"', "colour = 1", "vocabulary.toml: label: field required"),
    (
        "phrases.toml",
        "",
        PHRASE + 'means = { legs = ["x"] }',
        "phrases.toml: phrase 'p': unknown facet 'legs'",
    ),
    (
        "phrases.toml",
        "",
        PHRASE + 'means = { kind = ["bed"] }',
        "phrases.toml: phrase 'p': unknown kind 'bed'",
    ),
    ("phrases.toml", "", PHRASE + 'prefers = { tint = ["pink"] }', "phrase 'p': unknown tint 'pink'"),
    ("phrases.toml", "", PHRASE + 'opposite = { tint = ["pink"] }', "phrase 'p': unknown tint 'pink'"),
    ("phrases.toml", "", PHRASE + 'when = ["bed"]', "phrase 'p': when names unknown kind 'bed'"),
    ("phrases.toml", "", PHRASE + 'only = "hue"', "phrase 'p': only names unknown facet 'hue'"),
    ("phrases.toml", "", PHRASE + "mean = {}", "phrases.toml: phrase 'p': mean: extra inputs"),
    ("phrases.toml", "", PHRASE + PHRASE, "phrases.toml: phrase 'p' is defined twice"),
    ("words/de.toml", "sofa =", "couch =", "words/de.toml: facet 'kind': unknown term 'couch'"),
    ("words/de.toml", "[terms.tint]", "[terms.hue]", "words/de.toml: unknown facet 'hue'"),
    ("words/de.toml", "without-surface =", "bare =", "words/de.toml: unknown phrase 'bare'"),
    (
        "words/de.toml",
        '["Sofa"]',
        '["Sofa", "Sessel"]',
        "term 'armchair': 'sessel' is a surface form of 'sofa'",
    ),
    ("words/de.toml", '["Sofa"]', '"Sofa"', "words/de.toml: terms.kind.sofa: "),
]


@pytest.fixture
def domain(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "furniture"))


@pytest.mark.parametrize(("file", "before", "after", "complaint"), MISTAKES)
def test_a_mistake_is_named_with_file_facet_and_term(
    domain: Path, file: str, before: str, after: str, complaint: str
) -> None:
    text = (domain / file).read_text(encoding="utf-8")
    assert before in text
    (domain / file).write_text(text.replace(before, after, 1) if before else text + after, encoding="utf-8")

    with pytest.raises(VocabularyError) as raised:
        load_vocabulary(domain)

    assert complaint in str(raised.value)
    assert str(raised.value).endswith(".") and raised.value.hint


def test_a_facet_may_not_take_the_name_of_a_column(domain: Path) -> None:
    (domain / "seats.toml").rename(domain / "price.toml")
    head = (domain / "vocabulary.toml").read_text(encoding="utf-8")
    (domain / "vocabulary.toml").write_text(head.replace('"seats"', '"price"'), encoding="utf-8")

    with pytest.raises(VocabularyError, match=r"price\.toml: the name 'price' is reserved"):
        load_vocabulary(domain)


def test_words_need_a_language_that_weft_speaks(domain: Path) -> None:
    (domain / "words" / "de.toml").rename(domain / "words" / "tlh.toml")

    with pytest.raises(VocabularyError, match=r"words/tlh\.toml: there is no language 'tlh'"):
        load_vocabulary(domain)


def test_bytes_that_are_no_text_are_refused(domain: Path) -> None:
    (domain / "kind.toml").write_bytes(b'label = "\xff"')

    with pytest.raises(VocabularyError, match=r"kind\.toml: not TOML"):
        load_vocabulary(domain)


@pytest.mark.parametrize("name", ["gardens", "../vocab", "", "\0"])
def test_a_missing_vocabulary_names_the_shipped_ones(name: str) -> None:
    with pytest.raises(VocabularyError) as raised:
        load_vocabulary(name)

    assert raised.value.hint == "Shipped ones: apparel."


def test_phrases_and_words_may_be_missing(domain: Path) -> None:
    (domain / "phrases.toml").unlink()
    shutil.rmtree(domain / "words")
    vocabulary = load_vocabulary(domain)

    assert vocabulary.phrases == ()
    assert set(vocabulary.by_id["kind"].by_id["sofa"].words) == {"en"}


def test_a_domain_loads_by_name_and_by_path() -> None:
    assert load_vocabulary("apparel").id == "apparel"
    assert load_vocabulary(str(FOLDER)) == FURNITURE


def test_labels_are_surface_forms_unless_silent() -> None:
    assert FURNITURE.by_id["kind"].by_id["sofa"].words["en"] == ("sofa", "couch", "settee")
    assert FURNITURE.by_id["surface"].by_id["none"].words["en"] == ()


def test_further_languages_add_their_words() -> None:
    loveseat, plain = FURNITURE.phrases[0], FURNITURE.phrases[2]

    assert FURNITURE.by_id["kind"].by_id["chair"].words["de"] == ("Stuhl", "Stühle")
    assert plain.words == {"en": ("plain",), "de": ("einfarbig",)}
    assert set(loveseat.words) == {"en"}


def test_scopes_hold_leaf_kinds() -> None:
    assert FURNITURE.by_id["seats"].applies_to == {"sofa", "armchair", "chair", "stool"}
    assert FURNITURE.by_id["surface"].applies_to == {"sofa", "armchair", "chair", "stool", "table", "desk"}
