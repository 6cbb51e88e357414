"""Who belongs to which product when a sentence asks for several, and which facets are either-or.

"red dress, blue shoes" asks for either of two products, each with its own colour; "black dress or skirt"
for one colour and two kinds; "striped or red shirt" for either of two facets.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from weft.engine.query.items import Unit
from weft.vocab.languages import Cue

_JOINTS = frozenset({Cue.AND, Cue.OR, Cue.COMMA})


class Alternatives:
    """Splits the units of a sentence into groups of which one must hold."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def groups(self, units: Sequence[Unit], *, head_first: bool) -> list[int]:
        """The group of each unit, from 1; 0 where it is said of all. Marks mere modifiers as residual."""
        kinds = [index for index, unit in enumerate(units) if self._is_kind(unit)]
        kinds = self._heads(units, kinds, head_first=head_first)
        self._soften_beside_words(units)
        starts = [0] + [_start(units, before, at) for before, at in pairwise(kinds)]
        if len(kinds) > 1 and self._are_products(units, kinds, starts, head_first=head_first):
            return [_group(index, unit, starts) for index, unit in enumerate(units)]
        return self._either_facet(units)

    def _is_kind(self, unit: Unit) -> bool:
        return self._kind in unit.facets and not unit.negated and not unit.residual

    def _heads(self, units: Sequence[Unit], kinds: Sequence[int], *, head_first: bool) -> list[int]:
        """Kinds that say what is wanted; of two side by side one only describes the other."""
        heads: list[int] = []
        for index in kinds:
            unit = units[index]
            beside = (
                bool(heads) and heads[-1] == index - 1 and unit.link is None and self._same_run(units, index)
            )
            if beside and not head_first:
                units[heads.pop()].residual = True
            elif heads and (beside or (unit.opener is Cue.WITH and unit.link is None)):
                unit.residual = True
                continue
            heads.append(index)
        return heads

    @staticmethod
    def _same_run(units: Sequence[Unit], index: int) -> bool:
        return units[index].run == units[index - 1].run

    def _soften_beside_words(self, units: Sequence[Unit]) -> None:
        """ "with dinosaurs or stripes": what is one of two wishes cannot be required."""
        for before, unit in pairwise(units):
            if unit.link is not Cue.OR or before.negated or unit.negated:
                continue
            if before.sense is None and unit.sense and not self._is_kind(unit):
                unit.soft = True
            if unit.sense is None and before.sense and not self._is_kind(before):
                before.soft = True

    def _are_products(
        self, units: Sequence[Unit], kinds: Sequence[int], starts: Sequence[int], *, head_first: bool
    ) -> bool:
        """Whether a kind has modifiers that cannot be meant for another one."""
        if any(
            units[at].facets and units[start].link not in _JOINTS
            for at, start in zip(kinds, starts, strict=True)
            if start
        ):
            return False
        ends = [*starts[1:], len(units)]
        before = [_modifiers(units, start, at) for start, at in zip(starts, kinds, strict=True)]
        behind = [_modifiers(units, at + 1, end) for at, end in zip(kinds, ends, strict=True)]
        whole = [len(units[at].facets) > 1 for at in kinds]  # "denim jacket" as one word of the vocabulary
        return any(behind[:-1]) or any(whole) if head_first else any(before[1:]) or any(whole)

    def _either_facet(self, units: Sequence[Unit]) -> list[int]:
        """Groups for a list of different facets joined by "or"."""
        groups = [0] * len(units)
        for index, unit in enumerate(units):
            before = units[index - 1] if index else None
            if unit.link is not Cue.OR or before is None or not (_filters(unit) and _filters(before)):
                continue
            if not unit.facets & before.facets and not self._is_kind(unit) and not self._is_kind(before):
                _mark(groups, units, index - 1, groups[index - 1] or max(groups) + 1)
                groups[index] = max(groups) + 1
        return groups


def _mark(groups: list[int], units: Sequence[Unit], index: int, group: int) -> None:
    """Gives the unit a group, and the ones of its facet that it is listed with: "striped, floral or red"."""
    groups[index] = group
    while index and units[index].link is Cue.OR and units[index].facets & units[index - 1].facets:
        index -= 1
        groups[index] = group


def _start(units: Sequence[Unit], before: int, at: int) -> int:
    """Where the noun phrase of the kind at `at` begins: behind the last joint after the kind before."""
    for index in range(at, before, -1):
        if units[index].link in _JOINTS and not units[index].negated:
            if index < at and units[index - 1].facets & units[index].facets:
                continue  # the joint of a list of colours, not of two products
            return index
    return at


def _modifiers(units: Sequence[Unit], start: int, end: int) -> bool:
    return any(_filters(unit) for unit in units[start:end])


def _filters(unit: Unit) -> bool:
    return unit.sense is not None and not (unit.negated or unit.residual or unit.soft)


def _group(index: int, unit: Unit, starts: Sequence[int]) -> int:
    return 0 if unit.negated else sum(start <= index for start in starts)
