"""One writer a store: a lock that dies with its process, and a note of who holds it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from weft.engine.errors import StoreBusyError

LOCK = "writer.lock"
HOLDER = "writer.json"


@contextmanager
def write_lock(store: Path, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Holds the store for writing; StoreBusyError names the process that has held it all the while."""
    lock = FileLock(store / LOCK, timeout=wait_seconds, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        hint = "Wait until it is done, or stop that process."
        problem = f"The store {store} is being written to by {holder(store)}."
        raise StoreBusyError(problem, hint=hint) from error
    try:
        _sign(store)
        yield
    finally:
        with suppress(FileNotFoundError):
            (store / HOLDER).unlink()
        lock.release()


def holder(store: Path) -> str:
    """Who writes: process, host and since when, as far as it is known."""
    try:
        note = json.loads((store / HOLDER).read_text(encoding="utf-8"))
        return f"process {note['pid']} on {note['host']} since {note['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


def _sign(store: Path) -> None:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    note = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
    (store / HOLDER).write_text(json.dumps(note), encoding="utf-8")
