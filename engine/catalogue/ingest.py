"""A source into a store: every line loaded or refused with its reason, and nothing done twice."""

from __future__ import annotations

import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from weft.engine.catalogue.fetch import Fetcher, FetchLimits
from weft.engine.catalogue.files import files_at
from weft.engine.catalogue.intake import BATCH, Intake
from weft.engine.catalogue.ledger import Ledger
from weft.engine.catalogue.loading import Fate, Loading, Refusal, Tools
from weft.engine.catalogue.reading import Reader, Reading
from weft.engine.catalogue.removal import Sync
from weft.engine.catalogue.seeing import Eyes, Item
from weft.engine.catalogue.sources import Line, count_lines, read_source
from weft.engine.database import open_database
from weft.engine.errors import CatalogueError, StoreError, WeftError
from weft.engine.index.writer import StoreWriter, ensure_store
from weft.engine.merchandising.corrections import Corrections
from weft.engine.protocols import CaptionEmbedder
from weft.engine.settings import Settings
from weft.vocab.model import Vocabulary

PICTURES = 16
"""Pictures that an extractor is given at once, while as many are made ready."""

SECONDS = 15.0
"""How long what was read waits at most until it is written."""

THREADS = 4
"""Pictures looked at at a time; decoding lets go of the interpreter."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: lines done, of how many if that is known, and what became of them by its name."""

    done: int
    total: int | None
    refused: int
    counts: Mapping[Fate, int]


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """What became of the lines of a source; refusals in the order of lines.

    `read` photos were read by the extractor; `failed` ones could not be, and are tried again later;
    `waiting` ones were not tried because of that, or because another process is at them; `unseen` ones
    because nobody said where they are. `report` is what the extractor says of its work. `interrupted` if
    it was stopped before the end of the source.
    """

    added: int
    updated: int
    unchanged: int
    removed: int
    read: int
    failed: int
    waiting: int
    unseen: int
    refused: tuple[Refusal, ...]
    seconds: float
    report: str = ""
    interrupted: bool = False


def ingest(
    source: str | Path | Iterator[Line],
    store: Path,
    *,
    images: str | Path | None,
    settings: Settings,
    vocabulary: Vocabulary,
    embedder: CaptionEmbedder,
    reading: Reading | None = None,
    sync: Sync | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
    wait_seconds: float = 0.0,
) -> IngestSummary:
    """Loads a source, or lines from elsewhere, into a store, which is made if there is none.

    `images` is the folder that the pictures are looked at in; None looks at none, but for a source that
    is itself a folder of pictures. Without `reading` attributes are taken as given. `sync` removes what
    the source does not name. `stop` is asked now and then whether to end early, with everything that is
    done stored. Another writer is waited for so many seconds.

    Raises CatalogueError if the source cannot be read or is empty, ModelError if the extractor cannot
    work at all, and StoreError.
    """
    started = time.monotonic()
    lines, total, folder = _opened(source, images, vocabulary)
    ensure_store(store, vocabulary=vocabulary, embedder=embedder)
    with ExitStack() as stack:
        writer = StoreWriter(store, vocabulary=vocabulary, embedder=embedder, wait_seconds=wait_seconds)
        stack.enter_context(writer)
        database = open_database(store, settings.database)
        stack.callback(database.dispose)
        ledger = Ledger(database)
        reader = Reader(reading, store, vocabulary, ledger) if reading else None
        stack.enter_context(_giving_back(ledger, reader))
        corrections = Corrections(database, vocabulary)
        tools = Tools(store, writer, vocabulary, embedder, ledger, ledger.unfinished(), corrections, reader)
        loading = Loading(tools)
        intake = Intake(tools, loading, compares=folder is not None or reading is not None)
        with _looked_at(intake.items(lines), tools, folder, settings) as items:
            interrupted = _load(items, loading, lambda: progress(_progress(loading, total)), stop)
        if sync and not interrupted:
            intake.remove_vanished(sync)
        if reader and not interrupted:
            reader.finish(lambda: dict(zip(*writer.texts("image_id", "content_hash"), strict=True)))
    return IngestSummary(
        **{fate.value: loading.counts[fate] for fate in Fate},
        refused=tuple(sorted(loading.refused, key=lambda refusal: refusal.line)),
        seconds=time.monotonic() - started,
        report=reader.report if reader else "",
        interrupted=interrupted,
    )


def _opened(
    source: str | Path | Iterator[Line], images: str | Path | None, vocabulary: Vocabulary
) -> tuple[Iterator[Line], int | None, str | Path | None]:
    """The lines, how many they are if that is known, and the folder of the pictures."""
    if not isinstance(source, str | Path):
        return source, None, images
    lines = read_source(source, vocabulary)
    first = next(lines, None)
    if first is None:
        hint = "A source has one image a line; a folder has pictures in it."
        raise CatalogueError(f"The source {source} is empty.", hint=hint)
    folder = source if files_at(source).is_folder() else images
    return chain((first,), lines), count_lines(source), folder


@contextmanager
def _giving_back(ledger: Ledger, reader: Reader | None) -> Iterator[None]:
    """In the end claims that were not settled are free again, and the extractor is closed."""
    try:
        yield
    finally:
        ledger.release()
        if reader:
            reader.close()


@contextmanager
def _looked_at(
    items: Iterator[Item], tools: Tools, folder: str | Path | None, settings: Settings
) -> Iterator[Iterator[Item]]:
    """The items with their pictures, in order, some of them ahead of the one who asks."""
    if folder is None and tools.reader is None:
        yield items
        return
    fetcher = Fetcher(FetchLimits(private=settings.private_addresses))
    eyes = Eyes(
        files_at(folder) if folder else None,
        fetcher,
        settings.max_pixels,
        wants=tools.reader.wants if tools.reader else lambda record, stored: "",
        unfinished=tools.unfinished,
    )
    with closing(fetcher), ThreadPoolExecutor(THREADS) as pool, warnings.catch_warnings():
        # What Pillow warns of is refused here, or of no consequence.
        warnings.filterwarnings("ignore", module=r"PIL\.")
        yield _ahead(pool, eyes.look, items)
        pool.shutdown(cancel_futures=True)


def _ahead(pool: ThreadPoolExecutor, look: Callable[[Item], Item], items: Iterable[Item]) -> Iterator[Item]:
    looking: deque[Future[Item]] = deque()
    for item in items:
        looking.append(pool.submit(look, item))
        if len(looking) > PICTURES:
            yield looking.popleft().result()
    while looking:
        yield looking.popleft().result()


def _load(
    items: Iterator[Item], loading: Loading, tell: Callable[[], None], stop: Callable[[], bool]
) -> bool:
    """Takes all items to the store, and says whether it was stopped before the end."""
    flushed = time.monotonic()
    try:
        for group in _groups(items):
            loading.take(group)
            if len(loading) >= BATCH or time.monotonic() - flushed > SECONDS:
                loading.flush()
                flushed = time.monotonic()
            tell()
            if stop():
                break
    except WeftError as error:
        if not isinstance(error, StoreError):  # what was done before is kept
            loading.flush()
        raise
    loading.flush()
    tell()
    return stop()


def _groups(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Items together, until they have as many pictures as an extractor takes."""
    group: list[Item] = []
    pictures = 0
    for item in items:
        group.append(item)
        pictures += item.picture is not None
        if pictures >= PICTURES or len(group) >= BATCH:
            yield group
            group, pictures = [], 0
    if group:
        yield group


def _progress(loading: Loading, total: int | None) -> Progress:
    return Progress(loading.done, total, len(loading.refused), dict(loading.counts))
