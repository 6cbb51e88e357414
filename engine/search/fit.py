"""Attribute fit: how far each image is from being exactly what was asked, seen in its attributes alone.

Every wish adds between 0 (met in full) and 1 (not met) to the distance of an image:

- required or ticked: 0 for one of the values that were meant; half for a relative only, or where another
  value is the dominant one (red trim on a blue dress); three quarters for both;
- preferred: 0 if it has the value, half for a relative, else 1;
- excluded: 1 where the value is not known, so that nobody can say whether it is there;
- of several alternatives the nearest counts;
- who excludes a value of a facet that can be `plain`, or asks for the plain one, is after plainness: each
  such facet of which nothing else is asked adds 1 where it is not plain.

What is not sure adds up to `DOUBT`, in coarse steps: a small difference in confidence means nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from weft.engine.index.columns import Columns
from weft.engine.model import Mode, ParsedFilter, ParsedRange
from weft.engine.search.chance import Expected, expected
from weft.engine.search.fusion import Leg, ranks_of_levels
from weft.vocab.model import UNKNOWN, Facet, Vocabulary

NAME = "fit"

RELATIVE = 0.5
"""How much of a wish a relative of the value meets."""
BESIDE = 0.5
"""How much of a wish a value meets that is there, but not the dominant one."""
DOUBT = 0.2
"""What a confidence of 0 adds to the distance: less than any other shortcoming."""

_DOUBT_STEPS = 4
_LEVELS = 64

Rows = NDArray[np.int64]
Distances = NDArray[np.float32]


class Fit:
    """Measures distances on the columns of one version."""

    def __init__(self, columns: Columns, vocabulary: Vocabulary) -> None:
        self._columns = columns
        self._vocabulary = vocabulary

    def leg(
        self, wishes: Sequence[ParsedFilter], ranges: Sequence[ParsedRange], rows: Rows, *, weight: float
    ) -> Leg | None:
        """The whole result set, ranked by distance; None when nothing is wished for.

        `rows` are the row numbers of the result set.
        """
        preferred = [each for each in ranges if each.mode is Mode.PREFER]
        if not wishes and not preferred:
            return None
        distances = self.distances(wishes, rows)
        for each in preferred:
            distances += ~self._is_within(each, rows)
        levels = np.rint(distances * _LEVELS).astype(np.int64)
        return Leg(NAME, weight, ranks_of_levels(levels))

    def distances(self, wishes: Sequence[ParsedFilter], rows: Rows) -> Distances:
        """The distance of each row from what is wished for, shape (len(rows),); 0 is perfect."""
        by_group: dict[int, Distances] = defaultdict(lambda: np.zeros(len(rows), dtype=np.float32))
        total = by_group[0]
        for each in wishes:
            by_group[each.group] += self._distance(each, wishes, rows)
        for facet in _plain_facets(wishes, self._vocabulary):
            total += self._unplain(facet, rows)
        alternatives = [by_group[group] for group in sorted(by_group) if group]
        return total + np.minimum.reduce(alternatives) if alternatives else total

    def unproven(self, wishes: Iterable[ParsedFilter], rows: Rows) -> NDArray[np.bool_]:
        """Which rows may have what is excluded, because their value is not known."""
        found = np.zeros(len(rows), dtype=np.bool_)
        for each in wishes:
            if each.mode is Mode.MUST_NOT:
                found |= self._unknown(self._vocabulary.by_id.get(each.facet), rows) > 0
        return found

    def _unplain(self, facet: Facet, rows: Rows) -> Distances:
        """1 where the facet is not plain; where only chances are known, how likely that is."""
        unplain = (~self._columns.has(facet.id, facet.plain)[rows]).astype(np.float32)
        chances = self._columns.plausible.chances(facet.id, rows)
        if chances is None:
            return unplain
        grades = self._table(facet.id, {facet.plain: 1.0})
        found = expected(chances, grades, len(rows), multiple=facet.multiple)
        return np.where(found.known, 1 - found.probability, unplain)

    def _distance(self, wish: ParsedFilter, wishes: Iterable[ParsedFilter], rows: Rows) -> Distances:
        facet = self._vocabulary.by_id.get(wish.facet)
        if wish.mode is Mode.MUST_NOT:
            missed = self._unknown(facet, rows)
        else:
            missed = 1 - self._met(wish, facet, wishes, rows)
        if facet is None:
            return missed
        distance = missed + self._doubt(facet, rows)
        chances = self._columns.plausible.chances(facet.derived_from or facet.id, rows)
        if chances is None:
            return distance
        size, grades = len(rows), self._grades(wish, facet)
        found = expected(chances, grades, size, multiple=facet.multiple)
        return np.where(found.known, _uncertain(wish, facet, missed, found), distance)

    def _grades(self, wish: ParsedFilter, facet: Facet) -> Distances:
        """How well each value of the stored facet serves, by code."""
        by_value = dict.fromkeys(wish.values, RELATIVE) | dict.fromkeys(_meant(wish), 1.0)
        origin = self._vocabulary.by_id[facet.derived_from or facet.id]
        values = (
            self._vocabulary.derive(facet.id, label) if facet.derived_from else label
            for label in self._columns.labels(origin.id)
        )
        return np.array([by_value.get(value, 0.0) for value in values], dtype=np.float32)

    def _unknown(self, facet: Facet | None, rows: Rows) -> Distances:
        if facet is None or facet.multiple:
            return np.zeros(len(rows), dtype=np.float32)
        return self._table(facet.id, {UNKNOWN: 1.0})[self._columns.codes(facet.id)[rows]]

    def _met(
        self, wish: ParsedFilter, facet: Facet | None, wishes: Iterable[ParsedFilter], rows: Rows
    ) -> Distances:
        if facet and not facet.multiple:
            grades = dict.fromkeys(wish.values, RELATIVE) | dict.fromkeys(_meant(wish), 1.0)
            return self._table(facet.id, grades)[self._columns.codes(facet.id)[rows]]
        exact = self._columns.has_any(wish.facet, _meant(wish))[rows].astype(np.float32)
        relative = self._columns.has_any(wish.facet, wish.values)[rows] * np.float32(RELATIVE)
        if facet and wish.mode is Mode.MUST:
            asked = [each for each in wishes if each.facet == facet.id and each.mode is Mode.MUST]
            exact *= self._dominance(facet, (_meant(each) for each in asked), rows)
            relative *= self._dominance(facet, (each.values for each in asked), rows)
        return np.maximum(exact, relative)

    def _dominance(self, facet: Facet, asked: Iterable[frozenset[str]], rows: Rows) -> Distances:
        """1 where the first value is any that was asked for: of "black and white" either."""
        grades = dict.fromkeys(facet.values, BESIDE) | dict.fromkeys(frozenset[str]().union(*asked), 1.0)
        return self._table(facet.id, grades)[self._columns.first(facet.id)[rows]]

    def _table(self, facet_id: str, grades: dict[str, float]) -> Distances:
        """Grades by code; the last entry is that of code -1."""
        labels = self._columns.labels(facet_id)
        return np.array([*(grades.get(label, 0.0) for label in labels), 0.0], dtype=np.float32)

    def _doubt(self, facet: Facet, rows: Rows) -> Distances:
        confidence = self._columns.confidence(facet.id)[rows]
        steps: Distances = np.rint((1 - confidence) * _DOUBT_STEPS) * np.float32(DOUBT / _DOUBT_STEPS)
        return steps

    def _is_within(self, each: ParsedRange, rows: Rows) -> NDArray[np.bool_]:
        numbers = self._columns.numbers(each.field)[rows]
        low, high = each.low, each.high
        above = numbers >= low if low is not None else ~np.isnan(numbers)
        return above & (numbers <= high) if high is not None else above


def _uncertain(wish: ParsedFilter, facet: Facet, missed: Distances, found: Expected) -> Distances:
    """The distance where only chances are known; `missed` is that of the likeliest values."""
    if wish.mode is Mode.MUST_NOT:
        return missed + found.relief
    if wish.mode is Mode.PREFER:
        return 1 - found.probability * found.grade
    if facet.multiple:
        return np.where(missed < 1, missed, 1 - found.grade) + found.surprise
    return 1 - found.grade + found.surprise


def _meant(wish: ParsedFilter) -> frozenset[str]:
    return wish.best or wish.values


def _plain_facets(wishes: Sequence[ParsedFilter], vocabulary: Vocabulary) -> list[Facet]:
    """The facets in which plain is better, though no filter says so.

    An exclusion of prints puts no print at all before a small logo, and plain before striped; but a
    "striped shirt without a print" is not meant to be plain, and a "floral dress without a logo" neither.
    """
    plain = {facet.id: facet for facet in vocabulary.facets if facet.plain}
    asked = _values_by_origin((each for each in wishes if each.mode is not Mode.MUST_NOT), vocabulary)
    excluded = _values_by_origin((each for each in wishes if each.mode is Mode.MUST_NOT), vocabulary)
    quiet = {name for name in asked.keys() & plain if plain[name].plain in asked[name]}
    loud = (asked.keys() & plain) - quiet
    touched = quiet | (excluded.keys() & plain)
    wanted = touched if loud else (plain if touched else ())
    return [plain[name] for name in sorted(wanted) if name not in loud]


def _values_by_origin(wishes: Iterable[ParsedFilter], vocabulary: Vocabulary) -> dict[str, frozenset[str]]:
    """The values wished for by facet; what is derived from a facet counts as that facet's values."""
    found: dict[str, frozenset[str]] = {}
    for each in wishes:
        facet = vocabulary.by_id.get(each.facet)
        if facet is None:
            continue
        sources = (facet.derived.get(value, frozenset({value})) for value in each.values)
        origin = facet.derived_from or facet.id
        found[origin] = found.get(origin, frozenset()).union(*sources)
    return found
