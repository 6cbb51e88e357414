"""Every request gets a number, is counted and logged, whether it was answered, refused or not found."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import Any, cast

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from weft.api.observing.logs import number_for, request_id
from weft.api.observing.metrics import Metrics

HEADER = "x-request-id"
NOWHERE = "(none)"
"""The route of a request that fits none; its path is nothing to count by."""

_LOG = logging.getLogger("weft.api.requests")


class Numbered(ASGIMiddleware):
    """Gives a request its number before anything else happens to it."""

    scopes = (ScopeType.HTTP, ScopeType.ASGI)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """The number is in the context of whatever answers the request."""
        scope["state"]["started"] = time.perf_counter()
        request_id.set(number_of(scope))
        await next_app(scope, receive, send)


@dataclass(frozen=True, slots=True)
class Watch:
    """Sees every answer start."""

    metrics: Metrics

    async def __call__(self, message: Message, scope: Scope) -> None:
        """Counts it, logs it, and puts the number on it."""
        if message["type"] != "http.response.start":
            return
        method = cast(HTTPScope, scope)["method"]
        number, route, status = number_of(scope), _route(scope), message["status"]
        MutableScopeHeaders.from_message(message).setdefault(HEADER, number)
        seconds = time.perf_counter() - scope["state"].get("started", time.perf_counter())
        self.metrics.answered(method, route, status, seconds)
        caller = scope["state"].get("caller")
        said = {"route": route, "status": status, "ms": round(seconds * 1_000, 2)}
        said |= {"method": method, "who": caller.who if caller else "", "request": number}
        _LOG.info("answered", extra=said)


def number_of(scope: Scope) -> str:
    """The number of a request."""
    state: dict[str, Any] = scope["state"]
    if "number" not in state:
        given = next((value for name, value in scope["headers"] if name == HEADER.encode()), b"")
        state["number"] = number_for(given.decode("latin-1"))
    return str(state["number"])


def _route(scope: Scope) -> str:
    return scope.get("path_template") or NOWHERE
