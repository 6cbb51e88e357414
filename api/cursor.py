"""Where a page ended, as text that asks for the next one: version of the data, place and question."""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace

import numpy as np

from weft.engine.errors import QueryError
from weft.engine.model import SearchRequest, SearchResult

LONGEST = 60
"""Characters of a cursor, at most."""

_LAYOUT = struct.Struct(">QI8s")


def next_cursor(request: SearchRequest, result: SearchResult, deepest: int) -> str | None:
    """The cursor behind the last hit of a page; None after the last page, or where pages get too deep."""
    place = request.offset + len(result.hits)
    if not result.hits or place >= result.total or place > deepest:
        return None
    packed = _LAYOUT.pack(result.version, place, _question(request))
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def continued(request: SearchRequest, cursor: str, deepest: int) -> SearchRequest:
    """The request for the page behind a cursor, from the version of the data that it began with.

    Raises QueryError for what is no cursor, or one of another question.
    """
    try:
        packed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        version, place, question = _LAYOUT.unpack(packed)
    except (binascii.Error, struct.error, ValueError) as error:
        raise QueryError("That is no cursor.", hint="Take `next` of an answer as it is.") from error
    if question != _question(request):
        hint = "Ask for the next page with everything else as it was."
        raise QueryError("The cursor belongs to another question.", hint=hint)
    if place > deepest:
        raise QueryError(f"Pages go {deepest:,} hits deep.", hint="Ask for less, or export everything.")
    return replace(request, offset=place, version=version)


def canonical(value: object) -> str:
    """A value as text that is the same in every process; sets and mappings have no order of their own."""
    if is_dataclass(value):
        inside = ", ".join(canonical(getattr(value, each.name)) for each in fields(value))
        return f"{type(value).__name__}({inside})"
    if isinstance(value, Mapping):
        return f"{{{', '.join(sorted(f'{key!r}: {canonical(each)}' for key, each in value.items()))}}}"
    if isinstance(value, frozenset):
        return f"{{{', '.join(sorted(map(canonical, value)))}}}"
    if isinstance(value, tuple):
        return f"({', '.join(map(canonical, value))})"
    return hashlib.sha256(value.tobytes()).hexdigest() if isinstance(value, np.ndarray) else repr(value)


def _question(request: SearchRequest) -> bytes:
    """What has to stay the same from page to page; where a page begins and how long it is need not."""
    asked = replace(request, offset=0, limit=0, facets=None, version=None)
    return hashlib.blake2b(canonical(asked).encode(), digest_size=8).digest()
