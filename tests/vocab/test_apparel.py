"""The apparel vocabulary says what the codebook of the labelled photos says, in four languages."""

from __future__ import annotations

import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from weft.vocab.lexicon import split
from weft.vocab.loader import load_vocabulary
from weft.vocab.model import ALL_WORDS, Facet, Vocabulary

ROOT = Path(__file__).parents[2]
PHOTOS = Path(os.environ.get("WEFT_PHOTOS", ROOT.parent / "shared" / "photos"))
QUERIES = PHOTOS.parent / "queries" / "open.jsonl"

CODEBOOK = {
    "category": (
        "t-shirt long-sleeve-top tank-top polo shirt blouse top sweatshirt hoodie sweater cardigan "
        "bodysuit jacket coat blazer vest dress jumpsuit jeans trousers joggers leggings shorts skirt "
        "sneakers boots sandals heels flats dress-shoes slippers cap beanie hat bag scarf gloves socks "
        "underwear swimwear pajamas belt other"
    ),
    "colors": (
        "black gray white cream beige brown burgundy red orange yellow green olive teal light-blue blue "
        "navy purple pink gold silver"
    ),
    "pattern": (
        "solid striped checked dotted floral animal camouflage geometric paisley abstract tie-dye "
        "colorblock graphic lace other"
    ),
    "print": "none logo text picture all-over",
    "has_print": "true false",
    "sleeve_length": "sleeveless short three-quarter long",
    "neckline": (
        "crew v-neck scoop boat square turtleneck collar hooded henley halter off-shoulder strapless other"
    ),
    "closure": "none buttons zipper laces velcro buckle tie drawstring snaps",
    "length": "mini knee midi maxi cropped full",
    "material": (
        "cotton denim knit leather suede lace satin fleece wool nylon corduroy velvet mesh fur canvas "
        "linen straw rubber other"
    ),
    "details": (
        "pockets hood belt ruffle embroidery buttons zipper drawstring lace-trim sequins fringe bow "
        "pleats distressed patch fur-trim slit straps contrast-trim cuffs collar elastic-waist platform "
        "heel"
    ),
    "audience": "kids adults",
}
FAMILIES = {
    ("colors", "red"): "red burgundy",
    ("colors", "blue"): "blue navy light-blue teal",
    ("colors", "green"): "green olive teal",
    ("colors", "white"): "white cream",
    ("colors", "gray"): "gray silver",
    ("colors", "brown"): "brown",
    ("colors", "neutral"): "black white cream gray beige brown",
    ("colors", "navy"): "navy",
    ("colors", "light-blue"): "light-blue",
    ("colors", "olive"): "olive",
    ("colors", "burgundy"): "burgundy",
    ("colors", "cream"): "cream",
    ("category", "tops"): (
        "t-shirt long-sleeve-top tank-top polo shirt blouse top sweatshirt hoodie sweater cardigan bodysuit"
    ),
    ("category", "outerwear"): "jacket coat blazer vest",
    ("category", "pants"): "jeans trousers joggers leggings",
    ("category", "bottoms"): "jeans trousers joggers leggings shorts skirt",
    ("category", "footwear"): "sneakers boots sandals heels flats dress-shoes slippers",
    ("category", "headwear"): "cap beanie hat",
    ("category", "knitwear"): "sweater cardigan",
}
TRANSLATED = (
    "category", "colors", "pattern", "sleeve_length", "neckline", "closure", "length", "material", "details",
)  # fmt: skip
AGREEMENT = 0.99
"""Share of labels that the scopes must agree with; the rest are robes, sets and slips of the hand."""

Line = dict[str, Any]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary("apparel")


@pytest.fixture(scope="module")
def labels() -> list[Line]:
    path = PHOTOS / "catalogue.jsonl"
    if not path.is_file():
        pytest.skip(f"the labelled photos are not at {PHOTOS}; name their folder in WEFT_PHOTOS")
    return [json.loads(line)["attributes"] for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("facet", CODEBOOK)
def test_a_facet_has_the_values_of_the_codebook_and_no_others(vocabulary: Vocabulary, facet: str) -> None:
    assert sorted(vocabulary.by_id[facet].values) == sorted(CODEBOOK[facet].split())


def test_the_facets_are_those_of_the_codebook(vocabulary: Vocabulary) -> None:
    assert set(vocabulary.by_id) == {*CODEBOOK, "print_colors"}


@pytest.mark.parametrize(("facet", "term"), FAMILIES)
def test_a_family_reaches_exactly_its_members(vocabulary: Vocabulary, facet: str, term: str) -> None:
    assert vocabulary.expand(facet, [term]) == set(FAMILIES[facet, term].split())


def test_print_colors_are_the_colors_with_the_same_families(vocabulary: Vocabulary) -> None:
    fabric, printed = vocabulary.by_id["colors"], vocabulary.by_id["print_colors"]
    assert printed.spoken_as == fabric.id
    assert [term.id for term in printed.terms] == [term.id for term in fabric.terms]
    assert all(printed.leaves(term) == fabric.leaves(term) for term in fabric.by_id)


def test_teal_is_found_as_blue_and_green_and_a_good_example_of_neither(vocabulary: Vocabulary) -> None:
    colors = vocabulary.by_id["colors"]
    assert "teal" in colors.leaves("blue") & colors.leaves("green")
    assert "teal" not in colors.core("blue") | colors.core("green")


def test_a_print_is_text_a_picture_or_all_over(vocabulary: Vocabulary) -> None:
    values = vocabulary.by_id["print"].values
    assert {value for value in values if vocabulary.derive("has_print", value) == "true"} == {
        "text", "picture", "all-over",
    }  # fmt: skip


def test_every_definition_is_one_sentence_of_its_own(vocabulary: Vocabulary) -> None:
    definitions = [term.definition for facet in vocabulary.facets for term in facet.terms]
    assert [text for text in definitions if not re.fullmatch(r"[A-Z].{9,}[a-z]\.", text)] == []
    per_facet = [(facet.id, term.definition) for facet in vocabulary.facets for term in facet.terms]
    assert [each for each, count in Counter(per_facet).items() if count > 1] == []


def test_every_colour_has_a_swatch(vocabulary: Vocabulary) -> None:
    colors = vocabulary.by_id["colors"]
    assert [value for value in colors.values if not colors.by_id[value].swatch] == []


@pytest.mark.parametrize("language", ["fr", "de", "es"])
@pytest.mark.parametrize("facet", TRANSLATED)
def test_a_language_has_words_for_every_term_that_english_has_words_for(
    vocabulary: Vocabulary, facet: str, language: str
) -> None:
    terms = [term for term in vocabulary.by_id[facet].terms if term.words["en"]]
    assert [term.id for term in terms if not term.words.get(language)] == []


def test_no_wording_names_two_terms_of_a_facet_however_it_is_written(vocabulary: Vocabulary) -> None:
    assert [found for facet in vocabulary.facets for found in _ambiguous(facet)] == []


def _ambiguous(facet: Facet) -> Iterator[tuple[str, str, str]]:
    owners = defaultdict[tuple[str, str], set[str]](set)
    for term in facet.terms:
        for language, forms in term.words.items():
            for form in forms:
                owners[language, "".join(split(form))].add(term.id)
    yield from ((facet.id, *form) for form, terms in owners.items() if len(terms) > 1)


def test_no_wording_belongs_to_two_phrases_of_the_same_condition(vocabulary: Vocabulary) -> None:
    owners = defaultdict[tuple[str, str, tuple[str, ...]], set[str]](set)
    for phrase in vocabulary.phrases:
        for language, forms in phrase.words.items():
            for form in forms:
                owners[language, "".join(split(form)), phrase.when].add(phrase.id)
    assert {form: phrases for form, phrases in owners.items() if len(phrases) > 1} == {}


def test_every_phrase_is_said_somehow_and_says_something(vocabulary: Vocabulary) -> None:
    mute = [phrase.id for phrase in vocabulary.phrases if not any(phrase.words.values())]
    void = [
        phrase.id
        for phrase in vocabulary.phrases
        if not (phrase.means or phrase.opposite or phrase.prefers or phrase.keep)
    ]
    assert (mute, void) == ([], [])


def test_words_to_keep_are_folded_and_every_wording_has_one(vocabulary: Vocabulary) -> None:
    listed = [phrase for phrase in vocabulary.phrases if phrase.keep not in ("", ALL_WORDS)]
    assert [phrase.id for phrase in listed if " ".join(split(phrase.keep)) != phrase.keep] == []
    lost = [
        (phrase.id, form)
        for phrase in listed
        for forms in phrase.words.values()
        for form in forms
        if set(split(form)).isdisjoint(split(phrase.keep))
    ]
    assert lost == []


def test_every_label_of_the_photos_is_a_value(vocabulary: Vocabulary, labels: list[Line]) -> None:
    strangers = {
        (facet, str(value))
        for label in labels
        for facet, value in _flat(label)
        if value not in vocabulary.by_id[facet].values
    }
    assert strangers == set()


def _flat(label: Line) -> Iterator[tuple[str, str]]:
    for facet, value in label.items():
        yield from ((facet, each) for each in (value if isinstance(value, list) else [value]))


@pytest.mark.parametrize("facet", ["sleeve_length", "neckline"])
def test_a_scope_agrees_with_the_labels_both_ways(
    vocabulary: Vocabulary, labels: list[Line], facet: str
) -> None:
    agreed = sum(vocabulary.applies(facet, label["category"]) == (facet in label) for label in labels)
    assert agreed / len(labels) >= AGREEMENT


@pytest.mark.parametrize("facet", CODEBOOK)
def test_hardly_a_label_lies_outside_the_scope_of_its_facet(
    vocabulary: Vocabulary, labels: list[Line], facet: str
) -> None:
    kinds = [label["category"] for label in labels if facet in label]
    inside = sum(vocabulary.applies(facet, kind) for kind in kinds)
    assert inside >= AGREEMENT * len(kinds)


def test_the_open_queries_use_known_values_only(vocabulary: Vocabulary) -> None:
    if not QUERIES.is_file():
        pytest.skip(f"the labelled queries are not at {QUERIES}")
    parses = [json.loads(line)["parse"] for line in QUERIES.read_text(encoding="utf-8").splitlines()]
    named = {
        (part["facet"], str(value).lower())
        for parse in parses
        for part in (*parse["all"], *parse["none"])
        for value in part["values"]
    }
    assert {(facet, value) for facet, value in named if value not in vocabulary.by_id[facet].values} == set()
