"""What filters, totals and facet counts read: the columns of one version as arrays in memory.

An array has one entry a row number, so that masks and codes of different columns fit together. Rows of
images that are gone are not `live` and match nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from weft.engine.errors import NotFoundError
from weft.engine.filters import AllOf, Filter
from weft.engine.index.bm25 import Bm25
from weft.engine.index.filters.check import checked
from weft.engine.index.filters.mask import Mask, mask
from weft.engine.index.growing import Growing
from weft.engine.index.nearest import Ranking
from weft.engine.index.offers import FIELDS as OFFER
from weft.engine.index.plausible import PlausibleValues
from weft.engine.index.schema import (
    EXACT,
    KEY,
    NUMBERS,
    PLAUSIBLE,
    PROBABILITIES,
    ROW,
    WORDS,
    confidence_column,
    labels,
)
from weft.engine.index.texts import Texts
from weft.engine.index.words import Words
from weft.vocab.model import Facet, Vocabulary

REMEMBERED = 32
"""Masks kept: one query asks for the same filters several times."""

_PLANE = 64
_COMPARED = 8
"""Values up to which it is quicker to compare with each than to look codes up."""


class Columns:
    """The columns of a store at one version, by row number; arrays are shared, do not write to them."""

    def __init__(self, table: pa.Table, vocabulary: Vocabulary) -> None:
        """`table` has `needed(vocabulary)` and is in the order of rows; holes are rows of nulls."""
        self._vocabulary = vocabulary
        self.origin = object()  # the same in all that grow out of these: rows and codes mean the same
        self.written = 0  # rows that have changed since
        self.live: Mask = table.column(ROW).is_valid().to_numpy()
        single = [facet for facet in vocabulary.facets if not facet.multiple]
        several = [facet for facet in vocabulary.facets if facet.multiple]
        self._codes = {f.id: Growing(_codes(_whole(table, f.id), labels(f))) for f in single}
        self._lists = {f.id: _Lists(_whole(table, f.id), f) for f in several}
        self._exact = {name: Texts(_whole(table, name)) for name in EXACT}
        self._numbers = {name: Growing(_floats(table, column)) for name, column in NUMBERS.items()}
        self._confidence = {
            f.id: Growing(_floats(table, confidence_column(f)).astype(np.float32)) for f in vocabulary.stored
        }
        self.plausible = PlausibleValues(_whole(table, PLAUSIBLE), _whole(table, PROBABILITIES), vocabulary)
        self._words = Words(_whole(table, WORDS))
        self._bm25 = Bm25(self._words, self.live)
        self._remembered = lru_cache(REMEMBERED)(self._match)

    def extended(self, fresh: Columns) -> Columns:
        """These with the rows of others behind their own; both stay as they are.

        Of an image that comes again the earlier row lives no longer.
        """
        whole = copy(self)
        again = self.has_any(KEY, fresh.distinct(KEY))
        whole.live = np.concatenate([self.live & ~again, fresh.live])
        whole.written = self.written + int(np.count_nonzero(fresh.live))
        whole._codes = _all_extended(self._codes, fresh._codes)
        whole._lists = {name: own.extended(fresh._lists[name]) for name, own in self._lists.items()}
        whole._exact = {name: own.extended(fresh._exact[name]) for name, own in self._exact.items()}
        whole._numbers = _all_extended(self._numbers, fresh._numbers)
        whole._confidence = _all_extended(self._confidence, fresh._confidence)
        whole.plausible = self.plausible.extended(fresh.plausible, start=len(self.live))
        whole._words = self._words.extended(fresh._words, start=len(self.live))
        whole._bm25 = Bm25(whole._words, whole.live)
        whole._remembered = lru_cache(REMEMBERED)(whole._match)
        return whole

    def with_live(self, live: Mask) -> Columns:
        """These with other rows alive; this one stays as it is."""
        other = copy(self)
        other.live = live
        other._bm25 = Bm25(other._words, live)
        other.written = self.written + int(np.count_nonzero(self.live != live))
        other._remembered = lru_cache(REMEMBERED)(other._match)
        return other

    def with_offers(self, rows: NDArray[np.int64], offers: pa.Table) -> Columns:
        """These with other offers at some rows, a row of the table each; this one stays as it is."""
        other = copy(self)
        other.written = self.written + len(rows)
        for name in set(OFFER) & set(NUMBERS):
            values = self.numbers(name).copy()
            values[rows] = _floats(offers, NUMBERS[name])
            other._numbers = {**other._numbers, name: Growing(values)}
        for name in set(OFFER) & set(EXACT):
            changed = self._exact[name].replaced(rows, Texts(_whole(offers, name)))
            other._exact = {**other._exact, name: changed}
        other._remembered = lru_cache(REMEMBERED)(other._match)
        return other

    def match(self, filter: Filter) -> Mask:
        """Which rows a filter lets through, shape (rows,); read-only.

        Raises QueryError for an unknown field, or a value outside its facet.
        """
        return self._remembered(filter)

    @property
    def product(self) -> NDArray[np.int32]:
        """The number of each row's product; of rows where no image lives it means nothing."""
        return self._exact["product_id"].codes

    def labels(self, facet_id: str) -> tuple[str, ...]:
        """The values that the codes of a facet stand for."""
        return labels(self._vocabulary.by_id[facet_id])

    def codes(self, facet_id: str) -> NDArray[np.int16]:
        """The value of a single-valued facet as its place in `labels`; nothing where no image lives."""
        return self._codes[facet_id].values

    def first(self, facet_id: str) -> NDArray[np.int16]:
        """The first (dominant) value of a multiple facet as its place in `labels`; -1 where it has none."""
        return self._lists[facet_id].first.values

    def has(self, facet_id: str, value: str, *, since: int = 0) -> Mask:
        """Which rows, from one on, have this value of a facet, single or multiple."""
        place = self.labels(facet_id).index(value)
        if facet_id in self._lists:
            return self._lists[facet_id].any([place], since)
        return _any_code(self.codes(facet_id)[since:], [place], len(self.labels(facet_id)))

    def has_any(self, field: str, values: Collection[str]) -> Mask:
        """Which rows have any of these values of a facet or exact text column."""
        if field in self._exact:
            texts = self._exact[field]
            return _any_code(texts.codes, texts.codes_of(values), len(texts))
        places = [self.labels(field).index(value) for value in values]
        if field in self._lists:
            return self._lists[field].any(places)
        return _any_code(self.codes(field), places, len(self.labels(field)))

    def may_have_any(self, facet_id: str, values: Collection[str]) -> Mask:
        """Which rows have any of these values of a stored facet, or may have it."""
        found = self.has_any(facet_id, values)
        places = [self.labels(facet_id).index(value) for value in values]
        found[self.plausible.having(facet_id, places)] = True
        return found

    def saying(self, stems: Sequence[str]) -> NDArray[np.int32]:
        """The rows that say these stems one after the other in caption or title, some more than once."""
        return self._words.rows(stems)

    def bm25(self, stems: Sequence[str], within: Filter, limit: int) -> Ranking:
        """The rows of a filter whose caption or title says any of the stems, best first."""
        return self._bm25.ranked(stems, self.match(within), limit)

    def confidence(self, facet_id: str) -> NDArray[np.float32]:
        """How sure the values of a facet are, 0 to 1; of a derived facet: those it is derived from."""
        facet = self._vocabulary.by_id[facet_id]
        return self._confidence[facet.derived_from or facet.id].values

    def numbers(self, field: str) -> NDArray[np.float64]:
        """A number or date column (seconds since 1970); NaN where absent."""
        return self._numbers[field].values

    def distinct(self, field: str) -> list[str]:
        """The distinct values of an exact text column."""
        return self._exact[field].distinct(self.live)

    def texts(self, field: str, rows: NDArray[np.int64]) -> list[str]:
        """An exact text column at these rows, in the same order."""
        return self._exact[field].take(rows)

    def offers(self, field: str, rows: NDArray[np.int64]) -> list[Any]:
        """A column of offers at these rows, in the same order."""
        return self.numbers(field)[rows].tolist() if field in NUMBERS else self.texts(field, rows)

    def row_of(self, image_id: str) -> int:
        """The row number of an image; NotFoundError if there is none of that id."""
        rows = np.flatnonzero(self.has_any(KEY, (image_id,)) & self.live)
        if not len(rows):
            raise NotFoundError(f"There is no image {image_id!r}.")
        return int(rows[0])

    def _match(self, filter: Filter) -> Mask:
        """Of a conjunction each part is remembered: counting a facet leaves one of them out."""
        if isinstance(filter, AllOf) and len(filter.filters) > 1:
            found = self.live.copy()
            for each in filter.filters:
                found &= self._remembered(each)
        else:
            found = mask(checked(filter, self._vocabulary), self)
            found &= self.live
        found.flags.writeable = False
        return found


def needed(vocabulary: Vocabulary) -> list[str]:
    """The columns of the table that `Columns` is built from."""
    confidences = (confidence_column(facet) for facet in vocabulary.stored)
    facets = (facet.id for facet in vocabulary.facets)
    return [ROW, WORDS, PLAUSIBLE, PROBABILITIES, *EXACT, *NUMBERS.values(), *facets, *confidences]


class _Lists:
    """A multiple facet as bits, 64 values a plane, beside the code of each row's first value."""

    def __init__(self, lists: pa.Array, facet: Facet) -> None:
        rows = pc.list_parent_indices(lists).to_numpy()
        codes = _codes(pc.list_flatten(lists), labels(facet))
        first = np.full(len(lists), -1, dtype=np.int16)
        first[rows[::-1]] = codes[::-1]  # the last to be written is the first of its row
        self.first = Growing(first)
        starts = range(0, len(labels(facet)), _PLANE)
        self._planes = [Growing(_plane(rows, codes, start, len(lists))) for start in starts]

    def extended(self, fresh: _Lists) -> _Lists:
        whole = copy(self)
        whole.first = self.first.extended(fresh.first.values)
        both = zip(self._planes, fresh._planes, strict=True)
        whole._planes = [own.extended(more.values) for own, more in both]
        return whole

    def any(self, places: Sequence[int], since: int = 0) -> Mask:
        found = np.zeros(len(self.first.values) - since, dtype=np.bool_)
        for number, plane in enumerate(self._planes):
            bits = sum(1 << place % _PLANE for place in places if place // _PLANE == number)
            if bits:
                found |= (plane.values[since:] & np.uint64(bits)) != 0
        return found


def _all_extended(own: Mapping[str, Growing], fresh: Mapping[str, Growing]) -> dict[str, Growing]:
    return {name: values.extended(fresh[name].values) for name, values in own.items()}


def _plane(rows: NDArray[Any], codes: NDArray[np.int16], start: int, size: int) -> NDArray[np.uint64]:
    plane = np.zeros(size, dtype=np.uint64)
    inside = (codes >= start) & (codes < start + _PLANE)
    bits = np.uint64(1) << (codes[inside] - start).astype(np.uint64)
    np.bitwise_or.at(plane, rows[inside], bits)
    return plane


def _any_code(codes: NDArray[Any], places: Sequence[int], count: int) -> Mask:
    if len(places) > _COMPARED:
        wanted = np.zeros(count + 1, dtype=np.bool_)  # the last entry answers for -1
        wanted[list(places)] = True
        return wanted.take(codes)
    found = np.zeros(len(codes), dtype=np.bool_)
    for place in places:
        found |= codes == place
    return found


def _codes(values: pa.Array, known: Sequence[str]) -> NDArray[np.int16]:
    places = pc.index_in(values, value_set=pa.array(known, pa.utf8()))
    return np.asarray(places.fill_null(-1).to_numpy().astype(np.int16))


def _floats(table: pa.Table, name: str) -> NDArray[np.float64]:
    return np.asarray(_whole(table, name).to_numpy(zero_copy_only=False).astype(np.float64))


def _whole(table: pa.Table, name: str) -> pa.Array:
    column = table.column(name).combine_chunks()
    return column if isinstance(column, pa.Array) else column.chunk(0)
