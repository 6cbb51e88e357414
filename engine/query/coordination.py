"""Marked units to filters: and, or, lists, several products, scales, and what a negation leaves.

Values of one facet joined by "or" are one filter; values of a multiple facet joined by "and" are two.
A facet that can have one value only is always one filter. Different facets joined by "or", and two
products each with modifiers of its own, become groups of which one must hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from weft.engine.model import Mode, ParsedFilter, Span
from weft.engine.query.alternatives import Alternatives
from weft.engine.query.items import Unit
from weft.vocab.languages import Cue
from weft.vocab.model import Phrase, Vocabulary

_COLUMN_VALUES = {"in_stock": ("true", "false")}
"""The known values of columns that are no facets."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A filter before its neighbours are known; `link` is how it continues the one before it."""

    filter: ParsedFilter
    link: Cue | None
    unit: int


class Coordination:
    """Turns marked units into filters; built once for a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._alternatives = Alternatives(vocabulary.kind)
        self._parts = {facet.spoken_as: facet.id for facet in vocabulary.facets if facet.spoken_as}

    def filters(self, units: Sequence[Unit], *, head_first: bool) -> list[ParsedFilter]:
        """All filters of the units, in the order of the sentence."""
        groups = self._alternatives.groups(units, head_first=head_first)
        drafts = [
            draft
            for unit, group, index in zip(units, groups, range(len(units)), strict=True)
            for draft in self._drafts(unit, group, index)
        ]
        merged = self._merged(drafts)
        return [*merged, *self._only(units, merged)]

    def _drafts(self, unit: Unit, group: int, index: int) -> Iterable[_Draft]:
        sense = unit.sense
        if sense is None or unit.residual:
            filters: list[ParsedFilter] = []
        elif unit.negated and not sense.opposite:
            filters = self._excluding(unit, sense)
        else:
            filters = self._requiring(unit, sense, sense.opposite if unit.negated else sense.means)
        filters.extend(self._tinted(unit))
        if group:
            filters = [replace(each, group=group) for each in filters]
        return (_Draft(each, unit.link, index) for each in filters)

    def _requiring(self, unit: Unit, sense: Phrase, means: Mapping[str, Sequence[str]]) -> list[ParsedFilter]:
        mode = Mode.PREFER if unit.soft else Mode.MUST
        filters = [self._filter(facet, terms, mode, unit, sense) for facet, terms in means.items()]
        if not unit.negated:
            preferred = sense.prefers.items()
            filters += [self._filter(facet, terms, Mode.PREFER, unit, sense) for facet, terms in preferred]
        return filters

    def _excluding(self, unit: Unit, sense: Phrase) -> list[ParsedFilter]:
        """Each facet is excluded on its own; a soft exclusion prefers all the others."""
        excluded = (sense.excludes or sense.means).items()
        mode = Mode.MUST_NOT
        filters = [self._filter(facet, terms, mode, unit, sense) for facet, terms in excluded]
        return [left for each in filters if (left := self._complement(each))] if unit.soft else filters

    def _complement(self, each: ParsedFilter) -> ParsedFilter | None:
        """A preference for all the other values; None for a column whose values are not listed: a brand."""
        facet = self._vocabulary.by_id.get(each.facet)
        known = facet.values if facet else _COLUMN_VALUES.get(each.facet, ())
        values = frozenset(known) - each.values
        if not values:
            return None
        return replace(each, mode=Mode.PREFER, values=values, best=values, terms=tuple(sorted(values)))

    def _tinted(self, unit: Unit) -> list[ParsedFilter]:
        """Preferences for the colours of a part, when what has them is wanted."""
        if unit.negated:
            return []
        filters = []
        for part in unit.parts:
            for facet, terms in (part.sense.means if part.sense else {}).items():
                made = self._filter(self._parts[facet], terms, Mode.PREFER, part, part.sense)
                filters.append(replace(made, spans=(part.item.span,)))
        return filters

    def _filter(
        self, facet_id: str, terms: Sequence[str], mode: Mode, unit: Unit, sense: Phrase | None
    ) -> ParsedFilter:
        spans = tuple(sorted(set(unit.spans)))
        facet = self._vocabulary.by_id.get(facet_id)
        if facet is None:  # a column of the catalogue, such as the brand
            values = frozenset(terms)
            return ParsedFilter(facet_id, tuple(terms), values, mode, spans, values)
        best_terms = sense.best.get(facet_id, terms) if sense else terms
        best = frozenset().union(*(facet.core(term) for term in best_terms))
        values = self._vocabulary.expand(facet_id, terms)
        if unit.scale and facet.ordered:
            values = best = _on_scale(facet.values, values, unit.scale)
        return ParsedFilter(facet_id, tuple(terms), values, mode, spans, best & values)

    def _merged(self, drafts: Sequence[_Draft]) -> list[ParsedFilter]:
        done: list[_Draft] = []
        for draft in drafts:
            index = self._partner(done, draft)
            if index is None:
                done.append(draft)
            else:
                done[index] = self._join(done[index], draft)
        return [draft.filter for draft in done]

    def _partner(self, done: Sequence[_Draft], draft: _Draft) -> int | None:
        """The earlier draft that this one widens, if there is one."""
        wanted = draft.filter
        for index in range(len(done) - 1, -1, -1):
            before = done[index].filter
            if (before.facet, before.mode, before.group) != (wanted.facet, wanted.mode, wanted.group):
                continue
            if before.mode is Mode.MUST_NOT or before.values == wanted.values:
                return index
            if before.mode is Mode.MUST and self._is_multiple(wanted.facet):
                listed = draft.link in (Cue.OR, Cue.COMMA) and done[index].unit >= draft.unit - 1
                return index if listed else None
            return index
        return None

    def _is_multiple(self, facet_id: str) -> bool:
        facet = self._vocabulary.by_id.get(facet_id)
        return facet is not None and facet.multiple

    def _join(self, first: _Draft, second: _Draft) -> _Draft:
        left, right = first.filter, second.filter
        spans = tuple(sorted({*left.spans, *right.spans}))
        if left.mode is Mode.MUST and second.link is not Cue.OR and _nested(left.values, right.values):
            narrow = left if left.values <= right.values else right
            return replace(first, filter=replace(narrow, spans=spans))
        terms = (*left.terms, *(term for term in right.terms if term not in left.terms))
        joined = replace(
            left, terms=terms, values=left.values | right.values, best=left.best | right.best, spans=spans
        )
        return replace(first, filter=joined, unit=second.unit)

    def _only(self, units: Sequence[Unit], filters: Sequence[ParsedFilter]) -> list[ParsedFilter]:
        """Exclusions of every other value, where the sentence says that the named ones are all."""
        asked = {
            facet: tuple(sorted(unit.spans))
            for unit in units
            for facet in ([unit.sense.only] if unit.sense and unit.sense.only else [])
            + (list(unit.facets) if unit.only else [])
            if not unit.negated and not unit.soft
        }
        return [made for facet, spans in asked.items() for made in self._others(facet, spans, filters)]

    def _others(
        self, facet_id: str, spans: tuple[Span, ...], filters: Sequence[ParsedFilter]
    ) -> list[ParsedFilter]:
        named = [each.values for each in filters if each.facet == facet_id and each.mode is Mode.MUST]
        if not named:
            return []
        others = [
            value
            for value in self._vocabulary.by_id[facet_id].values
            if value not in frozenset().union(*named)
        ]
        return [ParsedFilter(facet_id, tuple(others), frozenset(others), Mode.MUST_NOT, spans)]


def _nested(left: frozenset[str], right: frozenset[str]) -> bool:
    return left <= right or right <= left


def _on_scale(values: Sequence[str], named: frozenset[str], scale: Cue) -> frozenset[str]:
    """The values of an ordered facet up to, from, below or above the named ones."""
    places = [index for index, value in enumerate(values) if value in named]
    low, high = min(places, default=0), max(places, default=0)
    match scale:
        case Cue.OR_LOWER:
            return frozenset(values[: high + 1])
        case Cue.OR_HIGHER:
            return frozenset(values[low:])
        case Cue.LOWER_THAN:
            return frozenset(values[:low])
        case _:
            return frozenset(values[high + 1 :])
