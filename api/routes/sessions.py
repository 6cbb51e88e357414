"""Signing in and out on a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Request, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect, Template

from weft.api.access.gate import OPEN
from weft.api.access.sessions import from_our_page, session_cookie, signed_out_cookie
from weft.api.refusals import ForbiddenError, KeyNeededError
from weft.api.routes.parameters import Doorman, Who


@dataclass(frozen=True, slots=True)
class SignIn:
    """What the form sends."""

    key: str


@get("/login", sync_to_thread=False, include_in_schema=False, opt=OPEN)
def show_sign_in(who: Who) -> Template:
    """The form that takes a key, and says whose one is signed in with."""
    return Template("login.html", context={"question": None, "name": who.name})


@post("/login", include_in_schema=False, opt=OPEN)
async def sign_in(
    request: Request[Any, Any, Any],
    doorman: Doorman,
    data: Annotated[SignIn, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Redirect:
    """A cookie for a key."""
    _require_our_page(request)
    key = await doorman.key_of(data.key.strip())
    if key is None:
        raise KeyNeededError("This key opens nothing: it is wrong, has expired or was revoked.")
    cookie = session_cookie(key, secure=request.url.scheme == "https")
    return Redirect("/", status_code=303, cookies=[cookie])


@post("/logout", sync_to_thread=False, include_in_schema=False, opt=OPEN)
def sign_out(request: Request[Any, Any, Any]) -> Redirect:
    """No cookie any more."""
    _require_our_page(request)
    return Redirect("/", status_code=303, cookies=[signed_out_cookie()])


def _require_our_page(request: Request[Any, Any, Any]) -> None:
    """Else another site could sign its visitors in with a key of its own, and see what they do."""
    if not from_our_page(request.headers):
        raise ForbiddenError("The form was not sent by a page of this server.")
