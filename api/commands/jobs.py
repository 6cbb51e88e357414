"""`weft jobs`: what is to be done, was not done, and is tried again."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime

from rich.table import Table

from weft.api.commands.options import add_json, add_store, settings_of, whole_number
from weft.api.terminal import answers, remarks, write_json
from weft.engine.catalogue.ledger import Job, Ledger, State
from weft.engine.database import open_database
from weft.engine.errors import UsageError
from weft.engine.index.manifest import read_manifest

_OPEN = (State.PENDING, State.RUNNING, State.FAILED, State.DEAD)


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    parser.add_argument(
        "action",
        nargs="?",
        choices=["list", "show", "retry"],
        default="list",
        help="list jobs that are not done (default), show one, or make failed and dead ones due at once",
    )
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help="images to show or retry; retry without takes all"
    )
    add_store(parser)
    parser.add_argument("--state", choices=[*State], help="list the jobs in this state")
    parser.add_argument(
        "--limit", type=whole_number(1, 1_000_000), default=20, metavar="N", help="how many are listed (20)"
    )
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Does what is asked for."""
    if (arguments.action == "list" and arguments.ids) or (arguments.action == "show" and not arguments.ids):
        raise UsageError(f"weft jobs {arguments.action} takes {'no' if arguments.ids else 'an'} ID.")
    with _ledger(arguments) as ledger:
        if arguments.action == "list":
            _list(ledger, arguments)
        elif arguments.action == "show":
            _show([ledger.job(image_id) for image_id in arguments.ids], arguments.json)
        else:
            _retry(ledger, arguments)
    return 0


@contextmanager
def _ledger(arguments: Namespace) -> Iterator[Ledger]:
    read_manifest(arguments.store)  # a folder that is no store gets no ledger
    database = open_database(arguments.store, settings_of(arguments).database)
    try:
        yield Ledger(database)
    finally:
        database.dispose()


def _list(ledger: Ledger, arguments: Namespace) -> None:
    counts = ledger.counts()
    states = [State(arguments.state)] if arguments.state else _OPEN
    jobs = ledger.jobs(states, arguments.limit)
    if arguments.json:
        write_json({"counts": counts, "jobs": [asdict(job) for job in jobs]})
        return
    answers().print(", ".join(f"{count:,} {state}" for state, count in counts.items()))
    if jobs:
        answers().print(_table(jobs))


def _table(jobs: list[Job]) -> Table:
    table = Table("image", "state", "tries", "due", "reason", box=None, pad_edge=False)
    for job in jobs:
        facts = (job.image_id, job.state, str(job.attempts), _time(job.due), job.reason)
        table.add_row(*(fact.replace("[", r"\[") for fact in facts))
    return table


def _show(jobs: list[Job], as_json: bool) -> None:
    for job in jobs:
        facts = asdict(job)
        if as_json:
            write_json(facts)
            continue
        for name, value in {**facts, "due": _time(job.due), "changed": _time(job.changed)}.items():
            answers().print(f"{name:<13} {value}", markup=False, soft_wrap=True)


def _retry(ledger: Ledger, arguments: Namespace) -> None:
    for image_id in arguments.ids:
        ledger.job(image_id)  # says so if there is none
    count = ledger.retry(arguments.ids)
    if arguments.json:
        write_json({"retried": count})
    else:
        remarks().print(f"{count:,} jobs are due now: run weft index with the same source again.")


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if seconds else ""
