"""Who asks: a key in a header, a signed-in page, or nobody that is known."""

from __future__ import annotations

import ipaddress
import time
from dataclasses import dataclass, field
from typing import Any

from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection

from weft.api.access.keys import Key, Keys, Scope, identity_of, opens
from weft.api.access.sessions import COOKIE, from_our_page, identity_of_session, session_opens
from weft.api.refusals import ForbiddenError, KeyNeededError
from weft.engine.errors import FilterSyntaxError
from weft.engine.filters import EVERYTHING, Filter
from weft.engine.query.syntax import parse_filter
from weft.vocab.model import Vocabulary

Connection = ASGIConnection[Any, Any, Any, Any]

REMEMBERED = 1.0
"""Seconds for which a key is not looked up again: so long may a revoked one still open."""

_READING = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: `key` is the id of a key, "" for nobody that is known.

    `within` is the filter that everything the caller sees fulfils.
    """

    address: str
    key: str = ""
    name: str = ""
    scopes: frozenset[Scope] = frozenset()
    within: Filter = EVERYTHING

    @property
    def who(self) -> str:
        """What limits and the audit log know the caller by."""
        return f"key {self.key}" if self.key else f"address {self.address}"


@dataclass(frozen=True, slots=True)
class Access:
    """Who may come in: whoever has one of the keys, and `everybody` for some things."""

    keys: Keys | None = None
    everybody: frozenset[Scope] = frozenset()


READING = Access(everybody=frozenset({Scope.SEARCH}))
"""Everybody may search, nobody may change anything."""


@dataclass
class Callers:
    """Finds out who asks."""

    access: Access
    vocabulary: Vocabulary
    _known: dict[str, _Known | None] = field(default_factory=dict)
    _since: float = 0.0

    async def key_of(self, written: str) -> Key | None:
        """The key that is written like that, if it opens anything."""
        known = await self._look_up(identity_of(written))
        return known.key if known and opens(written, known.key) else None

    async def of(self, connection: Connection) -> Caller:
        """Who asks.

        Raises KeyNeededError for a key that opens nothing, and ForbiddenError for a signed-in page that
        changes something at the bidding of another site.
        """
        address = address_of(connection)
        if written := _written_key(connection):
            known = await self._look_up(identity_of(written))
            if known is None or not opens(written, known.key):
                raise KeyNeededError("This key opens nothing: it is wrong, has expired or was revoked.")
            return self._caller(address, known)
        if token := connection.cookies.get(COOKIE):
            known = await self._look_up(identity_of_session(token))
            if known and session_opens(token, known.key):
                _require_our_page(connection)
                return self._caller(address, known)
        return Caller(address, scopes=self.access.everybody)

    async def _look_up(self, identity: str | None) -> _Known | None:
        if identity is None or self.access.keys is None:
            return None
        if time.monotonic() - self._since > REMEMBERED:
            self._known, self._since = {}, time.monotonic()
        if identity not in self._known:
            self._known[identity] = await sync_to_thread(self._read, self.access.keys, identity)
        return self._known.get(identity)

    def _read(self, keys: Keys, identity: str) -> _Known | None:
        key = keys.valid(identity)
        if key is None:
            return None
        try:
            return _Known(key, parse_filter(key.filter, self.vocabulary).filter)
        except FilterSyntaxError as error:  # the vocabulary was changed since the key was made
            message = "The filter of this key means nothing any more, so that it opens nothing."
            raise ForbiddenError(message, hint="Make a new key.") from error

    def _caller(self, address: str, known: _Known) -> Caller:
        scopes = known.key.scopes | self.access.everybody
        return Caller(address, known.key.id, known.key.name, scopes, known.within)


@dataclass(frozen=True, slots=True)
class _Known:
    """A key that was looked up, and its filter as a tree."""

    key: Key
    within: Filter


def address_of(connection: Connection) -> str:
    """The address that asks; of IPv6 the 64 bits that belong to one household."""
    host = connection.client.host if connection.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False))


def _written_key(connection: Connection) -> str:
    kind, _, written = connection.headers.get("authorization", "").partition(" ")
    return written.strip() if kind.lower() == "bearer" else connection.headers.get("x-api-key", "")


def _require_our_page(connection: Connection) -> None:
    if connection.scope.get("method") not in _READING and not from_our_page(connection.headers):
        hint = "Only pages of this server may change something for who is signed in."
        raise ForbiddenError("The request was not sent by a page of this server.", hint=hint)
