"""The write side of a store: one writer; the table first, the text index after it, then the manifest.

A change counts from the moment the text index is committed, which names the version of the table it
follows. A writer that died before that left the table ahead; the next one brings the text index up.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weft.engine.errors import CatalogueError, StoreDamagedError, StoreError, StoreMissingError
from weft.engine.index.lock import HOLDER, LOCK, write_lock
from weft.engine.index.manifest import (
    NAME,
    new_manifest,
    read_any_manifest,
    read_manifest,
    require_same,
    write_manifest,
)
from weft.engine.index.rows import digest, to_table
from weft.engine.index.schema import DIGEST, KEY, ROW, table_schema
from weft.engine.index.text import TextReader, TextWriter, text_columns
from weft.engine.index.vectors import FOLDER, create_table, open_table
from weft.engine.model import ImageRecord
from weft.engine.protocols import CaptionEmbedder
from weft.vocab.model import Vocabulary

_TEXT = "text-"


def create_store(path: Path, *, vocabulary: Vocabulary, embedder: CaptionEmbedder) -> None:
    """Makes an empty store in a folder that is not there, is empty, or holds one that was half made.

    Raises StoreError if anything else is in the folder: nothing is overwritten.
    """
    schema = table_schema(vocabulary, embedder.dimension)
    _make_folder(path)
    with write_lock(path):
        _require_room(path)
        manifest = new_manifest(vocabulary, embedder, text=f"{_TEXT}1")
        write_manifest(path, manifest)
        _clear(path)
        table = create_table(path, schema)
        text = TextWriter(path / manifest.text, vocabulary)
        text.commit(table.version)
        text.close()
        write_manifest(path, replace(manifest, version=table.version, ready=True))


def ensure_store(path: Path, *, vocabulary: Vocabulary, embedder: CaptionEmbedder) -> None:
    """Makes the store unless there is a whole one; raises as `create_store` and `open_store` do."""
    try:
        whole = read_any_manifest(path).ready
    except StoreMissingError:
        whole = False
    if not whole:
        create_store(path, vocabulary=vocabulary, embedder=embedder)


class StoreWriter:
    """The one writer of a store, to be used in a `with` block; readers see nothing before `commit`."""

    def __init__(
        self, path: Path, *, vocabulary: Vocabulary, embedder: CaptionEmbedder, wait_seconds: float = 0.0
    ) -> None:
        """Waits for another writer, then raises StoreBusyError; and whatever `open_store` raises."""
        self._path = path
        self._vocabulary = vocabulary
        self._manifest = read_manifest(path)
        require_same(self._manifest, vocabulary, embedder)
        with ExitStack() as stack:
            stack.enter_context(write_lock(path, wait_seconds=wait_seconds))
            self._manifest = read_manifest(path)
            self._table = open_table(path)
            self._schema = table_schema(vocabulary, embedder.dimension)
            self._rows, self._digests = _known(self._table.read([KEY, ROW, DIGEST]))
            self._next_row = max(self._rows.values(), default=-1) + 1
            self._changed = False
            self._text = self._following_text()
            self._held = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def holds(self, image_id: str) -> bool:
        """Whether there is an image of that id."""
        return image_id in self._rows

    def holds_exactly(self, record: ImageRecord) -> bool:
        """Whether the record is stored just so, down to its content hash."""
        return self._digests.get(record.image_id) == digest(record)

    def upsert(self, records: Sequence[ImageRecord], caption_vectors: NDArray[np.float32]) -> None:
        """Adds images, or replaces those of the same ids; vectors have shape (len(records), dimension).

        Raises CatalogueError if one id comes twice.
        """
        if not records:
            return
        ids = [record.image_id for record in records]
        if len(set(ids)) < len(ids):
            raise CatalogueError("One image id comes twice in a batch.", hint="Keep the last of each.")
        rows = self._assigned(ids)
        table = to_table(records, caption_vectors, rows, schema=self._schema, vocabulary=self._vocabulary)
        self._table.put(table)
        self._text.put(table)
        self._rows.update(zip(ids, rows, strict=True))
        self._digests.update(zip(ids, table.column(DIGEST).to_pylist(), strict=True))
        self._next_row = max(self._next_row, max(rows) + 1)
        self._changed = True

    def delete(self, image_ids: Iterable[str]) -> int:
        """Removes images and says how many there were; ids that are not there are passed over."""
        gone = [image_id for image_id in dict.fromkeys(image_ids) if image_id in self._rows]
        if gone:
            self._table.drop(gone)
            self._text.drop(gone)
            self._changed = True
        for image_id in gone:
            del self._rows[image_id], self._digests[image_id]
        return len(gone)

    def commit(self) -> int:
        """Shows readers everything since the last commit; gives the version of the data."""
        if self._changed:
            self._text.commit(self._table.version)
            self._tell(version=self._table.version)
            self._changed = False
        return self._table.version

    def rebuild_text(self) -> None:
        """Makes the text index anew from the table, beside the old one, and swaps; commits what is open."""
        self._text.close()
        self._text = self._rebuilt_text()
        self._changed = False

    def close(self) -> None:
        """Gives the store back; what was not committed is shown by the next writer."""
        self._text.close()
        self._held.close()

    def _assigned(self, ids: Iterable[str]) -> list[int]:
        """The row of each image: its own if it has one, else the next that was never taken."""
        fresh = iter(range(self._next_row, 1 << 31))
        return [self._rows[image_id] if image_id in self._rows else next(fresh) for image_id in ids]

    def _following_text(self) -> TextWriter:
        """The text index if it follows the table as it is, else a new one."""
        folder, version = self._path / self._manifest.text, self._table.version
        try:
            followed = TextReader(folder, self._vocabulary).version
        except StoreDamagedError:
            return self._rebuilt_text()
        if followed != version:
            return self._rebuilt_text()
        if self._manifest.version != version:
            self._tell(version=version)
        return TextWriter(folder, self._vocabulary)

    def _rebuilt_text(self) -> TextWriter:
        old = self._path / self._manifest.text
        fresh = self._path / f"{_TEXT}{int(old.name.removeprefix(_TEXT)) + 1}"
        shutil.rmtree(fresh, ignore_errors=True)
        writer = TextWriter(fresh, self._vocabulary)
        for batch in self._table.batches(text_columns(self._vocabulary)):
            writer.put(pa.Table.from_batches([batch]))
        writer.commit(self._table.version)
        self._tell(text=fresh.name, version=self._table.version)
        shutil.rmtree(old, ignore_errors=True)
        return writer

    def _tell(self, *, version: int, text: str | None = None) -> None:
        self._manifest = replace(self._manifest, version=version, text=text or self._manifest.text)
        write_manifest(self._path, self._manifest)


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        hint = "Name a folder that can be made and written to."
        raise StoreError(f"No store can be made at {path}: {error.strerror}.", hint=hint) from error


def _require_room(path: Path) -> None:
    others = {each.name for each in path.iterdir()} - {LOCK, HOLDER}
    if NAME in others and not read_any_manifest(path).ready:
        return
    if others:
        what = "is a store already" if NAME in others else "is not empty"
        raise StoreError(f"{path} {what}.", hint="Name another folder for the new store.")


def _clear(path: Path) -> None:
    """Removes what a making that was interrupted left behind."""
    for folder in (path / FOLDER, *path.glob(f"{_TEXT}*")):
        shutil.rmtree(folder, ignore_errors=True)


def _known(table: pa.Table) -> tuple[dict[str, int], dict[str, str]]:
    ids = table.column(KEY).to_pylist()
    rows = dict(zip(ids, table.column(ROW).to_pylist(), strict=True))
    if len(rows) < len(ids):
        raise StoreDamagedError("The table holds an image twice.", hint="Index again into a new store.")
    return rows, dict(zip(ids, table.column(DIGEST).to_pylist(), strict=True))
