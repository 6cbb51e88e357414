"""Synonyms of the merchant: who says one thing shall find what says another, in BM25 and in the vectors.

They change how hits are ranked and never which there are: what they add is no filter. `synonym_file` reads
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain

from weft.engine.model import Mode, ParsedQuery
from weft.engine.text import stems

MOST_ADDED = 32
"""How many words are added to a sentence at most."""

_Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a wording means too; `replaces` says that it is not searched itself any more."""

    means: tuple[str, ...]
    replaces: bool = False


@dataclass(frozen=True)
class Synonyms:
    """The rules, by the stems of the wordings that they apply to."""

    rules: Mapping[_Stems, Rule] = field(default_factory=dict)

    @cached_property
    def reach(self) -> int:
        """How many stems the longest wording has that a rule applies to."""
        return max(map(len, self.rules), default=0)


def together(first: Synonyms, second: Synonyms) -> Synonyms:
    """The rules of both; where both speak of a wording, what it means adds up and the first one decides."""
    if not (first.rules and second.rules):
        return first if first.rules else second
    rules = {**second.rules, **first.rules}
    for key in first.rules.keys() & second.rules.keys():
        means = dict.fromkeys((*first.rules[key].means, *second.rules[key].means))
        rules[key] = Rule(tuple(means), first.rules[key].replaces)
    return Synonyms(rules)


def expand(parsed: ParsedQuery, synonyms: Synonyms) -> ParsedQuery:
    """The sentence with what its words mean too, in the residual and in the positive words.

    Nothing that the sentence excludes is added, nor is anything that is there already, and what is added
    is not expanded again. Notes say what was.
    """
    if not synonyms.rules:
        return parsed
    unwanted = _unwanted(parsed)
    residual = _Expansion(parsed.residual, synonyms, unwanted)
    positive = _Expansion(parsed.positive, synonyms, unwanted)
    notes = dict.fromkeys([*residual.notes, *positive.notes])
    return replace(parsed, residual=residual.text, positive=positive.text, notes=(*parsed.notes, *notes))


class _Expansion:
    """One pass over the words of a text."""

    def __init__(self, text: str, synonyms: Synonyms, unwanted: frozenset[_Stems]) -> None:
        self._words = text.split()
        self._stems = [stems(word) for word in self._words]
        self._synonyms = synonyms
        self._unwanted = unwanted
        self._there = set(chain.from_iterable(self._stems))
        self._room = MOST_ADDED
        self.notes: list[str] = []
        self.text = " ".join(self._expanded())

    def _expanded(self) -> Iterator[str]:
        at = 0
        while at < len(self._words):
            length, rule = self._longest(at)
            said = self._words[at : at + length]
            meant = [words for each in rule.means if (words := _without(each.split(), self._unwanted))]
            added = self._added(meant)
            yield from () if rule.replaces and meant else said
            yield from added
            if added:
                verb = "is read as" if rule.replaces else "also means"
                self.notes.append(f"“{' '.join(said)}” {verb} “{' '.join(added)}”.")
            at += length

    def _longest(self, at: int) -> tuple[int, Rule]:
        """How many words from `at` the longest wording with a rule takes, and its rule."""
        for length in range(min(self._synonyms.reach, len(self._words) - at), 0, -1):
            rule = self._synonyms.rules.get(_joined(self._stems[at : at + length]))
            if rule:
                return length, rule
        return 1, Rule(())

    def _added(self, meant: Iterable[Sequence[str]]) -> list[str]:
        """Those of the wordings that say anything new, as far as there is room."""
        added: list[str] = []
        for words in meant:
            new = set(stems(" ".join(words))) - self._there
            if new and len(words) <= self._room:
                self._there |= new
                self._room -= len(words)
                added += words
        return added


def _unwanted(parsed: ParsedQuery) -> frozenset[_Stems]:
    """The stems of everything that the sentence excludes: in its own words and by the names of values."""
    excluded = [each for each in parsed.filters if each.mode is Mode.MUST_NOT]
    written = [parsed.text[span.start : span.end] for each in excluded for span in each.spans]
    named = [value for each in excluded for value in (*each.values, *each.terms)]
    unwanted = {stems(text) for text in (*written, *named)}
    return frozenset(unwanted.union(words.stems for words in parsed.excluded_words) - {()})


def _without(words: Sequence[str], unwanted: frozenset[_Stems]) -> list[str]:
    """The words but for the runs of them that are unwanted."""
    stemmed = [stems(word) for word in words]
    kept: list[str] = []
    at = 0
    while at < len(words):
        ends = range(len(words), at, -1)
        run_end = next((end for end in ends if _joined(stemmed[at:end]) in unwanted), None)
        kept += [words[at]] if run_end is None else []
        at = run_end or at + 1
    return kept


def _joined(stemmed: Iterable[_Stems]) -> _Stems:
    return tuple(chain.from_iterable(stemmed))
