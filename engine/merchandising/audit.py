"""The audit log: every change with who made it, when, and how things were before and after."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import Connection, Engine, select

from weft.engine.database import now, reading
from weft.engine.merchandising.tables import audit


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of one thing.

    `what` is its kind (`correction`, `rule`, `collection`, `key`), `subject` which one; `before` and `after`
    are as JSON would hold them, None where there was or is nothing. `batch` names what was done at once.
    """

    what: str
    subject: str
    before: Any
    after: Any
    who: str
    batch: str
    at: str = ""


def new_batch() -> str:
    """A name for changes that are made at once."""
    return secrets.token_hex(8)


def write_entries(connection: Connection, entries: Iterable[Entry]) -> None:
    """Adds to the log, with the time it is now, in the transaction that makes the changes."""
    rows = [asdict(entry) | {"at": entry.at or now()} for entry in entries]
    if rows:
        connection.execute(audit.insert(), rows)


def read_entries(
    database: Engine, *, what: str = "", subject: str = "", batch: str = "", limit: int = 100, offset: int = 0
) -> list[Entry]:
    """Entries, the newest first; those of one kind, thing or batch where it is named."""
    wanted = {"what": what, "subject": subject, "batch": batch}
    names = [field.name for field in fields(Entry)]
    query = select(*(audit.c[name] for name in names)).order_by(audit.c.id.desc())
    query = query.where(*(audit.c[name] == value for name, value in wanted.items() if value))
    with reading(database) as connection:
        return [Entry(*row) for row in connection.execute(query.limit(limit).offset(offset))]
