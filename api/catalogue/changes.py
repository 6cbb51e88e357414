"""Lines to the store while the caller waits, with what became of each and an entry in the audit log."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from weft.api.access.callers import Caller
from weft.api.catalogue.own import Own, product_of
from weft.api.catalogue.patch import patched
from weft.engine.catalogue.ingest import ingest
from weft.engine.catalogue.lines import to_line
from weft.engine.catalogue.sources import Line
from weft.engine.database import make_tables, open_database, writing
from weft.engine.embedding.open import open_embedder
from weft.engine.errors import StoreBusyError
from weft.engine.index.writer import StoreWriter
from weft.engine.merchandising.audit import Entry, new_batch, write_entries
from weft.engine.model import ImageRecord
from weft.engine.search.engine import SearchEngine
from weft.engine.settings import Settings

IMAGE = "image"
"""What the audit log calls them; the subject is the image id."""

WAIT_SECONDS = 5.0
"""How long a change waits for another writer of the store."""


class Became(StrEnum):
    """What can become of a line."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one line; `reason` says why it was refused."""

    line: int
    image_id: str
    became: Became
    reason: str = ""


class Changes:
    """Makes changes to one store; one after the other, from whichever thread they come."""

    def __init__(self, engine: SearchEngine, settings: Settings, store: Path, images: Path | None) -> None:
        self.engine = engine
        self.settings = settings
        self.store = store
        self.images = images
        self._turn = threading.RLock()
        self.embedder = open_embedder(settings.embedder)
        self._opened: Engine | None = None

    @property
    def database(self) -> Engine:
        """The database of the store, with the tables of the audit log; opened when first asked for."""
        if self._opened is None:
            self._opened = open_database(self.store, self.settings.database)
            make_tables(self._opened)
        return self._opened

    def apply(self, lines: Sequence[Line], caller: Caller) -> list[Outcome]:
        """Writes and removes what the lines say, as far as it is the caller's; raises StoreBusyError."""
        own = Own(self.engine, caller.within)
        with self.in_turn():
            named = self._named(lines)
            before = self._stored(named)
            summary = ingest(
                own.checked(lines),
                self.store,
                images=self.images,
                settings=self.settings,
                vocabulary=self.engine.vocabulary,
                embedder=self.embedder,
            )
            after = self._stored(named)
        refused = {each.line: each.reason for each in summary.refused}
        self._tell(before, after, caller)
        return [_outcome(line, refused, before, after) for line in lines]

    def patch(self, image_ids: Sequence[str], patch: Mapping[str, Any], caller: Caller) -> list[Outcome]:
        """Changes a few things of images that the caller sees; NotFoundError if one is not there."""
        for image_id in image_ids:
            self.engine.image(image_id, caller.within)
        with self.in_turn():
            stored = self._stored(image_ids)
            changed = [patched(to_line(each, self.engine.vocabulary), patch) for each in stored.values()]
            return self.apply([Line(number, line) for number, line in enumerate(changed, start=1)], caller)

    def remove(self, image_ids: Sequence[str], caller: Caller) -> list[Outcome]:
        """Removes images that the caller sees; NotFoundError if one is not there."""
        for image_id in image_ids:
            self.engine.image(image_id, caller.within)
        lines = [{"image_id": image_id, "deleted": True} for image_id in image_ids]
        return self.apply([Line(number, line) for number, line in enumerate(lines, start=1)], caller)

    @contextmanager
    def in_turn(self) -> Iterator[None]:
        """Nobody else of this process changes anything meanwhile; StoreBusyError if somebody takes long."""
        if not self._turn.acquire(timeout=WAIT_SECONDS):
            hint = "Try again when it is done; several lines go into one request."
            raise StoreBusyError("The store is being written to.", hint=hint)
        try:
            yield
        finally:
            self._turn.release()

    def close(self) -> None:
        """Lets go of the database."""
        if self._opened is not None:
            self._opened.dispose()

    def _stored(self, image_ids: Sequence[str]) -> dict[str, ImageRecord]:
        """What the writer finds, which no reader is behind."""
        vocabulary = self.engine.vocabulary
        with StoreWriter(
            self.store, vocabulary=vocabulary, embedder=self.embedder, wait_seconds=WAIT_SECONDS
        ) as writer:
            return {record.image_id: record for record in writer.records(image_ids)}

    def _named(self, lines: Sequence[Line]) -> list[str]:
        """The images that the lines are about, those of a product that is removed included."""
        ids = [name for line in lines if (name := _image_id(line))]
        gone = [str((line.data or {}).get("product_id") or "") for line in lines if not _image_id(line)]
        ids += [each.image_id for product in gone if product for each in product_of(self.engine, product)]
        return list(dict.fromkeys(ids))

    def _tell(
        self, before: Mapping[str, ImageRecord], after: Mapping[str, ImageRecord], caller: Caller
    ) -> None:
        batch, vocabulary = new_batch(), self.engine.vocabulary

        def told(record: ImageRecord | None) -> dict[str, Any] | None:
            return to_line(record, vocabulary) if record else None

        changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        entries = [
            Entry(IMAGE, name, told(before.get(name)), told(after.get(name)), caller.who, batch)
            for name in changed
        ]
        with writing(self.database) as connection:
            write_entries(connection, entries)


def _image_id(line: Line) -> str:
    data = line.data or {}
    return str(data.get("image_id") or data.get("image") or "")


def _outcome(
    line: Line, refused: Mapping[int, str], before: Mapping[str, object], after: Mapping[str, object]
) -> Outcome:
    name = _image_id(line)
    if line.number in refused:
        return Outcome(line.number, name[:200], Became.REFUSED, refused[line.number])
    if name in after:
        same = before.get(name) == after[name]
        became = Became.UNCHANGED if same else Became.UPDATED if name in before else Became.ADDED
        return Outcome(line.number, name, became)
    return Outcome(line.number, name, Became.REMOVED)
