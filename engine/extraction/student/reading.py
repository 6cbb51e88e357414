"""From the numbers of a network to attributes of a vocabulary: one joint reading of all facets.

The kind is decided first. For a facet f with scope S (the kinds that have it) and a value v

    p(f applies) = sum of p(k) over kinds k in S        p(f = v) = p(f applies) * p(v | f applies)

so that the probabilities of a facet's values, of `unknown` and of `not_applicable` add up to 1, and a
skirt that may be a dress keeps some probability for each sleeve. A facet outside the scope of the kind
that was decided for is `not_applicable`, so that the reading as a whole makes sense.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weft.engine.errors import SettingsError
from weft.engine.extraction.student.sheet import FacetSheet, Sheet
from weft.engine.model import Attribute, Source
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Facet, Vocabulary

Floats = NDArray[np.float32]

_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Beliefs:
    """What a network believes of one facet of n photos that have it.

    `choice[:, i]` is the probability that value i is the one, or the first of several; its last column
    that there is none. `presence[:, i]` is the probability that value i is there; the same as `choice`
    for a facet with one value. Shapes (n, values + 1) and (n, values).
    """

    choice: Floats
    presence: Floats


def beliefs(rows: Floats, sheet: Sheet) -> dict[str, Beliefs]:
    """What rows of logits, shape (n, sheet.width), say by the calibration of the sheet."""
    found = {}
    for facet, chosen, there in sheet.stretches():
        choice = softmax(rows[:, chosen] / facet.temperature)
        presence = choice[:, :-1]
        if facet.multiple:  # what comes first is there
            presence = np.maximum(presence, sigmoid(facet.slope * rows[:, there] + facet.shift))
        found[facet.id] = Beliefs(choice, presence)
    return found


def softmax(logits: Floats) -> Floats:
    """Each row as probabilities that add up to 1."""
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True), np.float32)


def sigmoid(logits: Floats) -> Floats:
    """Each number as a probability."""
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * logits), np.float32)


class Reader:
    """Reads rows of a network in the words of a vocabulary.

    The two need not be the same: a value that the network does not know is never given, one that the
    vocabulary does not know is left out of account, and a facet that the network does not know is
    `unknown` (or without values) with confidence 0. Raises SettingsError if they have no kind in common.
    """

    def __init__(self, sheet: Sheet, vocabulary: Vocabulary, *, by: str) -> None:
        self._sheet, self._vocabulary, self._by = sheet, vocabulary, by
        self._kinds = self._shared(vocabulary.by_id[vocabulary.kind])
        if sheet.kind != vocabulary.kind or not self._kinds:
            raise SettingsError(
                f'The student "{sheet.name}" knows no kind of the vocabulary "{vocabulary.label}".',
                hint="Make a student of your own: weft distill.",
            )

    def read(self, rows: Floats) -> list[dict[str, Attribute]]:
        """The attributes of n photos, every stored facet of the vocabulary; `rows` are their logits."""
        believed = beliefs(rows, self._sheet)
        kind = self._narrowed(self._vocabulary.by_id[self._vocabulary.kind], believed)
        names = (*self._kinds, UNKNOWN)
        kinds = [names[place] for place in kind.choice.argmax(axis=1)]
        columns = {
            facet.id: list(self._column(facet, believed, kind, kinds)) for facet in self._vocabulary.stored
        }
        return [{facet: column[i] for facet, column in columns.items()} for i in range(len(rows))]

    def _shared(self, facet: Facet) -> tuple[str, ...]:
        known = self._sheet.by_id.get(facet.id)
        return tuple(value for value in known.values if value in facet.values) if known else ()

    def _narrowed(self, facet: Facet, believed: Mapping[str, Beliefs]) -> Beliefs:
        """The beliefs in the values that both know."""
        known, found = self._sheet.by_id[facet.id], believed[facet.id]
        kept = [place for place, value in enumerate(known.values) if value in facet.values]
        choice = found.choice[:, [*kept, len(known.values)]]
        return Beliefs(choice / choice.sum(axis=1, keepdims=True), found.presence[:, kept])

    def _column(
        self, facet: Facet, believed: Mapping[str, Beliefs], kind: Beliefs, kinds: Sequence[str]
    ) -> Iterator[Attribute]:
        """One facet of all photos."""
        known = self._sheet.by_id.get(facet.id)
        if known is None or known.multiple != facet.multiple or not self._shared(facet):
            yield from (self._unread(facet, each) for each in kinds)
            return
        applies = kind.choice @ self._scope(facet)
        own = self._narrowed(facet, believed)
        read = self._several if facet.multiple else self._one
        for i, each in enumerate(kinds):
            has = self._vocabulary.applies(facet.id, each)
            yield read(facet, known, Beliefs(own.choice[i], own.presence[i]), float(applies[i]), has)

    def _unread(self, facet: Facet, kind: str) -> Attribute:
        values = () if facet.multiple else (self._vocabulary.absent(facet.id, kind),)
        return Attribute(values, 0.0, Source.MODEL, by=self._by)

    def _scope(self, facet: Facet) -> Floats:
        """1 for each kind that has the facet, the unknown one included, in the order of the beliefs."""
        names = (*self._kinds, UNKNOWN)
        return np.asarray([self._vocabulary.applies(facet.id, name) for name in names], np.float32)

    def _one(self, facet: Facet, known: FacetSheet, own: Beliefs, applies: float, has: bool) -> Attribute:
        names = (*self._shared(facet), UNKNOWN, NOT_APPLICABLE)
        shares = (*(float(share) * applies for share in own.choice), 1 - applies)
        best = int(own.choice.argmax()) if has else len(names) - 1
        return self._attribute((names[best],), shares[best], names, shares, known.plausible)

    def _several(self, facet: Facet, known: FacetSheet, own: Beliefs, applies: float, has: bool) -> Attribute:
        names = self._shared(facet)
        shares = [float(share) * applies for share in own.presence]
        first = int(own.choice.argmax())
        if not has or first == len(names):
            sure = float(own.choice[-1]) * applies + 1 - applies
            return self._attribute((), sure, names, shares, known.plausible)
        further = (place for place in _falling(shares) if shares[place] >= known.threshold)
        values = (names[first], *(names[place] for place in further if place != first))
        return self._attribute(values, float(own.choice[first]) * applies, names, shares, known.plausible)

    def _attribute(
        self,
        values: tuple[str, ...],
        sure: float,
        names: Sequence[str],
        shares: Sequence[float],
        least: float,
    ) -> Attribute:
        kept = [i for i in _falling(shares) if shares[i] >= least or names[i] in values]
        pairs = tuple((names[i], round(min(shares[i], 1.0), _DIGITS)) for i in kept)
        rivals = pairs if {name for name, _ in pairs} != set(values) else ()
        return Attribute(values, round(min(sure, 1.0), _DIGITS), Source.MODEL, rivals, self._by)


def _falling(shares: Sequence[float]) -> list[int]:
    """Places from the greatest share to the least, the earlier first where they are equal."""
    return sorted(range(len(shares)), key=lambda place: -shares[place])
