"""Surface forms to what they mean: longest match over tokens, in all languages at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from weft.vocab.inflection import inflections, uninflected
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

_MOST_JOINED = 3
_MOST_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One reading of a surface form, as the vocabulary or the language lists it."""

    language: str
    form: _Forms
    meaning: Meaning

    @property
    def is_content(self) -> bool:
        """Whether it speaks about the product, rather than being a function word."""
        return not isinstance(self.meaning, CueMeaning)


@dataclass(slots=True)
class _Node:
    """One step of the trie."""

    next: dict[str, _Node]
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class _Path:
    """A way into the trie: a node, and the language whose inflections were used to get there."""

    node: _Node
    language: str | None


class Lexicon:
    """All surface forms of a vocabulary, of its languages, and of the catalogue's own names.

    It holds the listed forms only; a word that is not listed is followed back to those it can be an
    inflection of. Function words do not inflect. Forms in a language that is not among `languages` are
    left out.
    """

    def __init__(
        self, vocabulary: Vocabulary, languages: Sequence[Language], names: Iterable[NameMeaning] = ()
    ) -> None:
        self._root = _Node({}, [])
        self._languages = languages
        self._words: dict[str, set[str]] = {}
        self._inflecting: dict[str, set[str]] = {}
        self._bases: dict[str, tuple[tuple[str, str], ...]] = {}
        self._spoken: dict[str, frozenset[str]] = {}
        self._whole: dict[_Forms, tuple[Entry, ...]] = {}
        for entry in _entries(vocabulary, {language.id: language for language in languages}, names):
            self._add(entry)
        self._drop_led(self._root)

    def _add(self, entry: Entry) -> None:
        node = self._root
        for word in entry.form:
            node = node.next.setdefault(word, _Node({}, []))
            self._words.setdefault(word, set()).add(entry.language)
            if entry.is_content:
                self._inflecting.setdefault(word, set()).add(entry.language)
        if not any(_same(known, entry) for known in node.entries):
            node.entries.append(entry)

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
            leading, rest = self._listed(entry.form[:cut]), self._listed(entry.form[cut:])
            if leading and not any(each.is_content for each in leading):
                return any(_same(each, entry) for each in rest)
        return False

    def _listed(self, form: _Forms) -> list[Entry]:
        node: _Node | None = self._root
        for word in form:
            node = node.next.get(word) if node else None
        return node.entries if node else []

    def longest(
        self, words: Sequence[str], start: int, accept: Callable[[Entry], bool]
    ) -> tuple[int, list[Entry]]:
        """How many words from `start` the longest accepted form takes, and its accepted entries."""
        paths, best = [_Path(self._root, None)], (0, list[Entry]())
        for position in range(start, len(words)):
            paths = self._step(paths, words[position])
            if not paths:
                break
            entries = _readings(paths, accept)
            if entries:
                best = (position + 1 - start, entries)
        return best

    def entries(self, *words: str) -> Sequence[Entry]:
        """All readings of exactly these words."""
        known = self._whole.get(words)
        if known is None:
            paths = [_Path(self._root, None)]
            for word in words:
                paths = self._step(paths, word)
            known = tuple(_readings(paths, lambda _: True))
            if len(self._whole) < _MOST_REMEMBERED:
                self._whole[words] = known
        return known

    def languages_of(self, word: str) -> frozenset[str]:
        """The languages that have the word in some form, inflected or not; empty when none has."""
        known = self._spoken.get(word)
        if known is None:
            bases = {language for _, language in self._bases_of(word)}
            known = frozenset(bases.union(self._words.get(word, ())))
            if len(self._spoken) < _MOST_REMEMBERED:
                self._spoken[word] = known
        return known

    def continues(self, first: str, second: str) -> bool:
        """Whether some listed form begins with these two words."""
        node = self._root.next.get(first)
        return node is not None and second in node.next

    def _step(self, paths: Sequence[_Path], word: str) -> list[_Path]:
        found = [
            _Path(step, path.language) for path in paths if (step := path.node.next.get(word)) is not None
        ]
        for base, language in self._bases_of(word):
            for path in paths:
                step = path.node.next.get(base)
                if step is not None and path.language in (None, language):
                    found.append(_Path(step, language))
        return found

    def _bases_of(self, word: str) -> tuple[tuple[str, str], ...]:
        """Listed words that this one can be an inflection of, with the language that inflects so."""
        known = self._bases.get(word)
        if known is None:
            known = tuple(
                (base, language.id)
                for language in self._languages
                for base in uninflected(word, language)
                if language.id in self._inflecting.get(base, ())
            )
            if len(self._bases) < _MOST_REMEMBERED:
                self._bases[word] = known
        return known

    def correctable(self, language: Language) -> dict[str, int]:
        """The words of a language that a misspelt one may stand for, with how likely each class is.

        0: words that name something by themselves, and their inflections that are in use; 1: function
        words; 2: words that only occur in longer forms; 3: inflections that hardly anyone writes.
        """
        found: dict[str, int] = {}
        for entry in self._all(self._root):
            if entry.language in (language.id, ANY_LANGUAGE) and _is_worth_correcting(entry):
                rarity = 2 if len(entry.form) > 1 else int(not entry.is_content)
                for word in entry.form:
                    found[word] = min(found.get(word, rarity), rarity)
        for word in [word for word, rarity in found.items() if rarity == 0]:
            for inflected in inflections(word, language):
                found.setdefault(inflected, 0 if inflected in language.common else 3)
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
    vocabulary: Vocabulary, languages: Mapping[str, Language], names: Iterable[NameMeaning]
) -> Iterator[Entry]:
    for facet in vocabulary.facets:
        yield from _of_terms(facet, languages)
    for phrase in vocabulary.phrases:
        for language, forms in _in(languages, phrase.words):
            yield from _listed_forms(phrase, forms, language)
    for spoken in languages.values():
        yield from _of_language(spoken)
    for name in names:
        if words := split(name.value):
            yield Entry(ANY_LANGUAGE, words, name)


def _of_language(language: Language) -> Iterator[Entry]:
    for cue, forms in language.cues.items():
        yield from (Entry(language.id, split(form), CueMeaning(cue)) for form in forms)
    for form, order in language.sort.items():
        yield Entry(language.id, split(form), CueMeaning(None, order))


def _of_terms(facet: Facet, languages: Mapping[str, Language]) -> Iterator[Entry]:
    if facet.derived_from or facet.spoken_as:
        return
    for term in facet.terms:
        for language, forms in _in(languages, term.words):
            yield from _listed_forms(TermMeaning(facet.id, term.id), forms, language)


def _in(
    languages: Mapping[str, Language], words: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[Language, tuple[str, ...]]]:
    return ((languages[spoken], forms) for spoken, forms in words.items() if spoken in languages)


def _listed_forms(meaning: Meaning, forms: Iterable[str], language: Language) -> Iterator[Entry]:
    """Entries for the forms as listed, then for short ones written together."""
    listed = [words for form in forms if (words := split(form))]
    yield from (Entry(language.id, words, meaning) for words in listed)
    for words in listed:
        if 1 < len(words) <= _MOST_JOINED and all(word.isalpha() for word in words):
            yield Entry(language.id, ("".join(words),), meaning)


def _is_worth_correcting(entry: Entry) -> bool:
    idle = (Cue.OPINION, Cue.POLITENESS, Cue.FUNCTION, Cue.DEGREE)
    return not (isinstance(entry.meaning, CueMeaning) and entry.meaning.cue in idle)


def _readings(paths: Iterable[_Path], accept: Callable[[Entry], bool]) -> list[Entry]:
    """The accepted entries at the ends of the paths; what a language lists beats what it inflects to.

    So "shorts" are never more than one "short".
    """
    exact = [entry for path in paths if path.language is None for entry in path.node.entries if accept(entry)]
    listed = {entry.language for entry in exact}
    return exact + [
        entry
        for path in paths
        if path.language is not None and path.language not in listed
        for entry in path.node.entries
        if entry.language == path.language and entry.is_content and accept(entry)
    ]
