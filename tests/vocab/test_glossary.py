"""Residual words reach English captions in whatever language they were typed."""

import pytest

from weft.vocab.glossary import Glossary
from weft.vocab.languages import load_languages
from weft.vocab.loader import load_vocabulary


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return Glossary(load_vocabulary("apparel"), load_languages())


@pytest.mark.parametrize(
    ("text", "language", "english"),
    [
        ("Dinosauriern", "de", "dinosaur"),
        ("fleurs bleues", "fr", "flower blue"),
        ("ancla azul", "es", "anchor blue"),
        ("tête de mort", "fr", "skull"),
        ("für zwei Katzen", "de", "fur zwei cat"),
        ("", "es", ""),
    ],
)
def test_words_of_the_glossary_and_the_vocabulary_are_translated(
    glossary: Glossary, text: str, language: str, english: str
) -> None:
    assert glossary.translate(text, language) == english


def test_the_language_of_captions_and_unknown_ones_are_left_alone(glossary: Glossary) -> None:
    assert glossary.translate("Red  Flowers", "en") == "Red  Flowers"
    assert glossary.translate("fiori rossi", "it") == "fiori rossi"
