from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.api.conftest import Shop
from weft.api.client import AsyncWeft, ProblemError, Weft


def bearer(own: Shop) -> str:
    return own.all["authorization"].removeprefix("Bearer ")


@pytest.fixture
def weft(own: Shop) -> Weft:
    """A client of the shop, in the same process."""

    def ask(asked: httpx.Request) -> httpx.Response:
        answer = own.client.request(
            asked.method, str(asked.url), content=asked.content, headers=asked.headers
        )
        return httpx.Response(answer.status_code, content=answer.content)

    transport = httpx.MockTransport(ask)
    return Weft("http://testserver.local", bearer(own), transport=transport)


def test_a_search_comes_back_as_values(weft: Weft) -> None:
    answer = weft.search("green t-shirt with no prints", limit=1)
    assert answer.hits[0].shown.product_id == "tee-green"
    assert answer.understood.filters[0].mode in ("must", "must_not")
    assert [each.total for each in weft.pages("t-shirt", limit=2)] == [4, 4]
    assert weft.parse("red dress").filters[0].facet in ("colors", "category")
    assert weft.suggest("t-sh").suggestions[0].label == "t-shirt"
    assert weft.facets("dress").facets
    assert weft.vocabulary().id == "apparel"


def test_what_is_written_is_read_back(weft: Weft) -> None:
    assert weft.put_image("n/1", {"product_id": "new", "price": 5}).changed[0].became == "added"
    assert weft.patch_image("n/1", {"price": 6}).changed[0].became == "updated"
    assert weft.product("new").images[0].price == 6
    assert weft.delete_image("n/1").changed[0].became == "removed"
    lines = [{"image_id": "n2"}, {"image_id": "n2"}]
    assert [each.became for each in weft.change(lines)] == ["added", "refused"]


def test_a_problem_is_an_error_with_its_way_out(weft: Weft) -> None:
    with pytest.raises(ProblemError, match="no facet 'nope'") as caught:
        weft.search(selected={"nope": ["x"]})
    assert (caught.value.status, caught.value.type) == (422, "urn:weft:query")
    assert "category" in caught.value.hint


def test_an_answer_that_is_no_problem_document_is_an_error_too() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(502, content=b"<html>"))
    with Weft("http://shop.example", transport=transport) as weft, pytest.raises(ProblemError, match="502"):
        weft.vocabulary()


def test_the_same_can_be_awaited(own: Shop) -> None:
    async def ask() -> tuple[int, list[int]]:
        transport = httpx.ASGITransport(app=own.client.app)
        async with AsyncWeft("http://localhost", bearer(own), transport=transport) as weft:
            found = await weft.search("t-shirt")
            return found.total, [len(page.hits) async for page in weft.pages("t-shirt", limit=3)]

    assert asyncio.run(ask()) == (4, [3, 1])
