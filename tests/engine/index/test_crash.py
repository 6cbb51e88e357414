"""A writer may die at any instruction: what was committed is there, once, and nothing else is."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.engine.index.crashing import STEPS, do_round, state_after, work, work_on_a_full_disk
from tests.lamps import EMBEDDER, LAMPS, lamp, new_store, opened, put, writer
from weft.engine.errors import StoreDamagedError
from weft.engine.filters import EVERYTHING
from weft.engine.index.doctor import examine
from weft.engine.index.store import Snapshot
from weft.engine.model import ImageRecord

RANDOM_KILLS = int(os.environ.get("WEFT_KILLS", "8"))
"""Beside two at each of the steps; CI has 30 of them, fifty in all."""

_CHAINS = 2
_SPAWN = multiprocessing.get_context("spawn")


def test_a_writer_killed_at_any_moment_leaves_what_it_committed_and_no_more(tmp_path: Path) -> None:
    def kill_often(chain: int) -> None:
        path, done = new_store(tmp_path / f"store-{chain}"), 0
        chance = random.Random(chain)
        for _ in range(RANDOM_KILLS // _CHAINS):
            done = _survived(path, done, seconds=chance.uniform(0, 0.7))
        _require_sound(path)

    with ThreadPoolExecutor(_CHAINS) as pool:
        list(pool.map(kill_often, range(_CHAINS)))


def test_a_writer_killed_at_each_step_leaves_what_it_committed_and_no_more(tmp_path: Path) -> None:
    def kill_at_each(after: bool) -> None:
        path, done = new_store(tmp_path / f"store-{after}"), 0
        for step in STEPS:
            if step == "go back":
                # There is only something to go back from when a writer has left changes.
                with writer(path) as open_writer:
                    open_writer.delete(list(state_after(done)))
            done = _survived(path, done, step=step, after=after)
        _require_sound(path)

    with ThreadPoolExecutor(_CHAINS) as pool:
        list(pool.map(kill_at_each, (False, True)))


def _survived(
    path: Path, done: int, *, seconds: float | None = None, step: str = "", after: bool = False
) -> int:
    """Lets a writer work and die; looks at what it left, goes on by one more round, and looks again."""
    log = path.with_suffix(".log")
    log.unlink(missing_ok=True)
    process = _SPAWN.Process(target=work, args=(path, log, done + 1, step, after))
    process.start()
    if seconds is not None:
        while not log.exists() or not log.read_text():
            time.sleep(0.005)
        time.sleep(seconds)
        process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL

    told = int(log.read_text().split()[-1]) if log.exists() and log.read_text() else done
    left = _held(opened(path).snapshot())
    assert left in (state_after(told), state_after(told + 1))
    done = told if left == state_after(told) else told + 1
    with writer(path) as open_writer:
        do_round(open_writer, done + 1)
    assert _held(opened(path).snapshot()) == state_after(done + 1)
    return done + 1


def _require_sound(path: Path) -> None:
    assert examine(path, vocabulary=LAMPS, embedder=EMBEDDER).findings == ()


def _held(snapshot: Snapshot) -> dict[str, ImageRecord]:
    records = list(snapshot.all_records())
    held = {record.image_id: record for record in records}
    assert len(held) == len(records) == len(snapshot.matching_text(EVERYTHING))
    return held


def test_on_a_full_disk_a_writer_says_so_and_nothing_that_was_there_is_lost(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [lamp("a", price=1)])
    process = _SPAWN.Process(target=work_on_a_full_disk, args=(path, tmp_path / "log", 200_000))
    process.start()
    process.join()

    assert "failed before" in (tmp_path / "log").read_text()
    assert list(_held(opened(path).snapshot())) == ["a"]
    put(path, [lamp("b")])
    assert list(_held(opened(path).snapshot())) == ["a", "b"]
    _require_sound(path)


@pytest.mark.parametrize("pattern", ["lance/images.lance/data/*", "lance/images.lance/_versions/*.manifest"])
def test_a_file_that_cannot_be_read_is_an_error_and_never_fewer_images(tmp_path: Path, pattern: str) -> None:
    path = new_store(tmp_path / "store", [lamp("a"), lamp("b")])
    put(path, [lamp("c")])
    for file in path.glob(pattern):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])

    with pytest.raises(StoreDamagedError) as caught:
        opened(path)
    assert caught.value.hint
