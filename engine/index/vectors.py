"""The table of images in LanceDB: every column and every vector, the truth that all else is derived from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import lancedb
import numpy as np
import pyarrow as pa
from lancedb.expr import Expr, col
from lancedb.table import LanceTable, Table
from numpy.typing import NDArray

from weft.engine.errors import StoreDamagedError
from weft.engine.index.schema import KEY, ROW, TABLE, VECTOR

FOLDER = "lance"
"""The folder of the table inside a store."""

_DELETED_AT_ONCE = 1_000


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

    def __init__(self, store: Path, table: Table) -> None:
        self._store = store
        self._table = table

    @property
    def version(self) -> int:
        """Counts up with every change."""
        return int(self._table.version)

    def at(self, version: int) -> None:
        """Reads from now on what the table held at this version."""
        with _translated(self._store, f"going to version {version}"):
            self._table.checkout(version)

    def read(self, columns: Sequence[str], within: Expr | None = None) -> pa.Table:
        """These columns of all rows, or of those a filter lets through, in no particular order."""
        with _translated(self._store, "reading"):
            query = self._table.search().select(list(columns))
            return (query.where(within) if within is not None else query).to_arrow()

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """As `read`, but a part at a time."""
        with _translated(self._store, "reading"):
            yield from self._table.search().select(list(columns)).to_batches()

    def vectors(self, size: int, dimension: int) -> NDArray[np.float32]:
        """All caption vectors by row number, shape (size, dimension); zeros where no image lives."""
        vectors = np.zeros((size, dimension), dtype=np.float32)
        for batch in self.batches([ROW, VECTOR]):
            flat = batch.column(VECTOR).flatten().to_numpy()
            vectors[batch.column(ROW).to_numpy()] = flat.reshape(-1, dimension)
        return vectors

    def put(self, rows: pa.Table) -> None:
        """Adds rows, in place of what was there of the same ids."""
        with _translated(self._store, "writing"):
            merge = self._table.merge_insert(KEY)
            merge.when_matched_update_all().when_not_matched_insert_all().execute(rows)

    def drop(self, image_ids: Iterable[str]) -> None:
        """Removes images."""
        ids = list(image_ids)
        with _translated(self._store, "deleting"):
            for start in range(0, len(ids), _DELETED_AT_ONCE):
                self._table.delete(col(KEY).isin(ids[start : start + _DELETED_AT_ONCE]))


def create_table(store: Path, schema: pa.Schema) -> ImageTable:
    """An empty table in a store."""
    with _translated(store, "being made"):
        table = cast(LanceTable, lancedb.connect(store / FOLDER).create_table(TABLE, schema=schema))
        # Without a key, concurrent upserts of one id would silently give two rows.
        table.set_unenforced_primary_key(KEY)
        return ImageTable(store, table)


def open_table(store: Path) -> ImageTable:
    """The table of a store at its latest version; StoreDamagedError if it is not whole."""
    with _translated(store, "being opened"):
        return ImageTable(store, lancedb.connect(store / FOLDER).open_table(TABLE))
