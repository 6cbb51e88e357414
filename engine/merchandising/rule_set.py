"""All rules of a catalogue, read once; what holds of a request is looked up by its words.

Their order is that in which they have their say:

1. `replace`: the longest wording first, then the earlier rule; what it puts there is not replaced again.
2. `redirect`: the first that holds.
3. `synonym`: all that hold, beside those of the settings.
4. `hide`: all that hold. What is hidden can be neither pinned nor boosted.
5. `boost` and `bury`: all that hold add up. Last of all stays what only may have been excluded.
6. `pin`: before all that; the earlier rule has the place, and the product.

Conditions look at the sentence as it was typed, and at what it was understood to want.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from weft.engine.filters import AllOf, Filter
from weft.engine.merchandising.rules import Boost, Bury, Hide, Pin, Redirect, Replace, Rule, Synonym
from weft.engine.merchandising.ruling import NO_RULING, Lift, Pinned, Ruling
from weft.engine.merchandising.when import Stems, When, contains, filter_of, when_of
from weft.engine.model import ParsedFilter
from weft.engine.query.synonyms import Rule as Meaning
from weft.engine.query.synonyms import Synonyms
from weft.engine.text import stems
from weft.vocab.model import Vocabulary

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A sentence as it was typed, its text with words replaced, the rules that did it, and notes of that."""

    typed: str
    text: str
    rules: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class RuleSet:
    """The rules in their order; what they say was checked when it was made."""

    def __init__(self, rules: Iterable[Rule], vocabulary: Vocabulary) -> None:
        """Rules that are switched off are left out. Raises QueryError for one that cannot be meant."""
        read = (_read(place, rule, vocabulary) for place, rule in enumerate(rules))
        self._rules = tuple(each for each in read if each.rule.enabled)
        self._by_sentence: dict[Stems, list[_Read]] = defaultdict(list)
        self._by_first: dict[str, list[_Read]] = defaultdict(list)
        self._of_all: list[_Read] = []
        self._replacing: dict[str, list[_Wording]] = defaultdict(list)
        for each in self._rules:
            self._file(each)

    def __bool__(self) -> bool:
        return bool(self._rules)

    def rewritten(self, text: str, day: date) -> Rewritten:
        """A sentence as it is to be understood on this day."""
        if not self._replacing:
            return Rewritten(text, text)
        words = [(match.start(), match.end(), stems(match[0])) for match in _WORD.finditer(text)]
        said = tuple(chain.from_iterable(stem for *_, stem in words))
        near = (wording for word in dict.fromkeys(said) for wording in self._replacing.get(word, ()))
        held = (each for each in near if each.when.on(day) and each.when.said(said))
        first = sorted(held, key=lambda each: each.place, reverse=True)  # the earlier rule is put there last
        return _replaced(text, words, {each.stems: each.rule for each in first})

    def ruling(self, said: Rewritten, wishes: Sequence[ParsedFilter], day: date) -> Ruling:
        """What holds of a sentence that is understood to have these wishes, on this day."""
        if not self._rules:
            return NO_RULING
        words = stems(said.typed)
        found = {each.place: each for each in self._candidates(words)}
        held = [found[place] for place in sorted(found) if found[place].holds(words, wishes, day)]
        return _ruling(held, said.rules)

    def _file(self, each: _Read) -> None:
        """Puts a rule where the words that it needs are looked up."""
        if isinstance(each.rule, Replace):
            for words in map(stems, each.rule.words):
                self._replacing[words[0]].append(_Wording(each.place, words, each.rule, each.when))
        elif each.when.sentences:
            for sentence in each.when.sentences:
                self._by_sentence[sentence].append(each)
        elif each.needed:
            for wording in each.needed:
                self._by_first[wording[0]].append(each)
        else:
            self._of_all.append(each)

    def _candidates(self, words: Stems) -> Iterator[_Read]:
        yield from self._of_all
        yield from self._by_sentence.get(words, ())
        for word in set(words):
            yield from self._by_first.get(word, ())


@dataclass(frozen=True, slots=True)
class _Read:
    """A rule with its place, conditions and filter; `needed` are wordings of which it must find one."""

    place: int
    rule: Rule
    when: When
    filter: Filter
    needed: tuple[Stems, ...]

    def holds(self, words: Stems, wishes: Sequence[ParsedFilter], day: date) -> bool:
        if self.needed and not any(contains(words, wording) for wording in self.needed):
            return False
        return self.when.on(day) and self.when.said(words) and self.when.asked(wishes)


@dataclass(frozen=True, slots=True)
class _Wording:
    """One wording that a rule replaces."""

    place: int
    stems: Stems
    rule: Replace
    when: When


def _read(place: int, rule: Rule, vocabulary: Vocabulary) -> _Read:
    when = when_of(rule, vocabulary)
    within: Filter = AllOf()
    if isinstance(rule, Hide | Boost | Bury):
        within = filter_of(rule.filter, rule, vocabulary)
    return _Read(place, rule, when, within, _needed(rule) or when.contained)


def _needed(rule: Rule) -> tuple[Stems, ...]:
    """The wordings of which a synonym needs one."""
    if not isinstance(rule, Synonym):
        return ()
    return tuple(map(stems, (*rule.words, *rule.means) if rule.both_ways else rule.words))


def _ruling(held: Sequence[_Read], before: Iterable[str]) -> Ruling:
    hidden, lifts, pins, touched = [], [], [], [*before]
    meanings: dict[Stems, Meaning] = {}
    redirect = ""
    for each in held:
        rule = each.rule
        if isinstance(rule, Pin):
            pins += [Pinned(rule.name, id_, place) for place, id_ in enumerate(rule.products, rule.place)]
        elif isinstance(rule, Boost | Bury):
            lifts.append(Lift(rule.name, each.filter, rule.by if isinstance(rule, Boost) else -rule.by))
        elif isinstance(rule, Hide):
            hidden.append(each.filter)
            touched.append(rule.name)
        elif isinstance(rule, Synonym):
            _add_meanings(meanings, rule)
            touched.append(rule.name)
        elif isinstance(rule, Redirect) and not redirect:
            redirect = rule.to
            touched.append(rule.name)
    return Ruling(tuple(hidden), tuple(lifts), tuple(pins), Synonyms(meanings), redirect, tuple(touched))


def _add_meanings(meanings: dict[Stems, Meaning], rule: Synonym) -> None:
    """What the words mean too, after what earlier rules say of them."""
    said = (*rule.words, *rule.means) if rule.both_ways else rule.words
    for wording in said:
        key = stems(wording)
        others = (each for each in (said if rule.both_ways else rule.means) if stems(each) != key)
        known = meanings.get(key, Meaning(()))
        meanings[key] = Meaning(tuple(dict.fromkeys((*known.means, *others))))


_Place = tuple[int, int, Stems]
"""Where a word begins and ends, and its stems."""


def _replaced(text: str, words: Sequence[_Place], wordings: Mapping[Stems, Replace]) -> Rewritten:
    longest = max(map(len, wordings), default=0)
    parts, rules, notes = [], [], []
    at = done = 0
    while at < len(words):
        size, rule = _longest(words[at : at + longest], wordings)
        if rule:
            begin, end = words[at][0], words[at + size - 1][1]
            parts += [text[done:begin], rule.means]
            rules.append(rule.name)
            notes.append(f"“{text[begin:end]}” is read as “{rule.means}”.")
            done = end
        at += size
    unique = (tuple(dict.fromkeys(each)) for each in (rules, notes))
    return Rewritten(text, "".join([*parts, text[done:]]), *unique)


def _longest(words: Sequence[_Place], wordings: Mapping[Stems, Replace]) -> tuple[int, Replace | None]:
    """How many of the words, from the first on, a rule replaces, and which."""
    for size in range(len(words), 0, -1):
        joined = tuple(chain.from_iterable(stem for *_, stem in words[:size]))
        if joined in wordings:
            return size, wordings[joined]
    return 1, None


NO_RULES = RuleSet((), Vocabulary("", "", "", ()))
"""Where nobody made any."""
