"""Table, text index and manifest of a store, kept in step by its one writer.

What counts is what is committed: the commit of the text index names the version of the table that it
follows, and the manifest, which readers watch, comes last. A writer that dies before that leaves changes
that nobody has seen; the next one goes back to what was committed, whatever it was that was interrupted.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from weft.engine.errors import StoreDamagedError
from weft.engine.index.manifest import Manifest, write_manifest
from weft.engine.index.schema import ROW
from weft.engine.index.text import TextReader, TextWriter, text_columns
from weft.engine.index.vectors import ImageTable, open_table, stamped
from weft.vocab.model import Vocabulary

TEXT = "text-"
"""What the folders of text indexes are called, before their number."""

MOST_FRAGMENTS = 64
"""Small fragments that the table may be in; each costs a reader a third of a millisecond."""

MOST_HOLES = 2
"""Row numbers given for each image there is, past which all are numbered anew."""

FEW_ROWS = 10_000
"""Row numbers without an image that never matter."""

READERS_AGE = timedelta(minutes=10)
"""How long a version stays readable after a newer one has taken its place."""


class Halves:
    """The store as its writer has it open."""

    def __init__(self, path: Path, manifest: Manifest, vocabulary: Vocabulary) -> None:
        """Goes back to what was committed last; the caller holds the lock."""
        self.manifest = manifest
        self._path = path
        self._vocabulary = vocabulary
        self.table: ImageTable = open_table(path)
        self.text: TextWriter = self._recovered()
        self._has_text = True
        self._remove_strays()

    def next_row(self) -> int:
        """The lowest row number that was never given to an image."""
        rows = self.table.read([ROW]).column(ROW)
        return max(self.manifest.rows, (pc.max(rows).as_py() or 0) + 1 if len(rows) else 0)

    def commit(self, rows: int) -> None:
        """Shows readers the table as it is; `rows` is how many row numbers were ever given."""
        self.text.commit(self.table.version)
        self._tell(rows=rows)

    def keep_up(self) -> bool:
        """Does what pays by now, and says whether rows have other numbers than before."""
        rows = self.manifest.rows
        if rows > MOST_HOLES * len(self.table) + FEW_ROWS:
            self.renumber()
        elif self.table.fragments > MOST_FRAGMENTS:
            self.compact()
        return self.manifest.rows != rows

    def compact(self) -> None:
        """Joins the small pieces of what is committed and lets go of versions that nobody reads any more."""
        self.table.compact()
        self.commit(self.manifest.rows)
        self.table.forget(READERS_AGE)

    def renumber(self) -> None:
        """Gives what is committed row numbers without holes, beside what readers see, and swaps."""
        self.table.overwrite(_without_holes(self._path, self.table))
        self.rebuild_text(len(self.table))
        self.table.forget(READERS_AGE)

    def rebuild_text(self, rows: int) -> None:
        """Makes the text index anew from the table, beside the old one, and swaps; commits what is open."""
        self.close()
        self.text, self._has_text = self._rebuilt(rows), True

    def close(self) -> None:
        """Drops what was not committed."""
        if self._has_text:
            self._has_text = False
            self.text.close()

    def _recovered(self) -> TextWriter:
        folder = self._path / self.manifest.text
        followed = self._followed(folder)
        committed = self.manifest.version if followed is None else followed
        if committed < self.table.version:
            self.table.go_back(committed)
        elif committed == self.manifest.version and followed is not None:
            return TextWriter(folder, self._vocabulary)
        if followed is None or committed > self.table.version:
            return self._rebuilt(self.manifest.rows)
        self.text = TextWriter(folder, self._vocabulary)
        self.commit(self.manifest.rows)
        return self.text

    def _followed(self, folder: Path) -> int | None:
        """The version that the text index follows; None if it is not whole."""
        try:
            return TextReader(folder, self._vocabulary).version
        except StoreDamagedError:
            return None

    def _rebuilt(self, rows: int) -> TextWriter:
        writer, self.manifest = swapped_text(
            self._path, replace(self.manifest, rows=rows), self.table, self._vocabulary
        )
        return writer

    def _tell(self, *, rows: int) -> None:
        self.manifest = replace(self.manifest, version=self.table.version, rows=rows)
        write_manifest(self._path, self.manifest)

    def _remove_strays(self) -> None:
        """Text indexes that were begun, or replaced, by a writer that died."""
        for folder in self._path.glob(f"{TEXT}*"):
            if folder.name != self.manifest.text:
                shutil.rmtree(folder, ignore_errors=True)


def swapped_text(
    path: Path, manifest: Manifest, table: ImageTable, vocabulary: Vocabulary
) -> tuple[TextWriter, Manifest]:
    """Makes a text index from the table, beside the one in use, and puts it and the manifest in place."""
    old = path / manifest.text
    fresh = path / f"{TEXT}{int(old.name.removeprefix(TEXT)) + 1}"
    shutil.rmtree(fresh, ignore_errors=True)
    writer = TextWriter(fresh, vocabulary)
    for batch in table.batches(text_columns(vocabulary)):
        writer.put(pa.Table.from_batches([batch]))
    writer.commit(table.version)
    manifest = replace(manifest, text=fresh.name, version=table.version)
    write_manifest(path, manifest)
    shutil.rmtree(old, ignore_errors=True)
    return writer, manifest


def _without_holes(path: Path, table: ImageTable) -> pa.RecordBatchReader:
    """All rows as they are, numbered from 0; read by another handle, as this one is written to."""
    schema, version = table.schema, table.version
    before = open_table(path)
    before.at(version)

    def batches() -> Iterator[pa.RecordBatch]:
        start = 0
        for batch in before.batches(schema.names):
            numbers = pa.array(np.arange(start, start + len(batch)), pa.int32())
            place = schema.get_field_index(ROW)
            rows = pa.Table.from_batches([batch]).set_column(place, schema.field(ROW), numbers)
            yield from stamped(rows, version + 1).to_batches()
            start += len(batch)

    return pa.RecordBatchReader.from_batches(schema, batches())
