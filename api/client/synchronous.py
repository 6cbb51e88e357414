"""The client that waits for answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from weft.api import schemas
from weft.api.client import calls

AnswerT = TypeVar("AnswerT")


class Weft:
    """Asks a server at `url`, with a key where it needs one; to be used in a `with` block.

    Every method raises ProblemError for an answer that is none, and what httpx raises where there is none.
    `transport` is for tests.
    """

    def __init__(
        self,
        url: str,
        key: str = "",
        *,
        timeout: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=timeout, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def search(self, text: str = "", **options: Any) -> schemas.SearchAnswer:  # noqa: ANN401
        """Products for a sentence; the options are those of `SearchBody`: filter, limit, cursor, sort, ..."""
        return self._ask(calls.search(text, options))

    def pages(self, text: str = "", **options: Any) -> Iterator[schemas.SearchAnswer]:  # noqa: ANN401
        """Page after page from one version of the data; ProblemError with status 410 once that is gone."""
        cursor: str | None = None
        while True:
            page = self.search(text, cursor=cursor, **options)
            yield page
            cursor = page.next
            if cursor is None:
                return

    def search_by_picture(
        self,
        picture: bytes,
        text: str = "",
        **options: Any,  # noqa: ANN401
    ) -> schemas.SearchAnswer:
        """Products that look like a picture, but for what the sentence says."""
        return self._ask(calls.search_by_picture(picture, text, options))

    def similar(self, image_id: str, limit: int = 24) -> schemas.SearchAnswer:
        """Products that look like an image of the catalogue."""
        return self._ask(calls.similar(image_id, limit))

    def parse(self, text: str) -> schemas.Understood:
        """What a sentence means, without searching."""
        return self._ask(calls.parse(text))

    def suggest(self, text: str, limit: int = 8) -> schemas.SuggestAnswer:
        """Ways to go on with a sentence that is being typed."""
        return self._ask(calls.suggest(text, limit))

    def facets(self, text: str = "", filter: str = "") -> schemas.FacetsAnswer:
        """How many products have each value."""
        return self._ask(calls.facets(text, filter))

    def vocabulary(self) -> schemas.VocabularyAnswer:
        """Everything that can be said about a product."""
        return self._ask(calls.vocabulary())

    def product(self, product_id: str) -> schemas.ProductAnswer:
        """A product with all its images."""
        return self._ask(calls.product(product_id))

    def put_image(self, image_id: str, line: Mapping[str, Any]) -> schemas.ChangesAnswer:
        """Adds an image, or puts a catalogue line in the place of what was known."""
        return self._ask(calls.put_image(image_id, line))

    def patch_image(self, image_id: str, patch: Mapping[str, Any]) -> schemas.ChangesAnswer:
        """Changes a few things of an image; None takes one away."""
        return self._ask(calls.patch_image(image_id, patch))

    def delete_image(self, image_id: str) -> schemas.ChangesAnswer:
        """Removes an image."""
        return self._ask(calls.delete_image(image_id))

    def change(self, lines: Iterable[Mapping[str, Any]]) -> list[schemas.Changed]:
        """Writes and removes what catalogue lines say; what became of each."""
        return self._ask(calls.change(lines))

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def _ask(self, call: calls.Call[AnswerT]) -> AnswerT:
        answer = self._http.request(call.method, call.path, **call.arguments())
        return call.read(answer.status_code, answer.content)
