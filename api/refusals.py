"""What the API refuses although the request makes sense: who asks may not, or asks too much.

RefusedError
├── KeyNeededError       401: nobody is known to ask, and not everybody may
├── ForbiddenError       403: whoever asks may not do this
├── TooManyError         429: more than one may ask in that time
└── OverloadedError      503: more than the server can answer now
"""

from __future__ import annotations

import math
from http import HTTPStatus

from weft.engine.errors import WeftError


class RefusedError(WeftError):
    """The root; `headers` go with the answer."""

    status = HTTPStatus.FORBIDDEN

    def __init__(self, message: str, *, hint: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(message, hint=hint)
        self.headers = headers or {}


class KeyNeededError(RefusedError):
    """Nobody is known to ask, and not everybody may."""

    status = HTTPStatus.UNAUTHORIZED

    def __init__(self, message: str) -> None:
        hint = "Send a key as `Authorization: Bearer weft_...`, or sign in at /login."
        super().__init__(message, hint=hint, headers={"www-authenticate": 'Bearer realm="weft"'})


class ForbiddenError(RefusedError):
    """Whoever asks may not do this."""


class TooManyError(RefusedError):
    """More than one may ask in that time; `seconds` later it may be asked again."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, message: str, *, seconds: float = 1.0) -> None:
        wait = max(1, math.ceil(seconds))
        super().__init__(message, hint=f"Ask again in {wait} s.", headers={"retry-after": str(wait)})


class OverloadedError(TooManyError):
    """More than the server can answer now; asking again soon may do."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
