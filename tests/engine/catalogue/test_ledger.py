from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from weft.engine.catalogue.ledger import (
    FIRST_PAUSE,
    LEASE_SECONDS,
    MOST_ATTEMPTS,
    Ledger,
    State,
    Task,
)
from weft.engine.database import open_database
from weft.engine.errors import ExtractionError, FetchError, ImageError, NotFoundError

TASKS = [Task(name, f"{name}.jpg", f"hash-{name}", "embedded-1-x") for name in "abc"]


class Clock:
    """A time that stands still until it is moved."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server that is started for the tests."""
    found = shutil.which("postgres") or next(
        map(str, Path("/usr/lib/postgresql").glob("*/bin/postgres")), None
    )
    if found is None:
        pytest.skip("PostgreSQL is not installed")
    programs = Path(found).resolve().parent
    with tempfile.TemporaryDirectory() as folder:
        data, log = Path(folder) / "data", Path(folder) / "log"
        _as_anyone_but_root(folder, [programs / "initdb", "-D", data, "-U", "weft", "--auth=trust"])
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        _as_anyone_but_root(
            folder, [programs / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start"]
        )
        yield f"postgresql+psycopg://weft@/postgres?host={folder}"
        _as_anyone_but_root(folder, [programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"])


def _as_anyone_but_root(folder: str, command: list[object]) -> None:
    """PostgreSQL refuses to run as root."""
    nobody = {"user": "postgres"} if os.geteuid() == 0 else {}
    if nobody:
        shutil.chown(folder, "postgres")
    words = [str(word) for word in command]
    subprocess.run(words, check=True, capture_output=True, cwd=folder, **nobody)  # type: ignore[call-overload]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres")
    opened = open_database(tmp_path, url)
    yield opened
    with opened.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS job")
    opened.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(database: Engine, clock: Clock) -> Ledger:
    return Ledger(database, worker="here:1", clock=clock)


def test_a_task_belongs_to_one_worker_until_its_lease_ends(
    database: Engine, ledger: Ledger, clock: Clock
) -> None:
    other = Ledger(database, worker="elsewhere:2", clock=clock)

    assert ledger.claim(TASKS[:2]) == {"a", "b"}
    assert other.claim(TASKS) == {"c"}
    assert ledger.claim(TASKS) == {"a", "b"}
    clock.now += LEASE_SECONDS + 1
    assert other.claim(TASKS) == {"a", "b", "c"}


def test_what_a_worker_had_is_free_when_its_process_is_gone(database: Engine) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    host = socket.gethostname()
    Ledger(database, worker=f"{host}:{ended.pid}").claim(TASKS)
    living, elsewhere = Ledger(database, worker=f"{host}:{os.getpid()}"), Ledger(database, worker="there:3")

    assert elsewhere.claim(TASKS[:1]) == {"a"}
    assert living.claim(TASKS) == {"b", "c"}
    assert elsewhere.claim(TASKS) == {"a"}


def test_what_is_done_is_not_unfinished_and_what_was_given_back_is_pending(ledger: Ledger) -> None:
    ledger.claim(TASKS)
    ledger.settle([(TASKS[0], None)])

    assert ledger.release() == 2
    assert {name: job.state for name, job in ledger.unfinished().items()} == {
        "b": State.PENDING,
        "c": State.PENDING,
    }
    assert ledger.counts() == {**dict.fromkeys(State, 0), State.DONE: 1, State.PENDING: 2}


def test_what_may_pass_is_tried_later_and_later_and_given_up_in_the_end(ledger: Ledger, clock: Clock) -> None:
    pauses = []
    for _ in range(MOST_ATTEMPTS):
        ledger.claim(TASKS[:1])
        ledger.settle([(TASKS[0], ExtractionError("out of memory"))])
        pauses.append(ledger.job("a").due - clock.now)

    assert pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert (ledger.job("a").state, ledger.job("a").attempts) == (State.DEAD, MOST_ATTEMPTS)
    assert ledger.job("a").reason == f"out of memory (after {MOST_ATTEMPTS} tries)"


@pytest.mark.parametrize(
    ("error", "state"),
    [(ImageError("no picture"), State.DEAD), (FetchError("503"), State.FAILED), (None, State.DONE)],
)
def test_how_it_ended_says_whether_it_is_tried_again(
    ledger: Ledger, error: ImageError | FetchError | None, state: State
) -> None:
    ledger.settle([(TASKS[0], error)])

    assert (ledger.job("a").state, ledger.job("a").reason) == (state, str(error or ""))


def test_another_picture_or_extractor_begins_anew(ledger: Ledger) -> None:
    for _ in range(3):
        ledger.settle([(TASKS[0], FetchError("503"))])
    ledger.settle([(Task("a", "a.jpg", "another", "embedded-1-x"), FetchError("503"))])

    assert ledger.job("a").attempts == 1


def test_failed_and_dead_jobs_are_due_again_when_asked_for(ledger: Ledger) -> None:
    ledger.settle([(TASKS[0], FetchError("503")), (TASKS[1], ImageError("broken")), (TASKS[2], None)])

    assert ledger.retry(["a"]) == 1
    assert ledger.retry() == 1
    assert [job.state for job in ledger.jobs([State.PENDING], limit=10)] == [State.PENDING] * 2
    assert ledger.job("c").state is State.DONE


def test_jobs_of_images_that_are_no_more_are_forgotten(ledger: Ledger) -> None:
    ledger.settle([(task, None) for task in TASKS])
    ledger.forget(["a", "b", "nobody"])

    assert ledger.counts()[State.DONE] == 1
    with pytest.raises(NotFoundError, match="'a'"):
        ledger.job("a")


def test_thousands_of_jobs_are_settled_at_once(ledger: Ledger) -> None:
    tasks = [Task(f"image {number}", "") for number in range(3_000)]
    ledger.settle([(task, None) for task in tasks])
    ledger.settle([(task, ImageError("broken")) for task in tasks])

    assert ledger.counts()[State.DEAD] == 3_000
    assert len(ledger.claim(tasks)) == 3_000
