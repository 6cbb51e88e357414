"""Every error to its HTTP status, once: a problem document (RFC 9457), or a page that says the same."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException
from litestar.openapi.datastructures import ResponseSpec
from litestar.response import Template
from msgspec import structs

from weft.api.observing.requests import number_of
from weft.api.refusals import RefusedError
from weft.engine.errors import (
    CatalogueError,
    ConflictError,
    FetchError,
    FilterSyntaxError,
    ImageError,
    NotFoundError,
    QueryError,
    StoreError,
    UsageError,
    VersionGoneError,
    WeftError,
)

PROBLEM_JSON = "application/problem+json"

EVERYWHERE = (401, 403, 429, 500, 503)
"""What every route may answer."""

_STATUS: tuple[tuple[type[WeftError], HTTPStatus], ...] = (  # the first that fits
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (ConflictError, HTTPStatus.CONFLICT),
    (VersionGoneError, HTTPStatus.GONE),
    (QueryError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (ImageError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (CatalogueError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (UsageError, HTTPStatus.BAD_REQUEST),
    (FetchError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (StoreError, HTTPStatus.SERVICE_UNAVAILABLE),
    (WeftError, HTTPStatus.INTERNAL_SERVER_ERROR),
)

_Request = Request[Any, Any, Any]
_LOG = logging.getLogger("weft.api")


class Fault(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that is wrong with a request, and where."""

    message: str
    key: str = ""
    source: str = ""


class Problem(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A problem document (RFC 9457); `hint` says the way out, `position` where a filter expression broke.

    `instance` names the request, as the log of the server does.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str = ""
    hint: str = ""
    position: int | None = None
    faults: tuple[Fault, ...] = ()


def problem_responses(*statuses: int) -> dict[int, ResponseSpec]:
    """What the OpenAPI document says of the errors of a route: these, and those that all may answer."""
    return {
        status: ResponseSpec(Problem, description=HTTPStatus(status).phrase, media_type=PROBLEM_JSON)
        for status in sorted({*statuses, *EVERYWHERE})
    }


def answer_weft_error(request: _Request, error: WeftError) -> Response[Any]:
    """The answer to an error that Weft raised; one that is our fault is logged."""
    if isinstance(error, RefusedError):
        status, headers = error.status, error.headers
    else:
        status, headers = next(status for kind, status in _STATUS if isinstance(error, kind)), None
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _LOG.error("%s", error, exc_info=error)
    position = error.position if isinstance(error, FilterSyntaxError) else None
    problem = Problem(
        type=f"urn:weft:{_slug(type(error))}",
        title=status.phrase,
        status=status,
        detail=str(error),
        hint=error.hint,
        position=position,
    )
    return _answer(request, problem, headers)


def answer_http_error(request: _Request, error: HTTPException) -> Response[Any]:
    """The answer to an error that the web framework raised: no such route, a wrong body, too large a body."""
    status = HTTPStatus(error.status_code)
    faults = msgspec.convert(error.extra, tuple[Fault, ...]) if isinstance(error.extra, list) else ()
    problem = Problem(
        type="about:blank",
        title=status.phrase,
        status=status,
        detail="; ".join(_sentence(fault) for fault in faults) or error.detail or status.description,
        faults=faults,
    )
    return _answer(request, problem, dict(error.headers or {}))


def answer_too_deep(request: _Request, error: RecursionError) -> Response[Any]:
    """The answer to a body whose lists are nested until the decoder gives up."""
    status = HTTPStatus.BAD_REQUEST
    detail = "The body is nested too deep."
    return _answer(request, Problem(type="about:blank", title=status.phrase, status=status, detail=detail))


def answer_unexpected(request: _Request, error: Exception) -> Response[Any]:
    """The answer to a bug: it is logged in full and told in one sentence."""
    _LOG.error("Unexpected error at %s", request.url.path, exc_info=error)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    detail = "Something went wrong on our side."
    return _answer(request, Problem(type="about:blank", title=status.phrase, status=status, detail=detail))


def _slug(kind: type[WeftError]) -> str:
    words = "".join(f"-{char.lower()}" if char.isupper() else char for char in kind.__name__)
    return words.strip("-").removesuffix("-error")


def _sentence(fault: Fault) -> str:
    return f"{fault.key}: {fault.message}" if fault.key and fault.key != "data" else fault.message


def _answer(request: _Request, problem: Problem, headers: dict[str, str] | None = None) -> Response[Any]:
    problem = structs.replace(problem, instance=f"urn:weft:request:{number_of(request.scope)}")
    if _wants_page(request):
        context = {"problem": problem, "question": None}
        return Template("problem.html", context=context, status_code=problem.status, headers=headers)
    return Response(problem, status_code=problem.status, media_type=PROBLEM_JSON, headers=headers)


def _wants_page(request: _Request) -> bool:
    accepts = request.headers.get("accept", "")
    return not request.url.path.startswith(("/v1/", "/health")) and MediaType.HTML in accepts
