"""The table of images in LanceDB: every column and every vector, the truth that all else is derived from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import lancedb
import numpy as np
import pyarrow as pa
from lancedb.expr import Expr, col, lit
from lancedb.table import LanceTable

from weft.engine.errors import StoreDamagedError
from weft.engine.index.packed import PackedVectors
from weft.engine.index.schema import CHANGED, ROW, TABLE, VECTOR

FOLDER = "lance"
"""The folder of the table inside a store."""

_DELETED_AT_ONCE = 1_000
_FOREVER = timedelta(days=36_500)


@contextmanager
def _translated(store: Path, doing: str) -> Iterator[None]:
    """LanceDB reports whatever goes wrong as one of these."""
    try:
        yield
    except (ValueError, RuntimeError, OSError) as error:
        hint = "Free some space if the disk is full; otherwise restore a backup or index again."
        raise StoreDamagedError(f"The table of {store} failed while {doing}: {error}", hint=hint) from error


class ImageTable:
    """The table at one version, or at the latest for the one who writes."""

    def __init__(self, store: Path, table: LanceTable) -> None:
        self._store = store
        self._table = table

    @property
    def version(self) -> int:
        """Counts up with every change."""
        return int(self._table.version)

    @property
    def schema(self) -> pa.Schema:
        """The columns as they are, with what the schema says of itself."""
        return self._table.schema

    def __len__(self) -> int:
        with _translated(self._store, "counting"):
            return int(self._table.count_rows())

    @property
    def fragments(self) -> int:
        """How many pieces it is in that are small enough to be worth joining."""
        with _translated(self._store, "being measured"):
            stats: Any = self._table.stats()  # its type does not say that it is a dictionary
            return int(stats["fragment_stats"]["num_small_fragments"])

    def at(self, version: int) -> None:
        """Reads from now on what the table held at this version."""
        with _translated(self._store, f"going to version {version}"):
            self._table.checkout(version)

    def read(self, columns: Sequence[str], within: Expr | None = None) -> pa.Table:
        """These columns of all rows, or of those a filter lets through, in no particular order."""
        with _translated(self._store, "reading"):
            query = self._table.search().select(list(columns))
            return (query.where(within) if within is not None else query).to_arrow()

    def changed_since(self, version: int, columns: Sequence[str]) -> pa.Table:
        """As `read`, of the rows written after this version."""
        return self.read(columns, col(CHANGED) > lit(version))

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """As `read`, but a part at a time."""
        with _translated(self._store, "reading"):
            yield from self._table.search().select(list(columns)).to_batches()

    def vectors(self, size: int, dimension: int) -> PackedVectors:
        """All caption vectors by row number, so many; zeros where no image lives."""
        vectors = PackedVectors.zeros(size, dimension)
        for batch in self.batches([ROW, VECTOR]):
            flat = batch.column(VECTOR).flatten().to_numpy()
            vectors.put(batch.column(ROW).to_numpy(), flat.reshape(-1, dimension))
        return vectors

    def put(self, rows: pa.Table, *, instead_of: Sequence[int] = ()) -> None:
        """Removes the rows of these numbers and adds others.

        Not as one change, which would look through all ids there are: `go_back` undoes what was
        interrupted, and nobody reads a version that is not committed.
        """
        rows = stamped(rows, self.version + 1)
        self.drop(instead_of)
        with _translated(self._store, "writing"):
            self._table.add(rows)

    def drop(self, rows: Sequence[int]) -> None:
        """Removes the rows of these numbers."""
        with _translated(self._store, "deleting"):
            for start in range(0, len(rows), _DELETED_AT_ONCE):
                self._table.delete(col(ROW).isin(list(rows[start : start + _DELETED_AT_ONCE])))

    def go_back(self, version: int) -> None:
        """Makes the table what it was at this version; the versions between stay readable."""
        with _translated(self._store, f"going back to version {version}"):
            self._table.checkout(version)
            self._table.restore()

    def overwrite(self, batches: pa.RecordBatchReader) -> None:
        """Puts other rows, and if need be other columns, in place of everything, as one change."""
        with _translated(self._store, "being written anew"):
            table = lancedb.connect(self._store / FOLDER).create_table(TABLE, batches, mode="overwrite")
            self._table = cast(LanceTable, table)

    def compact(self) -> None:
        """Joins small fragments and drops what was deleted; earlier versions stay readable."""
        with _translated(self._store, "being compacted"):
            self._table.optimize(cleanup_older_than=_FOREVER)

    def forget(self, age: timedelta) -> None:
        """Removes the versions that were replaced by a newer one longer than that ago."""
        with _translated(self._store, "being cleaned"):
            times = [each["timestamp"].astimezone() for each in self._table.list_versions()]
            now = datetime.now(UTC)
            replaced = [made for made, next_made in pairwise(times) if now - next_made > age]
            if replaced:
                self._table.optimize(cleanup_older_than=now - replaced[-1])


def create_table(store: Path, schema: pa.Schema) -> ImageTable:
    """An empty table in a store."""
    with _translated(store, "being made"):
        table = lancedb.connect(store / FOLDER).create_table(TABLE, schema=schema)
        return ImageTable(store, cast(LanceTable, table))


def open_table(store: Path) -> ImageTable:
    """The table of a store at its latest version; StoreDamagedError if it is not whole."""
    with _translated(store, "being opened"):
        return ImageTable(store, cast(LanceTable, lancedb.connect(store / FOLDER).open_table(TABLE)))


def stamped(rows: pa.Table, version: int) -> pa.Table:
    """Rows that say they were written with this version of the table."""
    place = rows.schema.get_field_index(CHANGED)
    versions = pa.array(np.full(len(rows), version), pa.int64())
    return rows.set_column(place, rows.schema.field(place), versions)
