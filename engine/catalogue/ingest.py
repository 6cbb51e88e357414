"""A source into a store: every line loaded or refused with its reason, and nothing written twice."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path

from weft.engine.catalogue.images import locate, verify
from weft.engine.catalogue.lines import to_record
from weft.engine.catalogue.sources import Line, read_source
from weft.engine.errors import CatalogueError, ImageError
from weft.engine.index.writer import StoreWriter, ensure_store
from weft.engine.model import ImageRecord
from weft.engine.protocols import CaptionEmbedder
from weft.engine.settings import Settings
from weft.vocab.model import Vocabulary

BATCH = 2_000
"""Lines read, verified, written and committed together."""

THREADS = 4
"""Pictures verified at a time; decoding lets go of the interpreter."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was not loaded, and why; `image_id` is "" where it could not be read."""

    line: int
    image_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """What became of the lines of a source; refusals in the order of lines."""

    added: int
    updated: int
    unchanged: int
    refused: tuple[Refusal, ...]
    seconds: float


def ingest(
    source: Path,
    store: Path,
    *,
    images: Path | None,
    settings: Settings,
    vocabulary: Vocabulary,
    embedder: CaptionEmbedder,
    progress: Callable[[int], None] | None = None,
) -> IngestSummary:
    """Loads a source into a store, which is made if there is none; attributes are taken as given.

    `images` is the folder that the pictures are verified in; None verifies none, but for a source that
    is itself a folder of pictures. `progress` is told the number of lines done. Raises CatalogueError
    if the source cannot be read or is empty, and StoreError.
    """
    started = time.monotonic()
    lines = _not_empty(read_source(source, vocabulary), source)
    ensure_store(store, vocabulary=vocabulary, embedder=embedder)
    folder = source if source.is_dir() else images
    with (
        StoreWriter(store, vocabulary=vocabulary, embedder=embedder) as writer,
        ThreadPoolExecutor(THREADS) as pool,
        warnings.catch_warnings(),
    ):
        # What Pillow warns of is refused here, or of no consequence.
        warnings.filterwarnings("ignore", module=r"PIL\.")
        check = partial(_content_hash, folder=folder, max_pixels=settings.max_pixels)
        loading = _Loading(writer, embedder, vocabulary, lambda records: list(pool.map(check, records)))
        for batch in _batches(lines):
            loading.load(batch)
            if progress:
                progress(loading.lines)
    return loading.summary(time.monotonic() - started)


class _Loading:
    """Takes batches of lines to the store and counts what becomes of them."""

    def __init__(
        self,
        writer: StoreWriter,
        embedder: CaptionEmbedder,
        vocabulary: Vocabulary,
        check: Callable[[list[ImageRecord]], list[str | ImageError]],
    ) -> None:
        self._writer = writer
        self._embedder = embedder
        self._vocabulary = vocabulary
        self._check = check
        self._first_seen: dict[str, int] = {}
        self._refused: list[Refusal] = []
        self._added = self._updated = self._unchanged = 0
        self.lines = 0

    def load(self, lines: list[Line]) -> None:
        """Loads one batch and commits it."""
        self.lines += len(lines)
        records = self._verified(list(self._records(lines)))
        fresh = [record for record in records if not self._writer.holds_exactly(record)]
        updated = sum(self._writer.holds(record.image_id) for record in fresh)
        texts = [record.caption or record.title for record in fresh]
        if fresh:
            self._writer.upsert(fresh, self._embedder.embed(texts))
        self._writer.commit()
        self._added += len(fresh) - updated
        self._updated += updated
        self._unchanged += len(records) - len(fresh)

    def summary(self, seconds: float) -> IngestSummary:
        """The counts so far."""
        refused = tuple(sorted(self._refused, key=lambda refusal: refusal.line))
        return IngestSummary(self._added, self._updated, self._unchanged, refused, seconds)

    def _records(self, lines: Iterable[Line]) -> Iterator[tuple[int, ImageRecord]]:
        for line in lines:
            try:
                record = _record(line, self._vocabulary)
                self._require_first(record.image_id, line.number)
            except CatalogueError as error:
                self._refuse(line.number, _image_id(line), error)
            else:
                yield line.number, record

    def _verified(self, numbered: list[tuple[int, ImageRecord]]) -> list[ImageRecord]:
        """The records whose pictures are sound, with the hash of their bytes."""
        sound = []
        hashes = self._check([record for _, record in numbered])
        for (number, record), found in zip(numbered, hashes, strict=True):
            if isinstance(found, ImageError):
                self._refuse(number, record.image_id, found)
            else:
                sound.append(replace(record, content_hash=found))
        return sound

    def _require_first(self, image_id: str, number: int) -> None:
        first = self._first_seen.setdefault(image_id, number)
        if first != number:
            raise CatalogueError(f"image_id {image_id!r} was on line {first} already")

    def _refuse(self, number: int, image_id: str, error: CatalogueError | ImageError) -> None:
        self._refused.append(Refusal(number, image_id, str(error)))


def _not_empty(lines: Iterator[Line], source: Path) -> Iterator[Line]:
    first = next(lines, None)
    if first is None:
        hint = "A source has one image a line; a folder has pictures in it."
        raise CatalogueError(f"The source {source} is empty.", hint=hint)
    return chain((first,), lines)


def _batches(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while batch := list(islice(lines, BATCH)):
        yield batch


def _record(line: Line, vocabulary: Vocabulary) -> ImageRecord:
    if line.data is None:
        raise CatalogueError(line.problem)
    return to_record(line.data, vocabulary)


def _image_id(line: Line) -> str:
    given = (line.data or {}).get("image_id") or (line.data or {}).get("image") or ""
    return str(given)[:200]


def _content_hash(record: ImageRecord, *, folder: Path | None, max_pixels: int) -> str | ImageError:
    """The hash of the picture's bytes, as given where there is no file to look at; or what is wrong."""
    if folder is None or not record.image or record.image.startswith(("http://", "https://")):
        return record.content_hash
    try:
        return verify(locate(folder, record.image), max_pixels)
    except ImageError as error:
        return error
