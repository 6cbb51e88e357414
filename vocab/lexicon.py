"""Surface forms to what they mean: longest match over tokens, in all languages at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from weft.vocab.languages import Cue, Language
from weft.vocab.model import Facet, Phrase, Vocabulary
from weft.vocab.text import tokenize

_Forms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermMeaning:
    """The form names a term of a facet."""

    facet: str
    term: str


@dataclass(frozen=True, slots=True)
class CueMeaning:
    """The form is a function word; `value` is the order it asks for, when it is a sort word."""

    cue: Cue | None
    value: str = ""


@dataclass(frozen=True, slots=True)
class NameMeaning:
    """The form is a name from the catalogue itself, such as a brand: `field` has `value`."""

    field: str
    value: str


Meaning = TermMeaning | Phrase | CueMeaning | NameMeaning

ANY_LANGUAGE = ""
"""Language of names: they are the same everywhere."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One reading of a surface form; `listed` unless it was inflected from one that is."""

    language: str
    form: _Forms
    meaning: Meaning
    listed: bool = True

    @property
    def is_content(self) -> bool:
        """Whether it speaks about the product, rather than being a function word."""
        return not isinstance(self.meaning, CueMeaning)


@dataclass(slots=True)
class _Node:
    """One step of the trie; a plain object, because a sentence touches a few dozen of them."""

    next: dict[str, _Node]
    entries: list[Entry]


class Lexicon:
    """All surface forms of a vocabulary, of its languages, and of the catalogue's own names."""

    def __init__(
        self, vocabulary: Vocabulary, languages: Sequence[Language], names: Iterable[NameMeaning] = ()
    ) -> None:
        self._root = _Node({}, [])
        for entry in _entries(vocabulary, {language.id: language for language in languages}, names):
            self._add(entry)
        self._drop_shadowed(self._root)
        self._drop_led(self._root)

    def _drop_led(self, node: _Node) -> None:
        """A form that only puts a function word before another one of the same meaning adds nothing.

        Left to the grammar, "with a belt" still says that the belt is a part.
        """
        node.entries = [entry for entry in node.entries if not self._is_led(entry)]
        for step in node.next.values():
            self._drop_led(step)

    def _is_led(self, entry: Entry) -> bool:
        if not entry.is_content or isinstance(entry.meaning, NameMeaning):
            return False
        for cut in range(1, len(entry.form)):
            leading, rest = self.entries(*entry.form[:cut]), self.entries(*entry.form[cut:])
            if leading and not any(each.is_content for each in leading):
                return any(_same(each, entry) for each in rest)
        return False

    def _drop_shadowed(self, node: _Node) -> None:
        """What one term inflects to and another lists belongs to the other: shorts are not "short"."""
        listed = {entry.language for entry in node.entries if entry.listed}
        node.entries = [entry for entry in node.entries if entry.listed or entry.language not in listed]
        for step in node.next.values():
            self._drop_shadowed(step)

    def _add(self, entry: Entry) -> None:
        node = self._root
        for word in entry.form:
            node = node.next.setdefault(word, _Node({}, []))
        if not any(_same(known, entry) for known in node.entries):
            node.entries.append(entry)

    def longest(
        self, words: Sequence[str], start: int, accept: Callable[[Entry], bool]
    ) -> tuple[int, list[Entry]]:
        """How many words from `start` the longest accepted form takes, and its accepted entries."""
        node, best = self._root, (0, list[Entry]())
        for position in range(start, len(words)):
            step = node.next.get(words[position])
            if step is None:
                break
            node = step
            entries = [entry for entry in node.entries if accept(entry)]
            if entries:
                best = (position + 1 - start, entries)
        return best

    def entries(self, *words: str) -> list[Entry]:
        """All readings of exactly this form."""
        node: _Node | None = self._root
        for word in words:
            node = node.next.get(word) if node else None
        return node.entries if node else []

    @cached_property
    def words(self) -> dict[str, frozenset[str]]:
        """Every word that occurs in a form, with the languages of those forms."""
        found: dict[str, set[str]] = {}
        for entry in self._all(self._root):
            for word in entry.form:
                found.setdefault(word, set()).add(entry.language)
        return {word: frozenset(languages) for word, languages in found.items()}

    def correctable(self, language: Language) -> dict[str, int]:
        """The words of a language that a misspelt one may stand for, with how likely each class is.

        0: forms of one word, and inflected ones that are in use; 1: words that only occur in longer
        forms; 2: inflected forms that hardly anyone writes.
        """
        found: dict[str, int] = {}
        for entry in self._all(self._root):
            if entry.language not in (language.id, ANY_LANGUAGE) or not (entry.listed or len(entry.form) == 1):
                continue
            for word in entry.form:
                listed = 0 if entry.listed or word in language.common else 2
                found[word] = min(found.get(word, 2), max(listed, len(entry.form) > 1))
        return found

    def content(self) -> Iterator[Entry]:
        """Every reading that speaks about the product."""
        return (entry for entry in self._all(self._root) if entry.is_content)

    def _all(self, node: _Node) -> Iterator[Entry]:
        yield from node.entries
        for step in node.next.values():
            yield from self._all(step)


def split(form: str) -> _Forms:
    """A surface form as the lexicon keeps it: folded words and marks."""
    return tuple(token.text for token in tokenize(form))


def _same(left: Entry, right: Entry) -> bool:
    return left.language == right.language and left.meaning == right.meaning


def _entries(
    vocabulary: Vocabulary, languages: dict[str, Language], names: Iterable[NameMeaning]
) -> Iterator[Entry]:
    for facet in vocabulary.facets:
        yield from _of_terms(facet, languages)
    for phrase in vocabulary.phrases:
        for language, forms in phrase.words.items():
            yield from _inflected(phrase, forms, languages[language])
    for language in languages.values():
        for cue, forms in language.cues.items():
            yield from (Entry(language.id, split(form), CueMeaning(cue)) for form in forms)
        for form, order in language.sort.items():
            yield Entry(language.id, split(form), CueMeaning(None, order))
    for name in names:
        if form := split(name.value):
            yield Entry(ANY_LANGUAGE, form, name)


def _of_terms(facet: Facet, languages: dict[str, Language]) -> Iterator[Entry]:
    if facet.derived_from or facet.spoken_as:
        return
    for term in facet.terms:
        for language, forms in term.words.items():
            yield from _inflected(TermMeaning(facet.id, term.id), forms, languages[language])


def _inflected(meaning: Meaning, forms: Iterable[str], language: Language) -> Iterator[Entry]:
    """Entries for the forms as listed, inflected, and written together; the listed ones come first."""
    listed = [words for form in forms if (words := split(form))]
    seen = set[_Forms]()
    for words in listed:
        seen.add(words)
        yield Entry(language.id, words, meaning)
    for words in listed:
        for variant in _variants(words, language):
            if variant not in seen:
                seen.add(variant)
                yield Entry(language.id, variant, meaning, listed=False)


def _variants(words: _Forms, language: Language) -> Iterator[_Forms]:
    """The first and the last word inflect, together or alone; two words may be written as one."""
    first, last = _word_variants(words[0], language), _word_variants(words[-1], language)
    forms = [(word,) for word in last] if len(words) == 1 else [
        (a, *words[1:-1], b) for a, b in product(first, last)
    ]  # fmt: skip
    for form in forms:
        yield form
        if 1 < len(form) <= 3 and all(word.isalpha() for word in form):
            yield ("".join(form),)


def _word_variants(word: str, language: Language) -> list[str]:
    found = [word]
    for ending, replacement in language.inflections:
        stem = word[: len(word) - len(ending)]
        shortened = len(replacement) < len(ending)
        if not word.endswith(ending) or len(stem) < 2 or (shortened and word in language.no_singular):
            continue
        if shortened and len(stem) < 4:
            continue
        found.append(stem + replacement)
    return found
