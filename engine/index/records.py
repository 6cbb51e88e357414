"""All records of one version in memory, packed by column, for the few that a page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weft.engine.index.offers import FIELDS as OFFER
from weft.engine.index.rows import record_columns, to_records
from weft.engine.index.schema import KEY
from weft.engine.model import ImageRecord
from weft.vocab.model import Vocabulary

Rows = NDArray[np.int64]

_FEW = 0.25
"""Share of distinct values below which a column is kept as codes."""


class Records:
    """The columns that records are made of, by row number, without the offers.

    They lie in parts, as what is packed cannot grow: the first is what was read at once. Of the later
    ones each has at least twice as many rows as the next, so that they stay few and are seldom packed.
    """

    def __init__(self, table: pa.Table, vocabulary: Vocabulary) -> None:
        """`table` has `record_columns(vocabulary)` and is in the order of rows."""
        self._vocabulary = vocabulary
        self._names = [name for name in record_columns(vocabulary) if name not in OFFER]
        self._parts = [_Part(0, _readers(table, self._names))]

    def extended(self, table: pa.Table, *, start: int) -> Records:
        """These with more rows, which begin at `start`; these stay as they are."""
        table, parts = table.select(self._names), list(self._parts)
        while len(parts) > 1 and (last := parts[-1].table) is not None and len(last) < 2 * len(table):
            start = parts.pop().start
            table = pa.concat_tables([last, table]).combine_chunks()
        whole = copy(self)
        whole._parts = [*parts, _Part(start, _readers(table, self._names), table)]
        return whole

    def take(self, rows: Rows, offers: Mapping[str, Sequence[Any]]) -> list[ImageRecord]:
        """The records of these rows, in the same order, with their offers by column."""
        columns = {name: self._values(name, rows) for name in self._names}
        return to_records({**columns, **offers}, self._vocabulary)

    def by_id(self, rows: Rows) -> Rows:
        """These rows in the order of their image ids."""
        ids = np.array(self._values(KEY, rows), dtype=object)
        return rows[np.argsort(ids)]

    def _values(self, name: str, rows: Rows) -> list[Any]:
        if len(self._parts) == 1:
            return self._parts[0].readers[name](rows)
        which = np.searchsorted([part.start for part in self._parts], rows, side="right") - 1
        values = np.empty(len(rows), dtype=object)
        for number in np.unique(which):
            part, places = self._parts[number], np.flatnonzero(which == number)
            for place, value in zip(places, part.readers[name](rows[places] - part.start), strict=True):
                values[place] = value  # one by one, for numpy would take lists apart
        return values.tolist()


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows one after the other; those that may be packed again with others keep their table."""

    start: int
    readers: Mapping[str, Callable[[Rows], list[Any]]]
    table: pa.Table | None = None


def _readers(table: pa.Table, names: Iterable[str]) -> dict[str, Callable[[Rows], list[Any]]]:
    return {name: _reader(table.column(name)) for name in names}


def _reader(column: pa.ChunkedArray) -> Callable[[Rows], list[Any]]:
    """A function from rows to their values; far quicker from codes and bytes than from Arrow."""
    whole = _whole(column)
    if pa.types.is_list(column.type):
        return partial(_from_lists, whole.offsets.to_numpy(), _reader(pa.chunked_array([whole.values])))
    if len(column.unique()) <= _FEW * len(column):
        encoded = _whole(column.dictionary_encode().unify_dictionaries())
        codes = encoded.indices.fill_null(-1).to_numpy()
        size = np.min_scalar_type(-max(len(encoded.dictionary), 1))
        return partial(_from_codes, codes.astype(size), encoded.dictionary.to_pylist())
    if pa.types.is_string(column.type):
        _, offsets, text = whole.buffers()
        ends = np.frombuffer(offsets, dtype=np.int32)[whole.offset : whole.offset + len(whole) + 1]
        return partial(_from_bytes, ends, memoryview(text or b""))
    return partial(_from_arrow, whole)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    return whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole


def _from_arrow(column: pa.Array, rows: Rows) -> list[Any]:
    values: list[Any] = column.take(pa.array(rows)).to_pylist()
    return values


def _from_codes(codes: NDArray[Any], values: list[Any], rows: Rows) -> list[Any]:
    return [values[code] for code in codes.take(rows).tolist()]


def _from_bytes(ends: NDArray[np.int32], text: memoryview, rows: Rows) -> list[str]:
    both = zip(ends.take(rows).tolist(), ends.take(rows + 1).tolist(), strict=True)
    return [str(text[start:end], "utf-8") for start, end in both]


def _from_lists(ends: NDArray[np.int32], items: Callable[[Rows], list[Any]], rows: Rows) -> list[list[Any]]:
    starts, lengths = ends.take(rows), ends.take(rows + 1) - ends.take(rows)
    lasts = np.cumsum(lengths)
    flat = items(np.repeat(starts - lasts + lengths, lengths) + np.arange(lengths.sum()))
    return [flat[last - length : last] for last, length in zip(lasts.tolist(), lengths.tolist(), strict=True)]
