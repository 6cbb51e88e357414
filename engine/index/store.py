"""The read side of a store: consistent views that follow what a writer, here or elsewhere, commits."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weft.engine.errors import StoreDamagedError, StoreError
from weft.engine.filters import Filter
from weft.engine.index.columns import Columns, needed
from weft.engine.index.filters.check import checked
from weft.engine.index.filters.text import SAID
from weft.engine.index.manifest import NAME, Manifest, read_manifest, require_same
from weft.engine.index.nearest import Ranking, nearest
from weft.engine.index.records import Records
from weft.engine.index.rows import record_columns
from weft.engine.index.schema import ROW
from weft.engine.index.text import TextReader
from weft.engine.index.vectors import ImageTable, open_table
from weft.engine.index.words import counted_words
from weft.engine.model import ImageRecord
from weft.engine.protocols import CaptionEmbedder
from weft.vocab.model import Vocabulary

BATCH = 1_000
"""Records read at a time when all are."""


class Snapshot:
    """Everything a store held at one version; never changes, and may be used from several threads.

    All of it is in memory but the text index: columns, texts and caption vectors.
    """

    def __init__(self, table: ImageTable, text: TextReader, vocabulary: Vocabulary, dimension: int) -> None:
        self.version = table.version
        self.vocabulary = vocabulary
        self._text = text
        rows = _by_row(table.read(sorted({*needed(vocabulary), *record_columns(vocabulary)})))
        self.columns = Columns(rows, vocabulary)
        self._records = Records(rows, vocabulary)
        self._said = [rows.column(name) for name in SAID]
        self._vectors = table.vectors(rows.num_rows, dimension)

    def __len__(self) -> int:
        return int(np.count_nonzero(self.columns.live))

    def bm25(self, stems: Sequence[str], within: Filter, limit: int) -> Ranking:
        """The images of the filter that say any of the stems, by BM25 over caption and title."""
        return self._text.bm25(stems, checked(within, self.vocabulary), limit)

    def nearest(self, vector: NDArray[np.float32], within: Filter, limit: int) -> Ranking:
        """The images of the filter whose captions are nearest to a vector, shape (dimension,); exact."""
        return nearest(self._vectors, vector, self.columns.match(within), limit)

    def matching_text(self, within: Filter) -> NDArray[np.int64]:
        """The rows that the text index finds for a filter: the same as `columns.match`, or it is damaged."""
        return self._text.matching(checked(within, self.vocabulary)).rows

    def text_counts(self, facet_id: str) -> dict[str, int]:
        """How many images have each value of a facet, as the text index counts."""
        return dict(self._text.counts(facet_id, size=len(self.columns.labels(facet_id))))

    def records(self, rows: Sequence[int] | NDArray[np.int64]) -> list[ImageRecord]:
        """The records of these rows, in the same order."""
        return self._records.take(np.asarray(rows, dtype=np.int64))

    def distinct(self, field: str) -> list[str]:
        """The distinct values of an exact text column, such as every brand."""
        return self.columns.distinct(field)

    def words(self) -> Mapping[str, int]:
        """How often captions and titles say each word that they are made of, folded."""
        return counted_words(self._said)

    def vector_lengths(self) -> NDArray[np.float32]:
        """The length of each row's caption vector: 1, or 0 where it has none."""
        lengths: NDArray[np.float32] = np.linalg.norm(self._vectors, axis=1)
        return lengths

    def row_of(self, image_id: str) -> int:
        """The row number of an image; NotFoundError if there is none of that id."""
        return self.columns.row_of(image_id)

    def all_records(self) -> Iterator[ImageRecord]:
        """Every record in the order of image ids, read some at a time."""
        order = self._records.by_id(np.flatnonzero(self.columns.live))
        for start in range(0, len(order), BATCH):
            yield from self.records(order[start : start + BATCH])


class Store:
    """An open store; `snapshot` is cheap as long as nothing was written."""

    def __init__(self, path: Path, vocabulary: Vocabulary, embedder: CaptionEmbedder) -> None:
        self.path = path
        self.vocabulary = vocabulary
        self._embedder = embedder
        self._refreshing = threading.Lock()
        self._seen: tuple[int, ...] = ()
        self._snapshot: Snapshot | None = self._read()

    def snapshot(self) -> Snapshot:
        """The newest consistent view. While one thread reads a new one the others are given the last."""
        last = self._snapshot
        if last is None:
            raise StoreError(f"The store {self.path} was closed.", hint="Open it again.")
        if self._signature() == self._seen or not self._refreshing.acquire(blocking=False):
            return last
        try:
            self._snapshot = fresh = self._read()
        finally:
            self._refreshing.release()
        return fresh

    def close(self) -> None:
        """Lets go of the view; snapshots that were handed out stay whole."""
        self._snapshot = None

    def _signature(self) -> tuple[int, ...]:
        """Changes with every commit of a writer, in whatever process."""
        try:
            stat = (self.path / NAME).stat()
        except OSError:
            return ()
        return (stat.st_mtime_ns, stat.st_ino, stat.st_size)

    def _read(self) -> Snapshot:
        seen = self._signature()
        try:
            return self._read_once(seen)
        except StoreDamagedError:
            if seen == self._signature():
                raise
            # A writer swapped the text index between the reading of the manifest and its opening.
            return self._read_once(self._signature())

    def _read_once(self, seen: tuple[int, ...]) -> Snapshot:
        manifest = read_manifest(self.path)
        require_same(manifest, self.vocabulary, self._embedder)
        snapshot = open_snapshot(self.path, manifest, self.vocabulary)
        self._seen = seen
        return snapshot


def open_store(path: Path, *, vocabulary: Vocabulary, embedder: CaptionEmbedder) -> Store:
    """Opens a store to read.

    Raises StoreMissingError, StoreMismatchError for another vocabulary, embedder or a newer Weft, and
    StoreDamagedError; nothing is ever written.
    """
    return Store(path, vocabulary, embedder)


def open_snapshot(path: Path, manifest: Manifest, vocabulary: Vocabulary) -> Snapshot:
    """The newest view of the store that this manifest was read from."""
    text = TextReader(path / manifest.text, vocabulary)
    table = open_table(path)
    # The commit of the text index is what counts: it names the version it follows.
    table.at(text.version)
    return Snapshot(table, text, vocabulary, manifest.dimension)


def _by_row(table: pa.Table) -> pa.Table:
    """Rows of the table in the order of their numbers; numbers without an image become rows of nulls."""
    numbers = table.column(ROW).to_numpy()
    size = int(numbers.max(initial=-1)) + 1
    if np.array_equal(numbers, np.arange(size)):
        return table.combine_chunks()
    if len(np.unique(numbers)) != len(numbers):
        raise StoreDamagedError("Two images share a row number.", hint="Index again into a new store.")
    places = np.full(size, -1, dtype=np.int64)
    places[numbers] = np.arange(len(numbers))
    return table.take(pa.array(places, mask=places < 0)).combine_chunks()
