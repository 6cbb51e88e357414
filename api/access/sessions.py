"""Signing in on a page: a cookie that stands for a key, and the proof that a page of ours sent the form.

The cookie is signed with the hash of the key: it needs no memory on the server, opens the same on every
replica, ends with the key, and does not give the key away.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

from litestar.datastructures import Cookie

from weft.api.access.keys import Key

COOKIE = "weft_session"
LASTS = 12 * 3600
"""Seconds after which one has to sign in again."""

_TOKEN = re.compile(r"([0-9a-f]{12})\.(\d{1,12})\.([0-9a-f]{64})", re.ASCII)


def session_cookie(key: Key, *, secure: bool) -> Cookie:
    """The cookie that signs in with a key; `secure` keeps it off plain HTTP."""
    said = f"{key.id}.{int(time.time()) + LASTS}"
    return Cookie(
        COOKIE,
        value=f"{said}.{_signature(said, key)}",
        max_age=LASTS,
        httponly=True,
        secure=secure,
        samesite="strict",
    )


def signed_out_cookie() -> Cookie:
    """The cookie that takes the place of it."""
    return Cookie(COOKIE, value="", max_age=0, httponly=True, samesite="strict")


def identity_of_session(token: str) -> str | None:
    """The id of the key that a cookie stands for; None for one that is over, or is none."""
    read = _TOKEN.fullmatch(token)
    return read[1] if read and int(read[2]) > time.time() else None


def session_opens(token: str, key: Key) -> bool:
    """Whether the cookie was signed with this key."""
    said, _, signature = token.rpartition(".")
    return hmac.compare_digest(signature, _signature(said, key))


def from_our_page(headers: Mapping[str, str]) -> bool:
    """Whether a browser says that a page of this server sent the request.

    Browsers say so in `Sec-Fetch-Site`, older ones in `Origin`, and no page can write either itself.
    """
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    return bool(headers.get("host")) and urlsplit(headers.get("origin", "")).netloc == headers["host"]


def _signature(said: str, key: Key) -> str:
    return hmac.new(bytes.fromhex(key.digest), said.encode(), hashlib.sha256).hexdigest()
