"""What commands write: answers on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from weft.engine.errors import WeftError


def answers() -> Console:
    """The console for answers; plain text where it is not a terminal."""
    return Console(highlight=False)


def remarks() -> Console:
    """The console for progress, remarks and errors."""
    return Console(stderr=True, highlight=False)


def write_json(value: object) -> None:
    """One JSON value on one line of stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def tell_error(error: WeftError) -> None:
    """The error and its way out, as one line on stderr."""
    line = " ".join(f"{error} {error.hint}".split())
    sys.stderr.write(f"weft: {line}\n")


@contextmanager
def progress_bar(what: str) -> Iterator[ProgressTick]:
    """A bar that is told how many are done, and of how many if that is known; only on a terminal."""
    console = remarks()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield ProgressTick(progress, what)


class ProgressTick:
    """Called with how many are done, and of how many."""

    def __init__(self, progress: Progress, what: str) -> None:
        self._progress = progress
        self._task = progress.add_task(what, total=None)

    def __call__(self, done: int, total: int | None = None) -> None:
        """Moves the bar."""
        self._progress.update(self._task, completed=done, total=total)
