"""Words of any language in that of the captions: what no filter takes must still find a caption."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from weft.vocab.inflection import uninflected
from weft.vocab.languages import Language
from weft.vocab.lexicon import split
from weft.vocab.model import Vocabulary

CAPTIONS = "en"
"""The language that captions are written in."""

_LONGEST = 3


class Glossary:
    """Translates word by word, longest form first, through a vocabulary and what the languages add to it.

    Word order is kept: captions are searched for words and for the sum of their meanings.
    """

    def __init__(self, vocabulary: Vocabulary, languages: Sequence[Language]) -> None:
        self._languages = {language.id: language for language in languages}
        self._words = {language.id: dict(_entries(vocabulary, language)) for language in languages}

    def translate(self, text: str, language: str) -> str:
        """The text in the language of the captions; what is not known stays as it is."""
        if language == CAPTIONS or language not in self._languages:
            return text
        words = split(text)
        translated: list[str] = []
        start = 0
        while start < len(words):
            length, found = self._longest(words[start : start + _LONGEST], language)
            translated.append(found)
            start += length
        return " ".join(translated)

    def _longest(self, words: Sequence[str], language: str) -> tuple[int, str]:
        known = self._words[language]
        for length in range(len(words), 0, -1):
            *first, last = words[:length]
            for base in (last, *uninflected(last, self._languages[language])):
                found = known.get((*first, base))
                if found is not None:
                    return length, found
        return 1, words[0]


def _entries(vocabulary: Vocabulary, language: Language) -> Iterator[tuple[tuple[str, ...], str]]:
    """Vocabulary first, so that the language's own choice of words wins."""
    for facet in vocabulary.facets:
        for term in facet.terms:
            yield from ((split(form), term.label) for form in term.words.get(language.id, ()))
    yield from ((split(form), english) for form, english in language.glossary.items())
