"""What filters, totals and facet counts read: the columns of one version as arrays in memory.

An array has one entry a row number, so that masks and codes of different columns fit together. Rows of
images that are gone are not `live` and match nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from weft.engine.errors import NotFoundError
from weft.engine.filters import Filter
from weft.engine.index.filters.check import checked
from weft.engine.index.filters.mask import Mask, mask
from weft.engine.index.schema import EXACT, NUMBERS, ROW, WORDS, confidence_column, labels
from weft.engine.index.words import Words
from weft.vocab.model import Facet, Vocabulary

REMEMBERED = 8
"""Masks kept: one query asks for the same filter several times."""

_PLANE = 64


class Columns:
    """The columns of a store at one version, by row number; arrays are shared, do not write to them."""

    def __init__(self, table: pa.Table, vocabulary: Vocabulary) -> None:
        """`table` has `needed(vocabulary)` and is in the order of rows; holes are rows of nulls."""
        self._vocabulary = vocabulary
        self.live: Mask = table.column(ROW).is_valid().to_numpy()
        single = [facet for facet in vocabulary.facets if not facet.multiple]
        several = [facet for facet in vocabulary.facets if facet.multiple]
        self._codes = {f.id: _codes(_whole(table, f.id), labels(f)) for f in single}
        self._lists = {f.id: _Lists(_whole(table, f.id), f) for f in several}
        self._exact = {name: _Texts(_whole(table, name)) for name in EXACT}
        self._numbers = {name: _floats(table, column) for name, column in NUMBERS.items()}
        self._confidence = {
            f.id: _floats(table, confidence_column(f)).astype(np.float32) for f in vocabulary.stored
        }
        self._words = Words(_whole(table, WORDS))
        self._remembered = lru_cache(REMEMBERED)(self._match)

    def match(self, filter: Filter) -> Mask:
        """Which rows a filter lets through, shape (rows,); read-only.

        Raises QueryError for an unknown field, or a value outside its facet.
        """
        return self._remembered(filter)

    @property
    def product(self) -> NDArray[np.int32]:
        """The number of each row's product, from 0 without gaps; -1 where no image lives."""
        return self._exact["product_id"].codes

    def labels(self, facet_id: str) -> tuple[str, ...]:
        """The values that the codes of a facet stand for."""
        return labels(self._vocabulary.by_id[facet_id])

    def codes(self, facet_id: str) -> NDArray[np.int16]:
        """The value of a single-valued facet as its place in `labels`; -1 where no image lives."""
        return self._codes[facet_id]

    def first(self, facet_id: str) -> NDArray[np.int16]:
        """The first (dominant) value of a multiple facet as its place in `labels`; -1 where it has none."""
        return self._lists[facet_id].first

    def has(self, facet_id: str, value: str) -> Mask:
        """Which rows have this value of a facet, single or multiple."""
        return self.has_any(facet_id, (value,))

    def has_any(self, field: str, values: Collection[str]) -> Mask:
        """Which rows have any of these values of a facet or exact text column."""
        if field in self._exact:
            return self._exact[field].any(values)
        places = [self.labels(field).index(value) for value in values]
        if field in self._lists:
            return self._lists[field].any(places)
        return _any_code(self._codes[field], places, len(self.labels(field)))

    def says(self, stems: Sequence[str]) -> Mask:
        """Which rows say these stems one after the other in caption or title."""
        found = np.zeros(len(self.live), dtype=np.bool_)
        found[self._words.rows(stems)] = True
        return found

    def confidence(self, facet_id: str) -> NDArray[np.float32]:
        """How sure the values of a facet are, 0 to 1; of a derived facet: those it is derived from."""
        facet = self._vocabulary.by_id[facet_id]
        return self._confidence[facet.derived_from or facet.id]

    def numbers(self, field: str) -> NDArray[np.float64]:
        """A number or date column (seconds since 1970); NaN where absent."""
        return self._numbers[field]

    def distinct(self, field: str) -> list[str]:
        """The distinct values of an exact text column."""
        return self._exact[field].distinct

    def texts(self, field: str, rows: NDArray[np.int64]) -> list[str]:
        """An exact text column at these rows, in the same order."""
        return self._exact[field].take(rows)

    def row_of(self, image_id: str) -> int:
        """The row number of an image; NotFoundError if there is none of that id."""
        rows = np.flatnonzero(self._exact["image_id"].any((image_id,)))
        if not len(rows):
            raise NotFoundError(f"There is no image {image_id!r}.")
        return int(rows[0])

    def _match(self, filter: Filter) -> Mask:
        found = mask(checked(filter, self._vocabulary), self)
        found &= self.live
        found.flags.writeable = False
        return found


def needed(vocabulary: Vocabulary) -> list[str]:
    """The columns of the table that `Columns` is built from."""
    confidences = (confidence_column(facet) for facet in vocabulary.stored)
    return [ROW, WORDS, *EXACT, *NUMBERS.values(), *(f.id for f in vocabulary.facets), *confidences]


class _Texts:
    """A text column as codes into its distinct values."""

    def __init__(self, texts: pa.Array) -> None:
        encoded = texts.dictionary_encode()
        self.codes: NDArray[np.int32] = encoded.indices.fill_null(-1).to_numpy().astype(np.int32)
        self._distinct = encoded.dictionary

    @property
    def distinct(self) -> list[str]:
        values: list[str] = self._distinct.to_pylist()
        return values

    def take(self, rows: NDArray[np.int64]) -> list[str]:
        values: list[str] = self._distinct.take(pa.array(self.codes[rows])).to_pylist()
        return values

    def any(self, values: Collection[str]) -> Mask:
        wanted = pc.is_in(self._distinct, value_set=pa.array(values, pa.utf8()))
        places = np.flatnonzero(wanted.to_numpy(zero_copy_only=False))
        return _any_code(self.codes, places.tolist(), len(self._distinct))


class _Lists:
    """A multiple facet as bits, 64 values a plane, beside the code of each row's first value."""

    def __init__(self, lists: pa.Array, facet: Facet) -> None:
        rows = pc.list_parent_indices(lists).to_numpy()
        codes = _codes(pc.list_flatten(lists), labels(facet))
        self.first = np.full(len(lists), -1, dtype=np.int16)
        self.first[rows[::-1]] = codes[::-1]  # the last to be written is the first of its row
        self._planes = [
            _plane(rows, codes, start, len(lists)) for start in range(0, len(labels(facet)), _PLANE)
        ]

    def any(self, places: Sequence[int]) -> Mask:
        found = np.zeros(len(self.first), dtype=np.bool_)
        for number, plane in enumerate(self._planes):
            bits = sum(1 << place % _PLANE for place in places if place // _PLANE == number)
            if bits:
                found |= (plane & np.uint64(bits)) != 0
        return found


def _plane(rows: NDArray[Any], codes: NDArray[np.int16], start: int, size: int) -> NDArray[np.uint64]:
    plane = np.zeros(size, dtype=np.uint64)
    inside = (codes >= start) & (codes < start + _PLANE)
    bits = np.uint64(1) << (codes[inside] - start).astype(np.uint64)
    np.bitwise_or.at(plane, rows[inside], bits)
    return plane


def _any_code(codes: NDArray[Any], places: Sequence[int], count: int) -> Mask:
    wanted = np.zeros(count + 1, dtype=np.bool_)  # the last entry answers for -1
    wanted[list(places)] = True
    found: Mask = codes == places[0] if len(places) == 1 else wanted[codes]
    return found


def _codes(values: pa.Array, known: Sequence[str]) -> NDArray[np.int16]:
    places = pc.index_in(values, value_set=pa.array(known, pa.utf8()))
    return np.asarray(places.fill_null(-1).to_numpy().astype(np.int16))


def _floats(table: pa.Table, name: str) -> NDArray[np.float64]:
    return np.asarray(_whole(table, name).to_numpy(zero_copy_only=False).astype(np.float64))


def _whole(table: pa.Table, name: str) -> pa.Array:
    column = table.column(name).combine_chunks()
    return column if isinstance(column, pa.Array) else column.chunk(0)
