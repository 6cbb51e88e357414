"""What a snapshot holds in memory: read whole once, and from then on only what has changed."""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from weft.engine.errors import StoreDamagedError
from weft.engine.index.columns import Columns, needed
from weft.engine.index.filters.text import SAID
from weft.engine.index.offers import FIELDS as OFFER
from weft.engine.index.packed import PackedVectors
from weft.engine.index.records import Records
from weft.engine.index.rows import record_columns
from weft.engine.index.schema import ROW, VECTOR
from weft.engine.index.vectors import ImageTable
from weft.vocab.model import Vocabulary

_MOST_CHUNKS = 64


@dataclass(frozen=True, slots=True)
class Memory:
    """Columns, records, texts and caption vectors of one version, all by row number.

    `said` are captions and titles, `vectors` has shape (rows, dimension), zeros where no image lives.
    """

    columns: Columns
    records: Records
    said: tuple[pa.ChunkedArray, ...]
    vectors: PackedVectors


def read_all(table: ImageTable, vocabulary: Vocabulary, dimension: int) -> Memory:
    """Everything that the table holds at its version."""
    rows = _by_row(table.read(_names(vocabulary)))
    return Memory(
        columns=Columns(rows, vocabulary),
        records=Records(rows, vocabulary),
        said=tuple(rows.column(name) for name in SAID),
        vectors=table.vectors(len(rows), dimension),
    )


def read_changes(memory: Memory, table: ImageTable, since: int, vocabulary: Vocabulary) -> Memory:
    """What the table holds at its version, from what it held at an earlier one, which stays as it is.

    A row beyond those that were there is new; one among them has another offer, for nothing else of it
    ever changes; and where rows are missing, all numbers are looked through for those that are gone.
    """
    changed = table.changed_since(since, [*_names(vocabulary), VECTOR])
    start = len(memory.columns.live)
    is_new = pc.greater_equal(changed.column(ROW), start)
    memory = _with_offers(memory, changed.filter(pc.invert(is_new)))
    memory = _with_rows(memory, changed.filter(is_new), vocabulary)
    if len(table) != np.count_nonzero(memory.columns.live):
        live = np.zeros(len(memory.columns.live), dtype=np.bool_)
        live[table.read([ROW]).column(ROW).to_numpy()] = True
        memory = replace(memory, columns=memory.columns.with_live(live))
    return memory


def give_back() -> None:
    """Returns what reading left free to the system: the C library of Linux keeps it, a quarter of all."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries have none
        if trim:
            trim(0)


def _names(vocabulary: Vocabulary) -> list[str]:
    return sorted({*needed(vocabulary), *record_columns(vocabulary)})


def _with_offers(memory: Memory, changed: pa.Table) -> Memory:
    if not len(changed):
        return memory
    rows = changed.column(ROW).to_numpy()
    return replace(memory, columns=memory.columns.with_offers(rows, changed.select(OFFER)))


def _with_rows(memory: Memory, fresh: pa.Table, vocabulary: Vocabulary) -> Memory:
    if not len(fresh):
        return memory
    start = len(memory.columns.live)
    rows = _by_row(fresh, start=start)
    vectors = np.zeros((len(rows), memory.vectors.dimension), dtype=np.float32)
    flat = fresh.column(VECTOR).combine_chunks().flatten().to_numpy()
    vectors[fresh.column(ROW).to_numpy() - start] = flat.reshape(len(fresh), -1)
    return Memory(
        columns=memory.columns.extended(Columns(rows, vocabulary)),
        records=memory.records.extended(rows, start=start),
        said=tuple(_joined(said, rows.column(name)) for said, name in zip(memory.said, SAID, strict=True)),
        vectors=memory.vectors.extended(vectors),
    )


def _joined(said: pa.ChunkedArray, more: pa.ChunkedArray) -> pa.ChunkedArray:
    joined = pa.chunked_array([*said.chunks, *more.chunks], said.type)
    return pa.chunked_array([joined.combine_chunks()]) if joined.num_chunks > _MOST_CHUNKS else joined


def _by_row(table: pa.Table, *, start: int = 0) -> pa.Table:
    """Rows of the table in the order of their numbers; numbers without an image become rows of nulls."""
    numbers = table.column(ROW).to_numpy() - start
    size = int(numbers.max(initial=-1)) + 1
    if np.array_equal(numbers, np.arange(size)):
        return table.combine_chunks()
    if len(np.unique(numbers)) != len(numbers):
        raise StoreDamagedError("Two images share a row number.", hint="Index again into a new store.")
    places = np.full(size, -1, dtype=np.int64)
    places[numbers] = np.arange(len(numbers))
    return table.take(pa.array(places, mask=places < 0)).combine_chunks()
