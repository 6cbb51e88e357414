from __future__ import annotations

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]


@pytest.fixture(scope="module")
def document(client: Client) -> dict[str, Any]:
    return dict(client.get("/openapi/openapi.json").json())


def references(node: Any) -> set[str]:  # noqa: ANN401
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(references(each) for each in node.values()))
    return set().union(*(references(each) for each in node)) if isinstance(node, list) else set()


def test_the_document_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert document["info"]["title"] == "Weft"


def test_every_route_is_described(document: dict[str, Any]) -> None:
    assert set(document["paths"]) == {
        "/v1/search",
        "/v1/facets",
        "/v1/parse",
        "/v1/search/image",
        "/v1/similar/{image_id}",
        "/v1/embed",
        "/v1/clicks",
        "/v1/suggest",
        "/v1/products/{product_id}",
        "/v1/images/{image_id}",
        "/v1/changes",
        "/v1/corrections",
        "/v1/corrections/undo",
        "/v1/review",
        "/v1/review/skip",
        "/v1/rules",
        "/v1/rules/{name}",
        "/v1/rules/preview",
        "/v1/collections",
        "/v1/collections/{name}",
        "/v1/reports/{kind}",
        "/v1/audit",
        "/v1/export",
        "/v1/jobs",
        "/v1/jobs/retry",
        "/v1/imports",
        "/v1/imports/{import_id}",
        "/v1/imports/{import_id}/events",
        "/v1/vocabulary",
        "/images/{image_id}",
        "/health",
        "/ready",
        "/metrics",
    }


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    names = {
        reference.rsplit("/", 1)[-1] for reference in references(document["paths"]) | references(schemas)
    }
    assert names
    assert names <= set(schemas)


def test_every_error_is_a_problem_document(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for status, answer in operation["responses"].items():
                if status.startswith(("4", "5")):
                    assert set(answer["content"]) == {"application/problem+json"}, (path, method, status)


def test_every_operation_has_a_summary_and_a_description(document: dict[str, Any]) -> None:
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    assert all(operation.get("summary") and operation.get("description") for operation in operations)


def test_only_what_needs_nothing_from_elsewhere_is_served(client: Client) -> None:
    for name in ("swagger", "redoc", "rapidoc", "elements"):
        assert client.get(f"/openapi/{name}").status_code == 404
