from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tests.api.conftest import MORE, lines
from weft.api.access.callers import READING
from weft.api.app import create_app
from weft.api.cursor import canonical
from weft.engine.catalogue.ingest import ingest
from weft.engine.embedding.open import open_embedder
from weft.engine.filters import AllOf, AnyOf, Filter, Match
from weft.engine.model import SearchRequest
from weft.engine.search.engine import SearchEngine
from weft.engine.settings import load_settings
from weft.vocab.loader import load_vocabulary

Client = TestClient[Litestar]
SETTINGS = load_settings(environment={})


def products(answer: dict[str, Any]) -> list[str]:
    return [hit["shown"]["product_id"] for hit in answer["hits"]]


def load(catalogue: Path, store: Path, count: int) -> None:
    """The first lines of the shop into a store."""
    import json

    catalogue.write_text("".join(json.dumps(each) + "\n" for each in lines()[:count]), encoding="utf-8")
    ingest(
        catalogue,
        store,
        images=None,
        settings=SETTINGS,
        vocabulary=load_vocabulary(),
        embedder=open_embedder(),
    )


def test_cursors_lead_through_all_pages_once(client: Client) -> None:
    seen: list[str] = []
    cursor = None
    while True:
        body = {"text": "jeans", "limit": 25} | ({"cursor": cursor} if cursor else {})
        answer = client.post("/v1/search", json=body).json()
        seen += products(answer)
        cursor = answer["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == MORE


def test_a_link_goes_on_where_a_body_ended(client: Client) -> None:
    first = client.post("/v1/search", json={"text": "jeans", "limit": 10}).json()
    second = client.get("/v1/search", params={"q": "jeans", "limit": 20, "cursor": first["next"]}).json()
    whole = client.get("/v1/search", params={"q": "jeans", "limit": 30}).json()
    assert products(first) + products(second) == products(whole)


def test_the_cursor_of_another_question_is_refused(client: Client) -> None:
    cursor = client.get("/v1/search", params={"q": "jeans"}).json()["next"]
    answer = client.get("/v1/search", params={"q": "blue jeans", "cursor": cursor})
    assert answer.status_code == 422
    assert "another question" in answer.json()["detail"]


@pytest.mark.parametrize("cursor", ["x", "AAAA", "!!!!", "é", "A" * 27])
def test_what_is_no_cursor_is_refused(client: Client, cursor: str) -> None:
    assert client.get("/v1/search", params={"q": "jeans", "cursor": cursor}).status_code == 422


def test_pages_stay_as_they_were_while_the_data_change(tmp_path: Path) -> None:
    store, catalogue = tmp_path / "store", tmp_path / "catalogue.jsonl"
    load(catalogue, store, 40)
    engine = SearchEngine.open(store, SETTINGS)
    asked = {"q": "jeans", "limit": "10"}
    with TestClient(create_app(engine, SETTINGS, access=READING, store=store)) as client:
        whole = products(client.get("/v1/search", params={"q": "jeans", "limit": "20"}).json())
        first = client.get("/v1/search", params=asked).json()
        load(catalogue, store, 50)
        assert client.get("/v1/search", params=asked).json()["total"] > first["total"]
        second = client.get("/v1/search", params=asked | {"cursor": first["next"]}).json()
        assert products(first) + products(second) == whole
        assert second["version"] == first["version"]
        load(catalogue, store, 60)
        gone = client.get("/v1/search", params=asked | {"cursor": first["next"]})
    engine.close()
    assert gone.status_code == 410
    assert gone.json()["type"] == "urn:weft:version-gone"
    assert "first page" in gone.json()["hint"]


def test_equal_questions_are_written_alike_in_every_process() -> None:
    script = (
        "from weft.api.cursor import canonical; from weft.engine.filters import Match;"
        "print(canonical(Match('colors', frozenset(map(str, range(50))))))"
    )
    written = {
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    assert len(written) == 1


def test_different_questions_are_written_differently() -> None:
    red, blue = (Match("colors", frozenset({value})) for value in ("red", "blue"))
    trees: list[Filter] = [red, AllOf((red, blue)), AnyOf((red, blue)), AllOf((blue, red)), AllOf()]
    requests = [SearchRequest(filter=tree) for tree in trees]
    requests += [replace(requests[0], within=blue), replace(requests[0], selected={"colors": ("red",)})]
    assert len({canonical(request) for request in requests}) == len(requests)
