"""A writer that can be killed: what it does in each round is known, so what the store must hold is too."""

from __future__ import annotations

import os
import resource
import shutil
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.lamps import EMBEDDER, lamp, writer
from weft.engine.errors import StoreError
from weft.engine.index import halves
from weft.engine.index.text import TextWriter
from weft.engine.index.vectors import ImageTable
from weft.engine.index.writer import StoreWriter
from weft.engine.model import ImageRecord

STEPS: Mapping[str, tuple[Any, str]] = {
    "remove rows": (ImageTable, "drop"),
    "write rows": (ImageTable, "put"),
    "write texts": (TextWriter, "put"),
    "commit texts": (TextWriter, "commit"),
    "write the manifest": (halves, "write_manifest"),
    "compact": (ImageTable, "compact"),
    "write all anew": (ImageTable, "overwrite"),
    "forget versions": (ImageTable, "forget"),
    "go back": (ImageTable, "go_back"),
    "remove the old texts": (shutil, "rmtree"),
}
"""What a writer does, by the names of the functions that do it."""


def records_of(number: int) -> list[ImageRecord]:
    """What a round writes: old images again, and a new one."""
    ids = {f"old {number % 7}", f"old {number * 3 % 11}", f"new {number}"}
    return [lamp(image_id, caption=f"lamp of round {number}", price=number) for image_id in sorted(ids)]


def offers_of(number: int) -> dict[str, dict[str, Any]]:
    """What a round changes in place."""
    return {f"old {number * 5 % 7}": {"price": number + 0.5, "in_stock": number % 2 == 0}}


def gone_in(number: int) -> list[str]:
    """What a round removes."""
    return [f"new {number - 3}", f"old {number * 2 % 11}"] if number % 2 else []


def state_after(number: int) -> dict[str, ImageRecord]:
    """All images that a store must hold after so many rounds."""
    held: dict[str, ImageRecord] = {}
    for each in range(1, number + 1):
        held |= {record.image_id: record for record in records_of(each)}
        for image_id, offer in offers_of(each).items():
            if image_id in held:
                held[image_id] = replace(held[image_id], **offer)
        for image_id in gone_in(each):
            held.pop(image_id, None)
    return held


def do_round(open_writer: StoreWriter, number: int) -> None:
    """One round, and now and then what a writer does for the upkeep of its store."""
    records = records_of(number)
    open_writer.upsert(records, EMBEDDER.embed([record.caption for record in records]))
    open_writer.update(offers_of(number))
    open_writer.delete(gone_in(number))
    open_writer.commit()
    if number % 3 == 0:
        open_writer.compact()
    if number % 4 == 0:
        open_writer.rebuild_text()
    if number % 5 == 0:
        open_writer.renumber()


def work(path: Path, log: Path, first: int, step: str = "", after: bool = False) -> None:
    """Rounds without end, each noted in the log when done, until it is killed: at a step, or from outside."""
    if step:
        _kill_at(*STEPS[step], after=after)
    with log.open("w", encoding="utf-8") as notes, writer(path) as open_writer:
        for number in range(first, first + 10_000):
            print(number - 1, file=notes, flush=True)
            do_round(open_writer, number)


def work_on_a_full_disk(path: Path, log: Path, largest: int) -> None:
    """Writes something larger than a file may be, and notes what it was told; then tries to go on."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with log.open("w", encoding="utf-8") as notes:
        try:
            with writer(path) as open_writer:
                with suppress(StoreError):
                    captions = [os.urandom(4_000).hex() for _ in range(largest // 4_000)]
                    records = [lamp(caption[:9], caption=caption) for caption in captions]
                    open_writer.upsert(records, EMBEDDER.embed(captions))
                    open_writer.commit()
                    print("written", file=notes)
                open_writer.upsert([lamp("small")], EMBEDDER.embed([""]))
                open_writer.commit()
        except StoreError as error:
            print(f"{error} {error.hint}", file=notes)


def _kill_at(owner: Any, name: str, *, after: bool) -> None:  # noqa: ANN401 (a class or a module)
    done: Callable[..., Any] = getattr(owner, name)

    def killed(*arguments: Any, **named: Any) -> None:  # noqa: ANN401 (whatever it takes)
        if after:
            done(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, killed)
