"""The read side of a store: consistent views that follow what a writer, here or elsewhere, commits."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weft.engine.errors import StoreDamagedError, StoreError, WeftError
from weft.engine.filters import EVERYTHING, Filter
from weft.engine.index.filters.check import checked
from weft.engine.index.manifest import NAME, Manifest, read_manifest, require_same
from weft.engine.index.memory import Memory, read_all, read_changes
from weft.engine.index.nearest import Ranking
from weft.engine.index.offers import FIELDS as OFFER
from weft.engine.index.text import TextReader
from weft.engine.index.vectors import open_table
from weft.engine.index.words import counted_words
from weft.engine.model import ImageRecord
from weft.engine.protocols import CaptionEmbedder
from weft.vocab.model import Vocabulary

_log = logging.getLogger(__name__)

BATCH = 1_000
"""Records read at a time when all are."""


class Snapshot:
    """Everything a store held at one version; never changes, and may be used from several threads.

    All of it is in memory but the text index: columns, texts and caption vectors.
    """

    def __init__(self, version: int, memory: Memory, text: TextReader, vocabulary: Vocabulary) -> None:
        self.version = version
        self.vocabulary = vocabulary
        self.columns = memory.columns
        self.memory = memory
        self._text = text

    def __len__(self) -> int:
        return int(np.count_nonzero(self.columns.live))

    def bm25(self, stems: Sequence[str], within: Filter, limit: int) -> Ranking:
        """The images of the filter that say any of the stems, by BM25 over caption and title."""
        return self.columns.bm25(stems, within, limit)

    def nearest(self, vector: NDArray[np.float32], within: Filter, limit: int) -> Ranking:
        """The images of the filter whose captions are nearest to a vector, shape (dimension,)."""
        return self.memory.vectors.nearest(vector, self.columns.match(within), limit)

    def matching_text(self, within: Filter) -> NDArray[np.int64]:
        """The rows that the text index finds for a filter: the same as `columns.match`, or it is damaged."""
        return self._text.matching(checked(within, self.vocabulary))

    def text_counts(self, facet_id: str) -> dict[str, int]:
        """How many images have each value of a facet, as the text index counts."""
        return dict(self._text.counts(facet_id, size=len(self.columns.labels(facet_id))))

    def records(self, rows: Sequence[int] | NDArray[np.int64]) -> list[ImageRecord]:
        """The records of these rows, in the same order."""
        wanted = np.asarray(rows, dtype=np.int64)
        offers = {name: self.columns.offers(name, wanted) for name in OFFER}
        return self.memory.records.take(wanted, offers)

    def distinct(self, field: str, within: Filter = EVERYTHING) -> list[str]:
        """The distinct values of an exact text column, such as every brand, in the images of the filter."""
        if within == EVERYTHING:
            return self.columns.distinct(field)
        rows = np.flatnonzero(self.columns.match(within))
        return sorted(set(self.columns.texts(field, rows)))

    def words(self, within: Filter = EVERYTHING) -> Mapping[str, int]:
        """How often captions and titles of the filter say each word that they are made of, folded."""
        kept = pa.array(self.columns.match(within))
        return counted_words(text.filter(kept) for text in self.memory.said)

    def vector_lengths(self) -> NDArray[np.float32]:
        """The length of each row's caption vector: 1, or 0 where it has none."""
        return self.memory.vectors.lengths()

    def row_of(self, image_id: str) -> int:
        """The row number of an image; NotFoundError if there is none of that id."""
        return self.columns.row_of(image_id)

    def all_records(self) -> Iterator[ImageRecord]:
        """Every record in the order of image ids, read some at a time."""
        order = self.memory.records.by_id(np.flatnonzero(self.columns.live))
        for start in range(0, len(order), BATCH):
            yield from self.records(order[start : start + BATCH])


class Store:
    """An open store; `snapshot` is cheap when nothing was written, and else reads what has changed."""

    def __init__(self, path: Path, vocabulary: Vocabulary, embedder: CaptionEmbedder) -> None:
        self.path = path
        self.vocabulary = vocabulary
        self._embedder = embedder
        self._refreshing = threading.Lock()
        self._seen: tuple[int, ...] = ()
        self._folder = ""
        self._snapshot: Snapshot | None = self._read()

    def snapshot(self) -> Snapshot:
        """The newest consistent view. While one thread reads a new one the others are given the last.

        After the text index was swapped rows may have other numbers: then all is read again, behind the
        back of everybody.
        """
        last = self._snapshot
        if last is None:
            raise StoreError(f"The store {self.path} was closed.", hint="Open it again.")
        if self._signature() == self._seen or not self._refreshing.acquire(blocking=False):
            return last
        with ExitStack() as busy:
            busy.callback(self._refreshing.release)
            if self._manifest().text == self._folder:
                self._snapshot = last = self._read(last)
            else:
                threading.Thread(target=self._read_behind, args=(busy.pop_all(),), daemon=True).start()
        return last

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

    def _read_behind(self, busy: ExitStack) -> None:
        try:
            with busy:
                fresh = self._read()
                self._snapshot = fresh if self._snapshot else None
        except WeftError:
            _log.exception("The store %s could not be read again; the last view serves.", self.path)

    def _read(self, last: Snapshot | None = None) -> Snapshot:
        seen = self._signature()
        try:
            return self._read_once(seen, last)
        except StoreDamagedError:
            if seen == self._signature():
                raise
            # A writer swapped the text index between the reading of the manifest and its opening.
            return self._read_once(self._signature(), last)

    def _read_once(self, seen: tuple[int, ...], last: Snapshot | None) -> Snapshot:
        manifest = self._manifest()
        same_rows = manifest.text == self._folder
        snapshot = open_snapshot(self.path, manifest, self.vocabulary, last if same_rows else None)
        self._seen, self._folder = seen, manifest.text
        return snapshot

    def _manifest(self) -> Manifest:
        manifest = read_manifest(self.path)
        require_same(manifest, self.vocabulary, self._embedder)
        return manifest


def open_store(path: Path, *, vocabulary: Vocabulary, embedder: CaptionEmbedder) -> Store:
    """Opens a store to read.

    Raises StoreMissingError, StoreMismatchError for another vocabulary, embedder or a newer Weft, and
    StoreDamagedError; nothing is ever written.
    """
    return Store(path, vocabulary, embedder)


def open_snapshot(
    path: Path, manifest: Manifest, vocabulary: Vocabulary, last: Snapshot | None = None
) -> Snapshot:
    """The newest view of the store that this manifest was read from.

    Given the last view, with the same numbers of rows, only what has changed since is read.
    """
    text = TextReader(path / manifest.text, vocabulary)
    table = open_table(path)
    # The commit of the text index is what counts: it names the version it follows.
    table.at(text.version)
    if last is None:
        memory = read_all(table, vocabulary, manifest.dimension)
    else:
        memory = read_changes(last.memory, table, last.version, vocabulary)
    return Snapshot(table.version, memory, text, vocabulary)
