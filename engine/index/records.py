"""All records of one version in memory, packed by column, for the few that a page shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weft.engine.index.rows import record_columns, to_records
from weft.engine.index.schema import KEY
from weft.engine.model import ImageRecord
from weft.vocab.model import Vocabulary

Rows = NDArray[np.int64]

_FEW = 0.25
"""Share of distinct values below which a column is kept as codes."""


class Records:
    """The columns that records are made of, by row number."""

    def __init__(self, table: pa.Table, vocabulary: Vocabulary) -> None:
        """`table` has `record_columns(vocabulary)` and is in the order of rows."""
        self._vocabulary = vocabulary
        self._columns = {name: _reader(table.column(name)) for name in record_columns(vocabulary)}

    def take(self, rows: Rows) -> list[ImageRecord]:
        """The records of these rows, in the same order."""
        return to_records({name: read(rows) for name, read in self._columns.items()}, self._vocabulary)

    def by_id(self, rows: Rows) -> Rows:
        """These rows in the order of their image ids."""
        ids = np.array(self._columns[KEY](rows), dtype=object)
        return rows[np.argsort(ids)]


def _reader(column: pa.ChunkedArray) -> Callable[[Rows], list[Any]]:
    """A function from rows to their values; far quicker from codes than from Arrow."""
    if pa.types.is_list(column.type) or len(column.unique()) > _FEW * len(column):
        return partial(_from_arrow, column.combine_chunks())
    coded = column.dictionary_encode().unify_dictionaries().combine_chunks()
    encoded = coded.chunk(0) if isinstance(coded, pa.ChunkedArray) else coded
    codes = encoded.indices.fill_null(-1).to_numpy()
    size = np.min_scalar_type(-max(len(encoded.dictionary), 1))
    return partial(_from_codes, codes.astype(size), encoded.dictionary.to_pylist())


def _from_arrow(column: pa.Array, rows: Rows) -> list[Any]:
    values: list[Any] = column.take(pa.array(rows)).to_pylist()
    return values


def _from_codes(codes: NDArray[Any], values: list[Any], rows: Rows) -> list[Any]:
    return [values[code] for code in codes[rows].tolist()]
