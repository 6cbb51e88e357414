"""A parsed sentence as a filter tree: the one place where exclusions, groups and `strict` are decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from weft.engine.filters import Filter, Match, Not, Plausible, Says, Within, all_of, any_of
from weft.engine.model import Mode, ParsedFilter, ParsedQuery, ParsedRange
from weft.engine.text import stems
from weft.vocab.model import UNKNOWN, Facet, Vocabulary


def to_filter(
    parsed: ParsedQuery,
    vocabulary: Vocabulary,
    *,
    strict: bool = False,
    captions: bool = True,
    plausible: bool = False,
) -> Filter:
    """Everything that the sentence requires and excludes; preferences only rank and are left out.

    An exclusion keeps images whose value is unknown, unless `strict`. With `captions`, what a caption
    would name is also excluded from the text: "no hood" drops an image whose caption speaks of a hood.
    With `plausible`, what is required is also met by a value that an image may have, and a strict
    exclusion also drops what may have what is excluded.
    """
    return _Tree(vocabulary, strict, captions, plausible).of(parsed)


@dataclass(frozen=True, slots=True)
class _Tree:
    """Makes filter trees of one kind."""

    vocabulary: Vocabulary
    strict: bool
    captions: bool
    plausible: bool

    def of(self, parsed: ParsedQuery) -> Filter:
        common, groups = _by_group(parsed.filters)
        required = [self._filter(each) for each in common]
        required += [_range(each) for each in parsed.ranges if each.mode is not Mode.PREFER]
        required += [Not(Says(words.stems)) for words in parsed.excluded_words]
        if groups:
            required.append(any_of(all_of(self._filter(each) for each in group) for group in groups))
        return all_of(required)

    def _filter(self, each: ParsedFilter) -> Filter:
        facet = self.vocabulary.by_id.get(each.facet)
        asked = Plausible if self.plausible and facet else Match
        if each.mode is Mode.MUST:
            return asked(each.facet, each.values)
        values = each.values | {UNKNOWN} if self.strict and facet and not facet.multiple else each.values
        excluded: list[Filter] = [(asked if self.strict else Match)(each.facet, values)]
        if self.captions and facet and facet.visible:
            excluded += _named(facet, each.values)
        return Not(any_of(excluded))


def _by_group(filters: Iterable[ParsedFilter]) -> tuple[list[ParsedFilter], list[list[ParsedFilter]]]:
    groups: dict[int, list[ParsedFilter]] = defaultdict(list)
    for each in filters:
        if each.mode is not Mode.PREFER:
            groups[each.group].append(each)
    return groups.pop(0, []), list(groups.values())


def _range(each: ParsedRange) -> Filter:
    within = Within(each.field, each.low, each.high)
    return within if each.mode is Mode.MUST else Not(within)


def _named(facet: Facet, values: frozenset[str]) -> list[Filter]:
    """The wordings by which an English caption would name one of the values."""
    forms = {_stems(form) for value in sorted(values) for form in facet.by_id[value].words.get("en", ())}
    return [Says(form) for form in sorted(forms) if form]


@cache
def _stems(form: str) -> tuple[str, ...]:
    """Stems of a wording of the vocabulary, of which there are a few thousand."""
    return stems(form)
