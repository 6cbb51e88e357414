"""Photos to an extractor, some at a time, each claimed in the ledger first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from weft.engine.catalogue.joining import is_bare, is_read
from weft.engine.catalogue.ledger import Ledger
from weft.engine.catalogue.looks import Looks
from weft.engine.catalogue.seeing import Item
from weft.engine.errors import ExtractionError
from weft.engine.model import Analysis, ImageRecord
from weft.engine.protocols import Extractor
from weft.vocab.model import Vocabulary


@dataclass(frozen=True, slots=True)
class Reading:
    """Which extractor reads the photos, opened when the first one is to be read, and which photos.

    `only_bare`: those of lines that say nothing about what can be seen. Else all are read, for what
    their lines leave out.
    """

    open: Callable[[], Extractor]
    only_bare: bool = False

    def covers(self, record: ImageRecord) -> bool:
        """Whether the photo of this record is one to be read."""
        return bool(record.image) and (not self.only_bare or is_bare(record))


class Reader:
    """Has photos read; `wants` may be called from several threads at once."""

    def __init__(self, reading: Reading, store: Path, vocabulary: Vocabulary, ledger: Ledger) -> None:
        self.covers = reading.covers
        self._reading = reading
        self._store = store
        self._vocabulary = vocabulary
        self._ledger = ledger
        self._opening = threading.Lock()
        self._opened: Extractor | None = None
        self._looks: Looks | None = None

    @property
    def extractor(self) -> Extractor:
        """The extractor, opened now if it was not before."""
        with self._opening:
            if self._opened is None:
                self._opened = self._reading.open()
                embedder = getattr(self._opened, "embedder", None)
                self._looks = Looks(self._store, embedder) if embedder else None
            return self._opened

    @property
    def report(self) -> str:
        """What the extractor says of its work; "" if it says nothing."""
        return str(getattr(self._opened, "report", ""))

    def wants(self, record: ImageRecord, stored: ImageRecord | None) -> str:
        """The fingerprint of the extractor if it is to read this photo, "" if not or if it has."""
        if not self.covers(record):
            return ""
        fingerprint = self.extractor.fingerprint
        return "" if is_read(record, stored, fingerprint, self._vocabulary) else fingerprint

    def read(self, items: Sequence[Item]) -> dict[str, Analysis | ExtractionError]:
        """What is seen on the pictures of these items, by image; those that another worker has are left out.

        Whatever else goes wrong is raised, and none of them is counted as tried.
        """
        seen = [(item.record, item.picture) for item in items if item.picture]
        if not seen:
            return {}
        mine = self._ledger.claim([item.task for item in items if item.picture])
        seen = [(record, picture) for record, picture in seen if record.image_id in mine]
        found = self.extractor.extract([picture for _, picture in seen])
        answers = {record.image_id: answer for (record, _), answer in zip(seen, found, strict=True)}
        for record, _ in seen:
            answer = answers[record.image_id]
            if self._looks and isinstance(answer, Analysis) and answer.image_vector is not None:
                self._looks.put(record, answer.image_vector)
        return answers

    def flush(self) -> None:
        """Writes the vectors of what was read."""
        if self._looks:
            self._looks.flush()

    def finish(self, hashes: Callable[[], Mapping[str, str]]) -> None:
        """Puts the vectors in use once they are complete; `hashes` are those of all pictures, by image."""
        if self._looks:
            self._looks.finish(hashes())

    def close(self) -> None:
        """Lets go of the extractor."""
        if self._opened:
            self._opened.close()
