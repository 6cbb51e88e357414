"""The client that awaits answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from weft.api import schemas
from weft.api.client import calls

AnswerT = TypeVar("AnswerT")


class AsyncWeft:
    """Asks a server at `url`, with a key where it needs one; to be used in an `async with` block.

    Every method raises ProblemError for an answer that is none, and what httpx raises where there is none.
    `transport` is for tests.
    """

    def __init__(
        self,
        url: str,
        key: str = "",
        *,
        timeout: float = 30.0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.AsyncClient(base_url=url, headers=headers, timeout=timeout, transport=transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def search(self, text: str = "", **options: Any) -> schemas.SearchAnswer:  # noqa: ANN401
        """Products for a sentence; the options are those of `SearchBody`: filter, limit, cursor, sort, ..."""
        return await self._ask(calls.search(text, options))

    async def pages(self, text: str = "", **options: Any) -> AsyncIterator[schemas.SearchAnswer]:  # noqa: ANN401
        """Page after page from one version of the data; ProblemError with status 410 once that is gone."""
        cursor: str | None = None
        while True:
            page = await self.search(text, cursor=cursor, **options)
            yield page
            cursor = page.next
            if cursor is None:
                return

    async def search_by_picture(
        self,
        picture: bytes,
        text: str = "",
        **options: Any,  # noqa: ANN401
    ) -> schemas.SearchAnswer:
        """Products that look like a picture, but for what the sentence says."""
        return await self._ask(calls.search_by_picture(picture, text, options))

    async def similar(self, image_id: str, limit: int = 24) -> schemas.SearchAnswer:
        """Products that look like an image of the catalogue."""
        return await self._ask(calls.similar(image_id, limit))

    async def parse(self, text: str) -> schemas.Understood:
        """What a sentence means, without searching."""
        return await self._ask(calls.parse(text))

    async def suggest(self, text: str, limit: int = 8) -> schemas.SuggestAnswer:
        """Ways to go on with a sentence that is being typed."""
        return await self._ask(calls.suggest(text, limit))

    async def facets(self, text: str = "", filter: str = "") -> schemas.FacetsAnswer:
        """How many products have each value."""
        return await self._ask(calls.facets(text, filter))

    async def vocabulary(self) -> schemas.VocabularyAnswer:
        """Everything that can be said about a product."""
        return await self._ask(calls.vocabulary())

    async def product(self, product_id: str) -> schemas.ProductAnswer:
        """A product with all its images."""
        return await self._ask(calls.product(product_id))

    async def put_image(self, image_id: str, line: Mapping[str, Any]) -> schemas.ChangesAnswer:
        """Adds an image, or puts a catalogue line in the place of what was known."""
        return await self._ask(calls.put_image(image_id, line))

    async def patch_image(self, image_id: str, patch: Mapping[str, Any]) -> schemas.ChangesAnswer:
        """Changes a few things of an image; None takes one away."""
        return await self._ask(calls.patch_image(image_id, patch))

    async def delete_image(self, image_id: str) -> schemas.ChangesAnswer:
        """Removes an image."""
        return await self._ask(calls.delete_image(image_id))

    async def change(self, lines: Iterable[Mapping[str, Any]]) -> list[schemas.Changed]:
        """Writes and removes what catalogue lines say; what became of each."""
        return await self._ask(calls.change(lines))

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def _ask(self, call: calls.Call[AnswerT]) -> AnswerT:
        answer = await self._http.request(call.method, call.path, **call.arguments())
        return call.read(answer.status_code, answer.content)
