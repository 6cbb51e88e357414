"""Everything that a word begun can become: terms, phrases, names, words of texts, with their counts."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from weft.engine.model import FacetCounts
from weft.engine.text import stems
from weft.vocab.languages import Language
from weft.vocab.lexicon import ANY_LANGUAGE, split
from weft.vocab.model import Vocabulary

MOST_WORDS = 20_000
"""How many words of texts are offered, the most frequent ones."""
_SHORTEST_WORD = 3
_SECOND_CHOICE = 0.1
"""What a wording weighs that is not the first of its term and that no text says."""

_Means = Mapping[str, tuple[str, ...]]


class Kind(StrEnum):
    """What a completion is."""

    TERM = "term"
    """Words of the vocabulary: they will filter."""
    NAME = "name"
    """A name from the catalogue, such as a brand."""
    WORD = "word"
    """A word that captions or searches say: it will rank."""


@dataclass(frozen=True, slots=True)
class Completion:
    """One wording. `key` is its folded words with a blank between them, or written together.

    Completions of equal `meaning` find the same; the `first` says it best. `language` is empty for what
    belongs to none. `count` says how often the catalogue has what is meant, at most; `weight` how likely
    it is said like that.
    """

    key: str
    label: str
    kind: Kind
    meaning: tuple[object, ...]
    count: int
    weight: float
    language: str = ANY_LANGUAGE
    first: bool = True


class Tallies:
    """How often the catalogue has what: words of texts, names, values of facets."""

    def __init__(
        self, words: Mapping[str, int], names: Mapping[str, int], counts: Iterable[FacetCounts]
    ) -> None:
        self.words = heapq.nlargest(MOST_WORDS, words.items(), key=lambda each: each[1])
        self.names = names
        self._facets = {each.facet: {one.value: one.count for one in each.counts} for each in counts}
        self._stems: dict[str, int] = {}
        for word, count in self.words:
            for stem in stems(word):
                self._stems[stem] = max(count, self._stems.get(stem, 0))

    def said(self, form: str) -> int:
        """How often texts say the words of a form, at most."""
        return min((self._stems.get(stem, 0) for stem in stems(form)), default=0)

    def has(self, means: _Means, vocabulary: Vocabulary) -> int | None:
        """How often the catalogue has all that is meant, at most; None when nobody counted."""
        totals = [
            sum(self._facets[facet].get(value, 0) for value in vocabulary.expand(facet, terms))
            for facet, terms in means.items()
            if facet in self._facets
        ]
        return min(totals) if totals else None


def completions(vocabulary: Vocabulary, languages: Sequence[Language], tallies: Tallies) -> list[Completion]:
    """All completions in the order of their keys.

    Words of texts are left out when the vocabulary, a name or a language has them already.
    """
    found = [*_of_terms(vocabulary, languages, tallies), *_of_phrases(vocabulary, languages, tallies)]
    found += _of_names(tallies)
    found += _of_words(tallies, {stems(each.key) for each in found} | _function_words(languages))
    found += [replace(each, key=each.key.replace(" ", "")) for each in found if " " in each.key]
    return sorted(found, key=lambda each: each.key)


def _of_terms(
    vocabulary: Vocabulary, languages: Sequence[Language], tallies: Tallies
) -> Iterator[Completion]:
    for facet in vocabulary.stored:
        for term in () if facet.spoken_as else facet.terms:
            means = {facet.id: (term.id,)}
            for language, place, form in _forms(term.words, languages):
                said = tallies.said(form)
                had = tallies.has(means, vocabulary)
                count = said if had is None else had
                weight = count if place == 0 else _second_choice(count, said)
                yield Completion(
                    _key(form), form, Kind.TERM, _identity(means), count, weight, language, place == 0
                )


def _of_phrases(
    vocabulary: Vocabulary, languages: Sequence[Language], tallies: Tallies
) -> Iterator[Completion]:
    """Phrases; one that says more than its filters is no more frequent than texts say it."""
    for phrase in vocabulary.phrases:
        says_more = bool(phrase.keep) or not phrase.means
        identity = (phrase.id,) if says_more else _identity(phrase.means)
        had = tallies.has(phrase.means, vocabulary)
        for language, place, form in _forms(phrase.words, languages):
            said = tallies.said(form)
            most = said if had is None else had
            weight = most if place == 0 and not says_more else _second_choice(most, said)
            count = min(most, said) if says_more else most
            yield Completion(_key(form), form, Kind.TERM, identity, count, weight, language, place == 0)


def _forms(
    words: Mapping[str, Sequence[str]], languages: Iterable[Language]
) -> Iterator[tuple[str, int, str]]:
    """Every form with its language and its place among those of the language."""
    for language in languages:
        for place, form in enumerate(words.get(language.id, ())):
            if _key(form):
                yield language.id, place, form


def _key(form: str) -> str:
    return " ".join(split(form))


def _identity(means: _Means) -> tuple[object, ...]:
    return tuple(sorted(means.items()))


def _second_choice(most: int, said: int) -> float:
    return max(min(most, said), most * _SECOND_CHOICE)


def _of_names(tallies: Tallies) -> Iterator[Completion]:
    for name, count in tallies.names.items():
        if key := _key(name):
            yield Completion(key, name, Kind.NAME, (Kind.NAME, key), count, count)


def _function_words(languages: Iterable[Language]) -> set[tuple[str, ...]]:
    return {stems(form) for language in languages for cue in language.cues.values() for form in cue}


def _of_words(tallies: Tallies, taken: set[tuple[str, ...]]) -> Iterator[Completion]:
    """The words of texts; of those with one stem only the most frequent."""
    for word, count in tallies.words:
        key, stemmed = _key(word), stems(word)
        if len(key) >= _SHORTEST_WORD and stemmed not in taken:
            taken.add(stemmed)
            yield Completion(key, word, Kind.WORD, (Kind.WORD, stemmed), count, count)
