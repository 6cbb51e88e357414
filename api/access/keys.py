"""API keys: made once, shown once, kept as a hash; they expire and can be revoked.

A key reads `weft_ID_SECRET`. The secret has 256 random bits, so a plain SHA-256 of it tells nobody
anything; slow hashes are for what people can remember.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Column, Engine, Row, String, Table, insert, select, update

from weft.engine.database import make_tables, metadata, now, reading, writing
from weft.engine.errors import NotFoundError, UsageError

LONGEST_NAME = 100

_WRITTEN = re.compile(r"weft_([0-9a-f]{12})_([\w-]{43})", re.ASCII)
_KEYS = Table(
    "api_key",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("name", String(LONGEST_NAME), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("scopes", String(100), nullable=False),
    Column("filter", String, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False),
    Column("revoked_at", String(32), nullable=False),
)


class Scope(StrEnum):
    """What a key opens; none includes another."""

    SEARCH = "search"
    """Searching, and reading products, pictures and the vocabulary."""
    WRITE = "write"
    """Adding, changing and deleting products and images."""
    CURATE = "curate"
    """Corrections, the review queue, rules and collections."""
    ADMIN = "admin"
    """Metrics, the audit log, reports and exports of everything."""


@dataclass(frozen=True, slots=True)
class Key:
    """What is known about a key; `filter` is the expression that all it sees fulfils, "" for everything.

    Times are as `weft.engine.database.now` gives them, "" for never. `digest` is the SHA-256 of its
    secret, in hexadecimal digits.
    """

    id: str
    name: str
    digest: str
    scopes: frozenset[Scope]
    filter: str
    created_at: str
    expires_at: str = ""
    revoked_at: str = ""

    @property
    def state(self) -> str:
        """`valid`, `expired` or `revoked`, now."""
        if self.revoked_at:
            return "revoked"
        return "expired" if self.expires_at and self.expires_at <= now() else "valid"


class Keys:
    """The keys of a database; every process that has it open sees the same ones."""

    def __init__(self, database: Engine) -> None:
        self._database = database
        make_tables(database)

    def create(
        self, name: str, scopes: Iterable[Scope], *, filter: str = "", expires_at: str = ""
    ) -> tuple[str, Key]:
        """A new key as it is written, which is kept nowhere, and what is kept of it.

        Raises UsageError without a name or scope, and for a name that is too long. The expression is
        taken as it is: whoever calls has checked it against the vocabulary.
        """
        name, scopes = name.strip(), frozenset(scopes)
        if not name or len(name) > LONGEST_NAME or not scopes:
            hint = f"Names have 1 to {LONGEST_NAME} characters; scopes are {', '.join(Scope)}."
            raise UsageError("A key needs a name and a scope.", hint=hint)
        identity, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        key = Key(identity, name, _digest(secret), scopes, filter, now(), expires_at)
        with writing(self._database) as connection:
            connection.execute(insert(_KEYS).values(**_values(key)))
        return f"weft_{identity}_{secret}", key

    def all(self) -> list[Key]:
        """Every key, revoked and expired ones too, the oldest first."""
        with reading(self._database) as connection:
            rows = connection.execute(select(_KEYS).order_by(_KEYS.c.created_at, _KEYS.c.id))
            return [_key(row) for row in rows]

    def revoke(self, identity: str) -> Key:
        """The key of that id, which opens nothing any more; NotFoundError if there is none."""
        wanted = _KEYS.c.id == identity
        with writing(self._database) as connection:
            fresh = wanted & (_KEYS.c.revoked_at == "")
            connection.execute(update(_KEYS).where(fresh).values(revoked_at=now()))
            row = connection.execute(select(_KEYS).where(wanted)).first()
        if row is None:
            raise NotFoundError(f"There is no key {identity!r}.", hint="weft keys list shows all.")
        return _key(row)

    def valid(self, identity: str) -> Key | None:
        """The key of that id if it opens anything now."""
        with reading(self._database) as connection:
            row = connection.execute(select(_KEYS).where(_KEYS.c.id == identity)).first()
        key = _key(row) if row else None
        return key if key and key.state == "valid" else None


def identity_of(written: str) -> str | None:
    """The id in a written key; None for what is no key."""
    read = _WRITTEN.fullmatch(written)
    return read and read[1]


def opens(written: str, key: Key) -> bool:
    """Whether the written key has the secret of this one; takes as long whether it has or not."""
    read = _WRITTEN.fullmatch(written)
    return read is not None and hmac.compare_digest(_digest(read[2]), key.digest)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _values(key: Key) -> dict[str, object]:
    names = ("id", "name", "digest", "filter", "created_at", "expires_at", "revoked_at")
    return {name: getattr(key, name) for name in names} | {"scopes": " ".join(sorted(key.scopes))}


def _key(row: Row[tuple[object, ...]]) -> Key:
    values = dict(row._mapping)
    return Key(**{**values, "scopes": frozenset(map(Scope, values["scopes"].split()))})
