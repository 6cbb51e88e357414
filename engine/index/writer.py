"""The write side of a store: how it is made, and the one writer that changes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
from lancedb.expr import col
from numpy.typing import NDArray

from weft.engine.errors import CatalogueError, StoreError, StoreMissingError
from weft.engine.index.halves import TEXT, Halves
from weft.engine.index.known import Held, Known
from weft.engine.index.lock import write_lock
from weft.engine.index.making import room_for_a_store
from weft.engine.index.manifest import (
    new_manifest,
    read_any_manifest,
    read_manifest,
    require_same,
    write_manifest,
)
from weft.engine.index.offers import Offer, with_offers
from weft.engine.index.rows import digest, record_columns, to_records, to_table
from weft.engine.index.schema import DIGEST, KEY, ROW, VECTOR, table_schema
from weft.engine.index.text import TextWriter
from weft.engine.index.vectors import create_table
from weft.engine.model import ImageRecord
from weft.engine.protocols import CaptionEmbedder
from weft.vocab.model import Vocabulary


def create_store(path: Path, *, vocabulary: Vocabulary, embedder: CaptionEmbedder) -> None:
    """Makes an empty store in a folder that is not there, is empty, or holds one that was half made.

    Raises StoreError if anything else is in the folder: nothing is overwritten.
    """
    manifest = new_manifest(vocabulary, embedder, text=f"{TEXT}1")
    with room_for_a_store(path, manifest):
        table = create_table(path, table_schema(vocabulary, embedder.dimension))
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
    """The one writer of a store, to be used in a `with` block; readers see nothing before `commit`.

    What was not committed when it ends never was.
    """

    def __init__(
        self, path: Path, *, vocabulary: Vocabulary, embedder: CaptionEmbedder, wait_seconds: float = 0.0
    ) -> None:
        """Waits for another writer, then raises StoreBusyError; and whatever `open_store` raises."""
        self._vocabulary = vocabulary
        require_same(read_manifest(path), vocabulary, embedder)
        with ExitStack() as stack:
            stack.enter_context(write_lock(path, wait_seconds=wait_seconds))
            manifest = read_manifest(path)
            require_same(manifest, vocabulary, embedder)
            self._halves = Halves(path, manifest, vocabulary)
            self._known = Known(self._halves.table)
            self._schema = table_schema(vocabulary, embedder.dimension)
            self._next_row = self._halves.next_row()
            self._changed = False
            self._sound = True
            self._held = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def holds(self, image_id: str) -> bool:
        """Whether there is an image of that id."""
        return bool(self._known.find([image_id]))

    def holds_exactly(self, record: ImageRecord) -> bool:
        """Whether the record is stored just so, down to its content hash."""
        held = self._known.find([record.image_id]).get(record.image_id)
        return held is not None and held.digest == digest(record)

    def held(self, image_ids: Iterable[str]) -> Mapping[str, Held]:
        """Row and digest of those of these images that there are, committed or not."""
        return self._known.find(image_ids)

    def texts(self, *names: str, product_ids: Sequence[str] | None = None) -> list[list[str]]:
        """These text columns of all images as they stand, or of those of some products, equally long."""
        within = None if product_ids is None else col("product_id").isin(list(product_ids))
        rows = self._halves.table.read(list(names), within)
        return [rows.column(name).to_pylist() for name in names]

    def records(self, image_ids: Iterable[str]) -> list[ImageRecord]:
        """The images of these ids as they stand, committed or not; ids that are not there are passed over."""
        columns = self._rows(image_ids, record_columns(self._vocabulary)).to_pydict()
        return to_records(columns, self._vocabulary)

    def upsert(self, records: Sequence[ImageRecord], caption_vectors: NDArray[np.float32]) -> None:
        """Adds images, or replaces those of the same ids; vectors have shape (len(records), dimension).

        Raises CatalogueError if one id comes twice.
        """
        if not records:
            return
        ids = [record.image_id for record in records]
        if len(set(ids)) < len(ids):
            raise CatalogueError("One image id comes twice in a batch.", hint="Keep the last of each.")
        # A row number stands for one image as it was written once, so that whoever read it is never wrong.
        rows = range(self._next_row, self._next_row + len(ids))
        table = to_table(records, caption_vectors, rows, schema=self._schema, vocabulary=self._vocabulary)
        self._put(table, instead_of=[held.row for held in self._known.find(ids).values()])
        self._next_row += len(ids)

    def revise(self, records: Sequence[ImageRecord]) -> None:
        """Replaces images of which only the attributes have changed: their vectors stay as they are."""
        if not records:
            return
        ids = [record.image_id for record in records]
        rows = self._rows(ids, [KEY, VECTOR])
        places = {image_id: place for place, image_id in enumerate(rows.column(KEY).to_pylist())}
        stored = rows.column(VECTOR).combine_chunks().flatten().to_numpy().reshape(len(places), -1)
        self.upsert(records, stored[[places[image_id] for image_id in ids]])

    def update(self, offers: Mapping[str, Offer]) -> int:
        """Changes price, currency or stock of images by id, and says how many of them there were.

        Nothing else of an image is touched: it keeps its row, and readers take over the new values alone.
        """
        held = self._known.find(offers)
        if not held:
            return 0
        table = self._rows(held, self._schema.names)
        ids = table.column(KEY).to_pylist()
        changed = with_offers(table, [offers[image_id] for image_id in ids])
        self._put(changed, instead_of=[held[image_id].row for image_id in ids])
        return len(ids)

    def delete(self, image_ids: Iterable[str]) -> int:
        """Removes images and says how many there were; ids that are not there are passed over."""
        gone = self._known.find(image_ids)
        if gone:
            with self._changing():
                self._halves.table.drop([held.row for held in gone.values()])
                self._halves.text.drop(gone)
        for image_id in gone:
            self._known.put(image_id, None)
        return len(gone)

    def commit(self) -> int:
        """Shows readers everything since the last commit; gives the version of the data.

        Now and then, when it pays, the table is compacted too.
        """
        if self._changed:
            with self._changing():
                self._halves.commit(self._next_row)
                if self._halves.keep_up():
                    self._take_over_rows()
            self._changed = False
        return self._halves.table.version

    def compact(self) -> None:
        """Joins the small pieces of the table, whether or not it pays; commits what is open."""
        self.commit()
        with self._changing():
            self._halves.compact()
        self._changed = False

    def renumber(self) -> None:
        """Writes table and text index anew, rows numbered without holes, and swaps; commits what is open."""
        self.commit()
        with self._changing():
            self._halves.renumber()
            self._take_over_rows()
        self._changed = False

    def drop_repeated(self) -> int:
        """Removes all rows of an image but the last, which there are only when somebody else wrote them."""
        rows = self._halves.table.read([KEY, ROW]).to_pydict()
        last: dict[str, int] = {}
        for image_id, row in zip(rows[KEY], rows[ROW], strict=True):
            last[image_id] = max(row, last.get(image_id, -1))
        repeated = sorted(set(rows[ROW]) - set(last.values()))
        if repeated:
            with self._changing():
                self._halves.table.drop(repeated)
        return len(repeated)

    def rebuild_text(self) -> None:
        """Makes the text index anew from the table, beside the old one, and swaps; commits what is open."""
        with self._changing():
            self._halves.rebuild_text(self._next_row)
        self._changed = False

    def close(self) -> None:
        """Gives the store back; what was not committed is dropped."""
        try:
            self._halves.close()
        finally:
            self._held.close()

    def _take_over_rows(self) -> None:
        self._next_row = self._halves.manifest.rows
        self._known = Known(self._halves.table)

    def _rows(self, image_ids: Iterable[str], columns: Sequence[str]) -> pa.Table:
        rows = [held.row for held in self._known.find(image_ids).values()]
        return self._halves.table.read(columns, col(ROW).isin(rows))

    def _put(self, table: pa.Table, *, instead_of: Sequence[int]) -> None:
        with self._changing():
            self._halves.table.put(table, instead_of=instead_of)
            self._halves.text.put(table)
        for image_id, *held in zip(
            *(table.column(name).to_pylist() for name in (KEY, ROW, DIGEST)), strict=True
        ):
            self._known.put(image_id, Held(*held))

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """A change that fails half way must not be committed with the next one."""
        if not self._sound:
            raise StoreError("This writer has failed before.", hint="Open the store again to write to it.")
        self._changed, self._sound = True, False
        yield
        self._sound = True
