"""Items to the store: joined with what was read, placed among their lookalikes, corrected, written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from weft.engine.catalogue.joining import with_analysis, with_stored
from weft.engine.catalogue.ledger import Job, Ledger, State, Task
from weft.engine.catalogue.lookalikes import Lookalikes
from weft.engine.catalogue.looks import drop_looks
from weft.engine.catalogue.reading import Reader
from weft.engine.catalogue.seeing import Item
from weft.engine.errors import ExtractionError, ImageError, WeftError
from weft.engine.index.rows import digest
from weft.engine.index.writer import StoreWriter
from weft.engine.merchandising.corrections import Corrections
from weft.engine.model import Analysis, ImageRecord
from weft.engine.protocols import CaptionEmbedder
from weft.vocab.model import Vocabulary


class Fate(StrEnum):
    """What can become of an image: how it was written, and how its photo was read."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    READ = "read"
    FAILED = "failed"
    WAITING = "waiting"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was not loaded, and why; `image_id` is "" where it could not be read."""

    line: int
    image_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Tools:
    """What a loading works with.

    `unfinished` are the jobs that the ledger held before, by image. `reader` is None where lines are taken
    as they are.
    """

    store: Path
    writer: StoreWriter
    vocabulary: Vocabulary
    embedder: CaptionEmbedder
    ledger: Ledger
    unfinished: Mapping[str, Job]
    corrections: Corrections
    reader: Reader | None = None


@dataclass(frozen=True, slots=True)
class _Ready:
    """A record to be written; `looks_new` if its picture is not the one that is stored."""

    record: ImageRecord
    looks_new: bool


class Loading:
    """Takes items to the store and counts what becomes of them."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._lookalikes: Lookalikes | None = None
        self._ready: list[_Ready] = []
        self._gone: list[str] = []
        self._results: list[tuple[Task, WeftError | None]] = []
        self.counts: Counter[Fate] = Counter()
        self.refused: list[Refusal] = []
        self.done = 0

    def __len__(self) -> int:
        """How many images the next `flush` writes or removes."""
        return len(self._ready) + len(self._gone)

    def refuse(self, line: int, image_id: str, reason: str) -> None:
        """Notes a line that is not loaded."""
        self.refused.append(Refusal(line, image_id, reason))
        self.done += 1

    def remove(self, image_ids: Sequence[str]) -> None:
        """Takes the images that a line names out of the store."""
        self._gone.extend(image_ids)
        self.done += 1

    def take(self, items: Sequence[Item]) -> None:
        """Has the pictures read that there are, and gets everything ready to be written."""
        reader = self._tools.reader
        answers = reader.read(items) if reader else {}
        for item in items:
            answer = answers.get(item.record.image_id)
            error = answer if isinstance(answer, ExtractionError) else item.error
            self._note(item, error, was_read=isinstance(answer, Analysis))
            if reason := _unusable(item):
                self.refuse(item.line, item.record.image_id, reason)
            else:
                self._ready.append(self._joined(item, answer))
                self.done += 1

    def flush(self) -> None:
        """Writes what is ready, shows it to readers, and tells the ledger when it is safe."""
        tools = self._tools
        if tools.reader:
            tools.reader.flush()
        self._write(self._placed(self._ready))
        self.counts[Fate.REMOVED] += tools.writer.delete(self._gone)
        tools.writer.commit()
        drop_looks(tools.store, self._gone)
        tools.corrections.write_pending(tools.writer)
        tools.ledger.settle(self._results)
        if self._gone:
            tools.ledger.forget(self._gone)
        self._ready, self._gone, self._results = [], [], []

    def _note(self, item: Item, error: WeftError | None, *, was_read: bool) -> None:
        """Counts how it went with the picture, for the ledger too if there was work to do."""
        reader = self._tools.reader
        fate = None
        if was_read:
            fate = Fate.READ
        elif error:
            fate = None if isinstance(error, ImageError) else Fate.FAILED
        elif item.withheld or item.picture:
            fate = Fate.WAITING
        elif reader and not item.record.content_hash and reader.covers(item.record):
            fate = Fate.UNSEEN
        if fate:
            self.counts[fate] += 1
        was_unfinished = item.record.image_id in self._tools.unfinished and fate is not Fate.WAITING
        if was_read or error or was_unfinished:
            self._results.append((item.task, error))

    def _joined(self, item: Item, answer: Analysis | ExtractionError | None) -> _Ready:
        record, stored, reader = item.record, item.stored, self._tools.reader
        looks_new = bool(record.signature) and (stored is None or stored.signature != record.signature)
        if reader and isinstance(answer, Analysis):
            record = with_analysis(record, answer, reader.extractor, self._tools.vocabulary)
        elif reader and reader.covers(record):
            record = with_stored(record, stored, self._tools.vocabulary)
        return _Ready(record, looks_new)

    def _placed(self, ready: Sequence[_Ready]) -> list[_Ready]:
        """With the images that they are near-duplicates of."""
        new = [each.record for each in ready if each.looks_new]
        if not new:
            return list(ready)
        if self._lookalikes is None:
            self._lookalikes = Lookalikes(*self._tools.writer.texts("image_id", "duplicate_of", "signature"))
        ids = [record.image_id for record in new]
        firsts = dict(
            zip(ids, self._lookalikes.place(ids, [record.signature for record in new]), strict=True)
        )
        return [
            replace(each, record=replace(each.record, duplicate_of=firsts[each.record.image_id]))
            if each.looks_new
            else each
            for each in ready
        ]

    def _write(self, ready: Sequence[_Ready]) -> None:
        """Writes those that are not stored just so."""
        writer = self._tools.writer
        records = self._tools.corrections.apply([each.record for each in ready])
        held = writer.held([record.image_id for record in records])
        fresh = [
            record
            for record in records
            if record.image_id not in held or held[record.image_id].digest != digest(record)
        ]
        updated = sum(record.image_id in held for record in fresh)
        texts = [record.caption or record.title for record in fresh]
        if fresh:
            writer.upsert(fresh, self._tools.embedder.embed(texts))
        self.counts[Fate.ADDED] += len(fresh) - updated
        self.counts[Fate.UPDATED] += updated
        self.counts[Fate.UNCHANGED] += len(records) - len(fresh)


def _unusable(item: Item) -> str:
    """Why an item is not stored at all: its picture is none, or cannot be used."""
    if isinstance(item.error, ImageError):
        return str(item.error)
    job = item.withheld
    return job.reason if job and job.state is State.DEAD and not job.extractor else ""
