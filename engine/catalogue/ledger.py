"""The ledger: what is known about the work on each image, so that none is lost and none is done twice.

An image has a job when a model is to read it, or when its picture could not be had or used. The store
alone says what is done; the ledger says who is at it, what failed, and when it is tried again.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from sqlalchemy import Column, Engine, Float, Integer, String, Table, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from weft.engine.database import make_tables, metadata, reading, writing
from weft.engine.errors import FetchError, ModelError, NotFoundError, WeftError

LEASE_SECONDS = 1_800.0
"""How long an image belongs to a worker of which nothing is heard; longer than any batch takes."""

MOST_ATTEMPTS = 6
"""After so many failures an image is given up, until someone asks for it again."""

FIRST_PAUSE, LONGEST_PAUSE = 60.0, 6 * 3_600.0
"""Seconds before the second try; each further one waits twice as long, up to the longest."""

_AT_ONCE = 500  # ids in one statement


class State(StrEnum):
    """Where an image is on its way; every job is in one of these."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done: this extractor on these bytes. Both are "" before the picture is had."""

    image_id: str
    image: str
    content_hash: str = ""
    extractor: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A row of the ledger; times are seconds since 1970.

    `due` is when a failed one is tried again, or until when a running one belongs to its worker.
    """

    image_id: str
    image: str
    content_hash: str
    extractor: str
    state: State
    attempts: int = 0
    reason: str = ""
    due: float = 0.0
    worker: str = ""
    changed: float = 0.0


_JOBS = Table(
    "job",
    metadata,
    Column("image_id", String, primary_key=True),
    Column("image", String, nullable=False),
    Column("content_hash", String, nullable=False),
    Column("extractor", String, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("reason", String, nullable=False),
    Column("due", Float, nullable=False),
    Column("worker", String, nullable=False),
    Column("changed", Float, nullable=False),
)


class Ledger:
    """The jobs of a store, in its database."""

    def __init__(self, database: Engine, *, worker: str = "", clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._worker = worker or f"{socket.gethostname()}:{os.getpid()}"
        self._clock = clock
        make_tables(database)

    def unfinished(self) -> dict[str, Job]:
        """All jobs that are not done, by image."""
        with reading(self._database) as connection:
            rows = connection.execute(select(_JOBS).where(_JOBS.c.state != State.DONE))
            return {row.image_id: _job(row) for row in rows}

    def claim(self, tasks: Sequence[Task]) -> set[str]:
        """Takes tasks for this worker, and says which: all but those that another one is at."""
        with writing(self._database) as connection:
            before = _among(connection, [task.image_id for task in tasks])
            mine = [task for task in tasks if not self._taken(before.get(task.image_id))]
            _put(connection, [self._running(task, before.get(task.image_id)) for task in mine])
        return {task.image_id for task in mine}

    def settle(self, results: Sequence[tuple[Task, WeftError | None]]) -> None:
        """Writes down how tasks ended: an error that may pass is tried again, another is final."""
        if not results:
            return
        with writing(self._database) as connection:
            before = _among(connection, [task.image_id for task, _ in results])
            _put(connection, [self._ended(task, error, before) for task, error in results])

    def release(self) -> int:
        """Gives back what this worker has taken and not settled, and says how many."""
        mine = (_JOBS.c.state == State.RUNNING) & (_JOBS.c.worker == self._worker)
        return self._made_pending(mine)

    def retry(self, image_ids: Sequence[str] = ()) -> int:
        """Makes failed and dead jobs due at once, all of them or these, and says how many."""
        broken = _JOBS.c.state.in_((State.FAILED, State.DEAD))
        return self._made_pending(broken & _JOBS.c.image_id.in_(image_ids) if image_ids else broken)

    def forget(self, image_ids: Iterable[str]) -> None:
        """Drops the jobs of images that are no more."""
        with writing(self._database) as connection:
            _drop(connection, list(image_ids))

    def counts(self) -> dict[State, int]:
        """How many jobs are in each state."""
        query = select(_JOBS.c.state, func.count()).group_by(_JOBS.c.state)
        with reading(self._database) as connection:
            found = {State(state): int(count) for state, count in connection.execute(query)}
        return {state: found.get(state, 0) for state in State}

    def jobs(self, states: Iterable[State], limit: int) -> list[Job]:
        """Jobs in these states, those that changed last first."""
        query = select(_JOBS).where(_JOBS.c.state.in_(list(states)))
        with reading(self._database) as connection:
            return [
                _job(row)
                for row in connection.execute(
                    query.order_by(_JOBS.c.changed.desc(), _JOBS.c.image_id).limit(limit)
                )
            ]

    def job(self, image_id: str) -> Job:
        """The job of an image; NotFoundError if it has none."""
        with reading(self._database) as connection:
            found = _among(connection, [image_id]).get(image_id)
        if found is None:
            raise NotFoundError(f"There is no job of an image {image_id[:200]!r}.", hint="See weft jobs.")
        return found

    def _taken(self, job: Job | None) -> bool:
        """Whether another worker, which is alive as far as one can tell, is at it."""
        if job is None or job.state is not State.RUNNING or job.worker == self._worker:
            return False
        return job.due > self._clock() and not _is_gone(job.worker)

    def _running(self, task: Task, before: Job | None) -> Job:
        now = self._clock()
        attempts = before.attempts if before and _same(before, task) else 0
        taken = Job(**asdict(task), state=State.RUNNING, attempts=attempts, changed=now)
        return replace(taken, worker=self._worker, due=now + LEASE_SECONDS)

    def _ended(self, task: Task, error: WeftError | None, before: dict[str, Job]) -> Job:
        known, now = before.get(task.image_id), self._clock()
        attempts = 1 + (known.attempts if known and _same(known, task) else 0)
        ended = Job(**asdict(task), state=State.DONE, attempts=attempts, changed=now)
        if error is None:
            return ended
        if not isinstance(error, FetchError | ModelError):
            return replace(ended, state=State.DEAD, reason=str(error))
        if attempts >= MOST_ATTEMPTS:
            return replace(ended, state=State.DEAD, reason=f"{error} (after {attempts} tries)")
        pause = min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)
        return replace(ended, state=State.FAILED, reason=str(error), due=now + pause)

    def _made_pending(self, which: object) -> int:
        fresh = {"state": State.PENDING, "attempts": 0, "due": 0.0, "worker": "", "changed": self._clock()}
        with writing(self._database) as connection:
            return connection.execute(update(_JOBS).where(which).values(fresh)).rowcount  # type: ignore[arg-type]


def _among(connection: Connection, image_ids: Sequence[str]) -> dict[str, Job]:
    found: dict[str, Job] = {}
    for start in range(0, len(image_ids), _AT_ONCE):
        some = select(_JOBS).where(_JOBS.c.image_id.in_(image_ids[start : start + _AT_ONCE]))
        found.update((row.image_id, _job(row)) for row in connection.execute(some))
    return found


def _put(connection: Connection, jobs: Sequence[Job]) -> None:
    """Writes jobs in place of those of the same images; the caller is the only one who writes."""
    if jobs:
        _drop(connection, [job.image_id for job in jobs])
        connection.execute(insert(_JOBS), [asdict(job) for job in jobs])


def _drop(connection: Connection, image_ids: Sequence[str]) -> None:
    for start in range(0, len(image_ids), _AT_ONCE):
        some = image_ids[start : start + _AT_ONCE]
        connection.execute(delete(_JOBS).where(_JOBS.c.image_id.in_(some)))


def _job(row: object) -> Job:
    facts = row._asdict()  # type: ignore[attr-defined]
    return Job(**{**facts, "state": State(facts["state"])})


def _same(job: Job, task: Task) -> bool:
    """Whether a job was about the same bytes and the same extractor; what is not known yet may be."""
    hashes, extractors = {job.content_hash, task.content_hash}, {job.extractor, task.extractor}
    return job.image == task.image and len(hashes - {""}) <= 1 and len(extractors - {""}) <= 1


def _is_gone(worker: str) -> bool:
    """Whether a worker was a process of this machine that is no more."""
    host, _, process = worker.rpartition(":")
    if host != socket.gethostname() or not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:  # alive, of somebody else
        return False
    return False
