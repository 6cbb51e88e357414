"""The gate that every request passes: who asks, whether the route is theirs, and whether there is room.

A route says what it needs by `opt=needs(...)` or `opt=OPEN`. One that says nothing opens for nobody, and
an application that has one does not start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.handlers import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Send
from litestar.types import Scope as Asked

from weft.api.access.callers import Caller, Callers, Connection, address_of
from weft.api.access.keys import Scope
from weft.api.access.limits import Buckets, Places
from weft.api.refusals import ForbiddenError, KeyNeededError, OverloadedError
from weft.engine.filters import EVERYTHING
from weft.engine.settings import Settings

LONG_ONES = 16
"""How many long answers are given at a time: streams, exports, imports."""


@dataclass(frozen=True, slots=True)
class Door:
    """What a route needs: any of the scopes, or nothing where `scopes` is None.

    `free` costs no token and no place. `long` answers take as long as they take. `whole` is about all of
    the catalogue, so that a key which sees only a part of it does not open it.
    """

    scopes: frozenset[Scope] | None
    free: bool = False
    long: bool = False
    whole: bool = False


def needs(*scopes: Scope, long: bool = False, whole: bool = False) -> dict[str, Any]:
    """The `opt` of a route that whoever has any of the scopes may use."""
    return {"door": Door(frozenset(scopes), long=long, whole=whole)}


OPEN: Mapping[str, Any] = {"door": Door(None)}
"""The `opt` of a route that everybody may use."""

FREE: Mapping[str, Any] = {"door": Door(None, free=True)}
"""The `opt` of a route that everybody may use as often as they like, because it costs nothing."""

_SHUT = Door(frozenset())


def door_of(handler: BaseRouteHandler) -> Door:
    """What the route needs; one that does not say opens for nobody."""
    door = handler.opt.get("door", _SHUT)
    return door if isinstance(door, Door) else _SHUT


def require_doors(app: Litestar) -> None:
    """Raises RuntimeError if a route of the application does not say what it needs."""
    undecided = sorted({path for path, handler in handlers_of(app) if door_of(handler) is _SHUT})
    if undecided:
        raise RuntimeError(f"Routes without a decision who may use them: {', '.join(undecided)}")


def handlers_of(app: Litestar) -> Iterator[tuple[str, BaseRouteHandler]]:
    """Every path with each of its handlers, but for the answers to OPTIONS that Litestar makes."""
    for route in app.routes:
        handlers = getattr(route, "route_handlers", None) or (route.route_handler,)  # type: ignore[union-attr]
        for handler in handlers:
            if getattr(handler, "http_methods", None) != {"OPTIONS"}:
                yield route.path, handler


class Gate(ASGIMiddleware):
    """Lets through who may, as long as there is room; what it knows of them is in `scope["state"]`."""

    scopes = (ScopeType.HTTP, ScopeType.ASGI)

    def __init__(self, callers: Callers, settings: Settings) -> None:
        self._callers = callers
        self._seconds = settings.answer_seconds
        self._buckets = Buckets(settings.requests_per_second, settings.request_burst)
        self._places = Places(settings.requests_at_once, settings.requests_in_all)
        self._long_places = Places(LONG_ONES, LONG_ONES)

    async def handle(self, scope: Asked, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Raises what `weft.api.refusals` lists instead of passing a request on."""
        door = door_of(scope["route_handler"])
        if scope["method"] == "OPTIONS" or door.free:  # type: ignore[typeddict-item]
            await next_app(scope, receive, send)
            return
        caller = scope["state"]["caller"] = await self._identified(ASGIConnection(scope))
        _require_scope(door, caller)
        places = self._long_places if door.long else self._places
        places.enter(caller.who)
        sending = _Sending(send)
        task = asyncio.ensure_future(next_app(scope, receive, sending))
        task.add_done_callback(lambda done: _leave(places, caller.who, done))
        await self._wait(task, sending, None if door.long else self._seconds)

    @property
    def busy(self) -> int:
        """How many requests are being answered."""
        return self._places.taken + self._long_places.taken

    async def _identified(self, connection: Connection) -> Caller:
        """Who asks; guessing keys costs the address what any request costs."""
        try:
            caller = await self._callers.of(connection)
        except KeyNeededError:
            self._buckets.take(address_of(connection))
            raise
        self._buckets.take(caller.who)
        return caller

    async def _wait(self, task: asyncio.Future[None], sending: _Sending, seconds: float | None) -> None:
        """Until the answer is given, or for so long; what is given up ends unheard, and keeps its place."""
        try:
            await asyncio.wait({task}, timeout=seconds)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if task.done() or sending.started:
            await task
            return
        sending.given_up = True
        raise OverloadedError(f"The answer took longer than {seconds:g} s.")


class _Sending:
    """Sends an answer, unless it was given up before it began."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False
        self.given_up = False

    async def __call__(self, message: Message) -> None:
        if not self.given_up:
            self.started = True
            await self._send(message)


def _leave(places: Places, who: str, task: asyncio.Future[None]) -> None:
    places.leave(who)
    if not task.cancelled():
        task.exception()  # that of an answer which was given up is nobody's any more


def _require_scope(door: Door, caller: Caller) -> None:
    if door.scopes is None or door.scopes & caller.scopes:
        if door.whole and caller.within != EVERYTHING:
            hint = "Take a key without a filter."
            raise ForbiddenError("This is about all products, and this key sees only some.", hint=hint)
        return
    wanted = " or ".join(sorted(door.scopes))
    if not caller.key:
        raise KeyNeededError(f"This needs a key with the scope {wanted}.")
    raise ForbiddenError(
        f"This key has not the scope {wanted}.", hint="Ask whoever made it for one that has it."
    )
