"""What a client can ask: each call is a request, and the type that its answer is read as."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import msgspec

from weft.api import schemas
from weft.engine.errors import WeftError

AnswerT = TypeVar("AnswerT")


class ProblemError(WeftError):
    """The server answered with a problem (RFC 9457); `status` is that of HTTP, `type` names the kind."""

    def __init__(self, status: int, body: bytes) -> None:
        try:
            told = msgspec.json.decode(body, type=_Told)
        except msgspec.DecodeError:
            told = _Told(detail=f"The server answered with {status}.")
        super().__init__(told.detail, hint=told.hint)
        self.status = status
        self.type = told.type


class _Told(msgspec.Struct):
    detail: str = ""
    hint: str = ""
    type: str = "about:blank"


@dataclass(frozen=True, slots=True)
class Call(Generic[AnswerT]):
    """One request, and what its answer is."""

    method: str
    path: str
    answer: type[AnswerT]
    params: Mapping[str, Any] = field(default_factory=dict)
    json: object = None
    content: bytes | None = None

    def arguments(self) -> dict[str, Any]:
        """The arguments of httpx."""
        given: dict[str, Any] = {"params": {k: v for k, v in self.params.items() if v not in (None, "")}}
        if self.json is not None:
            given["json"] = self.json
        if self.content is not None:
            given |= {"content": self.content, "headers": {"content-type": "application/x-ndjson"}}
        return given

    def read(self, status: int, body: bytes) -> AnswerT:
        """The answer; raises ProblemError."""
        if status >= 400:
            raise ProblemError(status, body)
        if self.content is not None:  # lines are answered by lines
            body = b"[" + b",".join(body.splitlines()) + b"]"
        return msgspec.json.decode(body, type=self.answer)


def search(text: str, options: Mapping[str, Any]) -> Call[schemas.SearchAnswer]:
    """A search; the options are those of `SearchBody`."""
    return Call("POST", "/v1/search", schemas.SearchAnswer, json={"text": text, **options})


def search_by_picture(picture: bytes, text: str, options: Mapping[str, Any]) -> Call[schemas.SearchAnswer]:
    """A search for what looks like a picture, but for what the sentence says."""
    body = {"image": base64.b64encode(picture).decode(), "search": {"text": text, **options}}
    return Call("POST", "/v1/search/image", schemas.SearchAnswer, json=body)


def similar(image_id: str, limit: int) -> Call[schemas.SearchAnswer]:
    """Products that look like an image."""
    return Call("GET", _at("/v1/similar", image_id), schemas.SearchAnswer, params={"limit": limit})


def parse(text: str) -> Call[schemas.Understood]:
    """What a sentence means."""
    return Call("POST", "/v1/parse", schemas.Understood, json={"text": text})


def suggest(text: str, limit: int) -> Call[schemas.SuggestAnswer]:
    """Ways to go on with a sentence."""
    return Call("GET", "/v1/suggest", schemas.SuggestAnswer, params={"q": text, "limit": limit})


def facets(text: str, filter: str) -> Call[schemas.FacetsAnswer]:
    """How many products have each value."""
    return Call("GET", "/v1/facets", schemas.FacetsAnswer, params={"q": text, "filter": filter})


def vocabulary() -> Call[schemas.VocabularyAnswer]:
    """Everything that can be said about a product."""
    return Call("GET", "/v1/vocabulary", schemas.VocabularyAnswer)


def product(product_id: str) -> Call[schemas.ProductAnswer]:
    """A product with all its images."""
    return Call("GET", _at("/v1/products", product_id), schemas.ProductAnswer)


def put_image(image_id: str, line: Mapping[str, Any]) -> Call[schemas.ChangesAnswer]:
    """Adds an image, or puts it in the place of what was known."""
    return Call("PUT", _at("/v1/images", image_id), schemas.ChangesAnswer, json=dict(line))


def patch_image(image_id: str, patch: Mapping[str, Any]) -> Call[schemas.ChangesAnswer]:
    """Changes a few things of an image."""
    return Call("PATCH", _at("/v1/images", image_id), schemas.ChangesAnswer, json=dict(patch))


def delete_image(image_id: str) -> Call[schemas.ChangesAnswer]:
    """Removes an image."""
    return Call("DELETE", _at("/v1/images", image_id), schemas.ChangesAnswer)


def change(lines: Iterable[Mapping[str, Any]]) -> Call[list[schemas.Changed]]:
    """Writes and removes what catalogue lines say."""
    content = b"".join(msgspec.json.encode(dict(line)) + b"\n" for line in lines)
    return Call("POST", "/v1/changes", list[schemas.Changed], content=content)


def _at(path: str, name: str) -> str:
    return f"{path}/{quote(name, safe='')}"
