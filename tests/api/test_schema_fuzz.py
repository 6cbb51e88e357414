"""Requests made from the OpenAPI document, sound and broken ones: no 500, and nothing undocumented."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient
from PIL import Image
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.conftest import lines
from weft.api.access.callers import Access
from weft.api.access.keys import Scope
from weft.api.app import create_app
from weft.engine.catalogue.ingest import ingest
from weft.engine.embedding.open import open_embedder
from weft.engine.search.engine import SearchEngine
from weft.engine.settings import Settings
from weft.vocab.loader import load_vocabulary

Client = TestClient[Litestar]

EXAMPLES = 15
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, shop: Path) -> Iterator[Litestar]:
    """A shop of its own, which may be written to, where everybody may do everything as often as they like."""
    folder = tmp_path_factory.mktemp("fuzzed")
    catalogue, store = folder / "catalogue.jsonl", folder / "store"
    catalogue.write_text("".join(json.dumps(each) + "\n" for each in lines()[:8]), encoding="utf-8")
    ingest(
        catalogue,
        store,
        images=None,
        settings=Settings(),
        vocabulary=load_vocabulary(),
        embedder=open_embedder(),
    )
    free = Settings(requests_per_second=1e6, request_burst=1_000_000, answer_seconds=60)
    engine = SearchEngine.open(store, free)
    everybody = Access(everybody=frozenset(Scope))
    yield create_app(engine, free, access=everybody, store=store, images=shop / "images")
    engine.close()


def test_nothing_undocumented_comes_back(opened: Litestar, subtests: pytest.Subtests) -> None:
    document = schemathesis.openapi.from_asgi("/openapi/openapi.json", opened)
    for found in document.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy())
        def ask(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(checks=CHECKS)

        with subtests.test(operation.label):
            ask()


@schemathesis.serializer("application/x-ndjson")
def lines_as_they_are(context: Any, value: Any) -> bytes:  # noqa: ANN401
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@pytest.fixture(scope="module")
def client(opened: Litestar) -> Iterator[Client]:
    with TestClient(opened) as running:
        yield running


@pytest.fixture(scope="module")
def sound(shop: Path) -> bytes:
    return (shop / "images" / "pictures" / "0.jpg").read_bytes()


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.data())
def test_no_broken_picture_breaks_the_server(client: Client, sound: bytes, data: st.DataObject) -> None:
    """Bits turned, ends cut off, rubbish behind: a problem or an answer, as a file and in base64."""
    place = data.draw(st.integers(0, len(sound) - 1))
    end = data.draw(st.integers(0, len(sound)))
    sent = bytearray(sound[:end])
    if place < len(sent):
        sent[place : place + 4] = data.draw(st.binary(max_size=8))
    as_file = client.post("/v1/search/image", files={"image": ("x.jpg", bytes(sent), "image/jpeg")})
    in_base64 = client.post("/v1/embed", json={"image": base64.b64encode(sent).decode()})
    assert {as_file.status_code, in_base64.status_code} <= {200, 422}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"image": "###"}, 422),
        ({"image": "AAAA"}, 422),
        ({"image": "AAAA", "image_url": "https://shop.example/x.jpg"}, 422),
        ({"image_url": "http://127.0.0.1:1/x.jpg"}, 422),
        ({"image_url": "http://169.254.169.254/latest/meta-data"}, 422),
        ({"image_url": "file:///etc/passwd"}, 422),
        ({"image": "A" * 30_000_000}, 413),
    ],
)
@pytest.mark.parametrize("path", ["/v1/search/image", "/v1/embed"])
def test_a_picture_that_cannot_be_had_is_a_problem(
    client: Client, path: str, body: dict[str, str], status: int
) -> None:
    answer = client.post(path, json=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_picture_of_too_many_pixels_is_not_decoded(client: Client) -> None:
    written = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(written, "PNG")
    answer = client.post("/v1/search/image", files={"image": ("x.png", written.getvalue(), "image/png")})
    assert answer.status_code == 422
    assert "pixels" in answer.json()["detail"]


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_no_json_breaks_the_server(client: Client, body: Any) -> None:  # noqa: ANN401
    content = json.dumps(body).encode()
    for method, path in (
        ("POST", "/v1/search"),
        ("POST", "/v1/parse"),
        ("POST", "/v1/embed"),
        ("POST", "/v1/search/image"),
        ("PUT", "/v1/images/fuzzed"),
        ("PATCH", "/v1/images/image-0"),
        ("PUT", "/v1/products/fuzzed"),
        ("POST", "/v1/changes"),
    ):
        answer = client.request(method, path, content=content, headers={"content-type": "application/json"})
        assert answer.status_code < 500, (method, path, answer.text)
