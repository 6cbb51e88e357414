"""What an image may be besides what it is said to be: plausible values with their probabilities.

Most images have none: what a merchant or a person said is certain, and of much that a model says it is
sure. What there is stands facet by facet in the order of rows, ten bytes a value.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from weft.engine.index.schema import labels, plausible_term
from weft.vocab.model import Vocabulary


@dataclass(frozen=True, slots=True)
class Chances:
    """The plausible values of one facet for some rows, an entry each, in the order of rows.

    `places` are indices into the rows asked for, `codes` places in the labels of the facet.
    """

    places: NDArray[np.int64]
    codes: NDArray[np.int16]
    probabilities: NDArray[np.float32]


class PlausibleValues:
    """The plausible values of one version, by stored facet; one that has none is not there."""

    def __init__(self, spelled: pa.Array, probabilities: pa.Array, vocabulary: Vocabulary) -> None:
        """Both are lists, one a row: the values as `plausible_term` spells them, and how likely each is."""
        rows = pc.list_parent_indices(spelled).to_numpy().astype(np.int32)
        numbers = pc.list_flatten(probabilities).to_numpy().astype(np.float32)
        encoded = pc.list_flatten(spelled).dictionary_encode()
        terms = {term: code for code, term in enumerate(encoded.dictionary.to_pylist())}
        codes = encoded.indices.to_numpy()
        self._facets: dict[str, _Entries] = {}
        for facet in vocabulary.stored:
            meaning = _meaning([plausible_term(facet.id, value) for value in labels(facet)], terms)
            found = meaning[codes]
            own = found >= 0
            if own.any():
                self._facets[facet.id] = _Entries(rows[own], found[own], numbers[own])

    def extended(self, fresh: PlausibleValues, *, start: int) -> PlausibleValues:
        """These with those of more rows, which begin at `start`; both stay as they are."""
        whole = copy(self)
        whole._facets = dict(self._facets)
        for name, entries in fresh._facets.items():
            whole._facets[name] = self._facets.get(name, _NO_ENTRIES).followed_by(entries, start)
        return whole

    def having(self, facet_id: str, places: Collection[int]) -> NDArray[np.int32]:
        """The rows that may have any of these values, given by their places in the labels of the facet."""
        entries = self._facets.get(facet_id)
        if entries is None:
            return np.empty(0, dtype=np.int32)
        return entries.rows[np.isin(entries.codes, list(places))]

    def chances(self, facet_id: str, rows: NDArray[np.int64]) -> Chances | None:
        """The plausible values of some rows, which rise; None where none of them has any."""
        entries = self._facets.get(facet_id)
        if entries is None:
            return None
        places = np.searchsorted(rows, entries.rows)
        inside = places < len(rows)
        inside[inside] = rows[places[inside]] == entries.rows[inside]
        if not inside.any():
            return None
        return Chances(places[inside], entries.codes[inside], entries.probabilities[inside])


@dataclass(frozen=True, slots=True)
class _Entries:
    rows: NDArray[np.int32]
    codes: NDArray[np.int16]
    probabilities: NDArray[np.float32]

    def followed_by(self, fresh: _Entries, start: int) -> _Entries:
        return _Entries(
            np.concatenate([self.rows, fresh.rows + np.int32(start)]),
            np.concatenate([self.codes, fresh.codes]),
            np.concatenate([self.probabilities, fresh.probabilities]),
        )


_NO_ENTRIES = _Entries(np.empty(0, np.int32), np.empty(0, np.int16), np.empty(0, np.float32))


def _meaning(spelled: Sequence[str], terms: dict[str, int]) -> NDArray[np.int16]:
    """By term: which of the spelled values it is, -1 for one of another facet."""
    meaning = np.full(max(len(terms), 1), -1, dtype=np.int16)
    for place, term in enumerate(spelled):
        if term in terms:
            meaning[terms[term]] = place
    return meaning
