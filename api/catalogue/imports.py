"""Large catalogues in the background: one after the other, each with its progress to be followed."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from weft.api.access.callers import Caller
from weft.api.catalogue.changes import Changes
from weft.api.catalogue.own import Own
from weft.engine.catalogue.ingest import IngestSummary, Progress, ingest
from weft.engine.catalogue.sources import read_source
from weft.engine.errors import NotFoundError, WeftError

REMEMBERED = 100
"""Imports whose outcome is remembered."""

SHOWN = 1_000
"""Refused lines that are told of one."""


class Stage(StrEnum):
    """Where an import is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Import:
    """One import as it is now; `reason` says why it failed as a whole."""

    id: str
    who: str
    stage: Stage = Stage.WAITING
    done: int = 0
    total: int | None = None
    counts: dict[str, int] = field(default_factory=dict)
    refused: tuple[tuple[int, str, str], ...] = ()
    reason: str = ""

    @property
    def ended(self) -> bool:
        """Whether it will not change any more."""
        return self.stage in (Stage.DONE, Stage.FAILED)


class Imports:
    """The imports of this process."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._known: OrderedDict[str, Import] = OrderedDict()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="import")

    @property
    def waiting(self) -> int:
        """How many have not ended."""
        with self._lock:
            return sum(not each.ended for each in self._known.values())

    def start(self, file: Path, caller: Caller) -> Import:
        """Begins to load a JSONL file, which is deleted in the end."""
        begun = self._note(Import(secrets.token_hex(8), caller.who))
        self._pool.submit(self._run, begun, file, caller)
        return begun

    def get(self, identity: str, caller: Caller) -> Import:
        """An import that the caller began; NotFoundError if there is none, or it was long ago."""
        with self._lock:
            known = self._known.get(identity)
        if known is None or known.who != caller.who:
            raise NotFoundError(f"There is no import {identity[:40]!r}.", hint="They are kept a while only.")
        return known

    def close(self) -> None:
        """Stops after what is being written."""
        self._stopping.set()
        self._pool.shutdown(cancel_futures=True)

    def _run(self, begun: Import, file: Path, caller: Caller) -> None:
        try:
            summary = self._loaded(begun, file, caller)
        except WeftError as error:
            self._note(replace(self._latest(begun), stage=Stage.FAILED, reason=str(error)))
        else:
            self._note(_ended(self._latest(begun), summary))
        finally:
            with suppress(OSError):
                file.unlink()

    def _loaded(self, begun: Import, file: Path, caller: Caller) -> IngestSummary:
        changes = self._changes
        vocabulary = changes.engine.vocabulary
        total = sum(1 for _ in _lines(file))

        def tell(progress: Progress) -> None:
            counts = {str(fate): count for fate, count in progress.counts.items()}
            self._note(replace(begun, stage=Stage.RUNNING, done=progress.done, total=total, counts=counts))

        with changes.in_turn():
            return ingest(
                Own(changes.engine, caller.within).checked(read_source(file, vocabulary)),
                changes.store,
                images=changes.images,
                settings=changes.settings,
                vocabulary=vocabulary,
                embedder=changes.embedder,
                progress=tell,
                stop=self._stopping.is_set,
            )

    def _latest(self, begun: Import) -> Import:
        with self._lock:
            return self._known.get(begun.id, begun)

    def _note(self, latest: Import) -> Import:
        with self._lock:
            self._known[latest.id] = latest
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return latest


def _lines(file: Path) -> Iterator[bytes]:
    with file.open("rb") as lines:
        yield from lines


def _ended(running: Import, summary: IngestSummary) -> Import:
    names = ("added", "updated", "unchanged", "removed")
    refused = tuple((each.line, each.image_id, each.reason) for each in summary.refused[:SHOWN])
    counts = {name: getattr(summary, name) for name in names} | {"refused": len(summary.refused)}
    stage = Stage.FAILED if summary.interrupted else Stage.DONE
    reason = "The server was stopped." if summary.interrupted else ""
    return replace(running, stage=stage, counts=counts, refused=refused, reason=reason)
