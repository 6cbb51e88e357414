"""How a long ingestion is followed and stopped: a bar, or events as JSON lines, and Ctrl-C."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from weft.api.terminal import remarks
from weft.engine.catalogue.ingest import Progress
from weft.engine.catalogue.loading import Fate

SECONDS = 1.0
"""Between two events."""


@contextmanager
def followed(*, events: bool) -> Iterator[Callable[[Progress], None]]:
    """Shows how far it is: a bar on a terminal, or events on stderr, one a second."""
    if events:
        yield _Events()
        return
    console = remarks()
    columns = (
        "images",
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[facts]}"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("images", total=None, facts="")
        started = time.monotonic()

        def show(told: Progress) -> None:
            bar.update(
                task, completed=told.done, total=told.total, facts=_facts(told, time.monotonic() - started)
            )

        yield show


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C, or an end of the machine, asked to stop; the second time it stops at once."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():  # signals are the main thread's
        yield asked.is_set
        return
    before = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}

    def ask(number: int, _: FrameType | None) -> None:
        asked.set()
        signal.signal(number, before[signal.Signals(number)])
        sys.stderr.write("Stopping: what is done is being stored. Once more stops at once.\n")

    try:
        for name in before:
            signal.signal(name, ask)
        yield asked.is_set
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


class _Events:
    """Writes a JSON line when a second has passed, and at the end."""

    def __init__(self) -> None:
        self._started = self._told = time.monotonic()

    def __call__(self, told: Progress) -> None:
        now = time.monotonic()
        if now - self._told < SECONDS and told.done != told.total:
            return
        self._told = now
        rate = told.done / max(now - self._started, 1e-3)
        left = None if told.total is None else round(max(told.total - told.done, 0) / max(rate, 1e-3), 1)
        facts = {"event": "progress", "done": told.done, "total": told.total, "refused": told.refused}
        counts = {fate.value: told.counts.get(fate, 0) for fate in Fate}
        line = {**facts, **counts, "rate": round(rate, 1), "seconds_left": left}
        sys.stderr.write(json.dumps(line) + "\n")


def _facts(told: Progress, seconds: float) -> str:
    rate = f"{told.done / max(seconds, 1e-3):,.0f}/s"
    bad = {"refused": told.refused, "failed": told.counts.get(Fate.FAILED, 0)}
    return ", ".join([rate, *(f"{count:,} {name}" for name, count in bad.items() if count)])
