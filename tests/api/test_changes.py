"""Adding, changing and removing over HTTP, in a store of its own."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.api.conftest import TEE, Shop
from weft.api.catalogue.patch import patched
from weft.engine.database import open_database
from weft.engine.merchandising.audit import read_entries

JSON_LINES = {"content-type": "application/x-ndjson"}


def a_line(**facts: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"product_id": "new", "brand": "Tarn", "title": "New tee", "attributes": TEE} | facts


def test_an_image_is_added_changed_and_removed(own: Shop) -> None:
    put = [own.client.put("/v1/images/n1", json=a_line(price=price), headers=own.all) for price in (5, 5, 6)]
    assert [answer.json()["changed"][0]["became"] for answer in put] == ["added", "unchanged", "updated"]
    assert own.image("n1")["price"] == 6
    gone = own.client.delete("/v1/images/n1", headers=own.all)
    assert gone.json()["changed"][0]["became"] == "removed"
    assert own.image("n1") is None
    assert own.client.delete("/v1/images/n1", headers=own.all).status_code == 404


def test_what_was_written_is_found_by_the_next_search(own: Shop) -> None:
    own.client.put("/v1/images/n1", json=a_line(attributes=TEE | {"colors": ["pink"]}), headers=own.all)
    found = own.client.get("/v1/search", params={"q": "pink t-shirt"}, headers=own.all).json()
    assert [hit["shown"]["image_id"] for hit in found["hits"]] == ["n1"]


def test_a_patch_changes_what_it_names_and_nothing_else(own: Shop) -> None:
    before = own.image("image-1")
    answer = own.client.patch(
        "/v1/images/image-1", json={"price": 1.5, "attributes": {"colors": ["red"]}}, headers=own.all
    )
    assert answer.status_code == 200, answer.text
    after = own.image("image-1")
    assert after["price"] == 1.5
    assert after["attributes"]["colors"]["values"] == ["red"]
    same = {"price", "attributes"}
    assert {k: v for k, v in after.items() if k not in same} == {
        k: v for k, v in before.items() if k not in same
    }
    assert after["attributes"]["category"] == before["attributes"]["category"]


def test_a_patched_value_loses_what_was_said_of_the_one_before() -> None:
    line = {
        "image": "a.jpg",
        "content_hash": "abc",
        "attributes": {"colors": ["red"], "print": "none"},
        "confidence": {"colors": 0.5, "print": 0.6},
    }
    assert patched(line, {"attributes": {"colors": ["blue"]}})["confidence"] == {"print": 0.6}
    assert "content_hash" not in patched(line, {"image": "b.jpg"})
    assert "attributes" not in patched(line, {"attributes": None})


def test_a_product_is_made_of_exactly_the_images_that_are_put(own: Shop) -> None:
    body = {"images": [a_line(image_id="image-0"), a_line(image_id="n2")]}
    answer = own.client.put("/v1/products/tee-green", json=body, headers=own.all)
    became = {each["image_id"]: each["became"] for each in answer.json()["changed"]}
    assert became == {"image-0": "updated", "n2": "added", "image-7": "removed"}
    product = own.client.get("/v1/products/tee-green", headers=own.all).json()
    assert {image["image_id"] for image in product["images"]} == {"image-0", "n2"}


def test_a_product_is_patched_and_removed_with_all_its_images(own: Shop) -> None:
    own.client.patch("/v1/products/tee-green", json={"in_stock": False}, headers=own.all)
    assert [own.image(name)["in_stock"] for name in ("image-0", "image-7")] == [False, False]
    own.client.delete("/v1/products/tee-green", headers=own.all)
    assert own.client.get("/v1/products/tee-green", headers=own.all).status_code == 404


def test_of_many_lines_each_says_what_became_of_it(own: Shop) -> None:
    sent = [
        json.dumps(a_line(image_id="n1")),
        json.dumps(a_line(image_id="n1")),
        json.dumps({"image_id": "image-1", "deleted": True}),
        json.dumps({"image_id": "n3", "attributes": {"colors": ["no such colour"]}}),
        "{",
        "[]",
        json.dumps({"image_id": "never there", "deleted": True}),
    ]
    answer = own.client.post("/v1/changes", content="\n".join(sent), headers=own.all | JSON_LINES)
    told = [json.loads(line) for line in answer.text.splitlines()]
    assert [(each["line"], each["became"]) for each in told] == [
        (1, "added"),
        (2, "refused"),
        (3, "removed"),
        (4, "refused"),
        (5, "refused"),
        (6, "refused"),
        (7, "removed"),
    ]
    assert "already" in told[1]["reason"]
    assert "no such colour" in told[3]["reason"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", "/v1/images/n1", {"price": "dear"}, 422),
        ("PUT", "/v1/images/n1", {"image": ["x"]}, 422),
        ("PUT", "/v1/images/n1", [], 400),
        ("PUT", "/v1/images/n1", {"attributes": {"nope": "x"}}, 422),
        ("PUT", "/v1/products/p", {"images": []}, 400),
        ("PATCH", "/v1/images/nope", {"price": 3}, 404),
        ("PATCH", "/v1/images/image-1", {"image_id": "other"}, 422),
        ("PATCH", "/v1/images/image-1", {"price": -1}, 422),
        ("PATCH", "/v1/products/nope", {}, 404),
        ("DELETE", "/v1/products/nope", None, 404),
    ],
)
def test_a_wrong_change_is_a_problem_and_changes_nothing(
    own: Shop,
    method: str,
    path: str,
    body: Any,  # noqa: ANN401
    status: int,
) -> None:
    before = own.client.get("/v1/search", headers=own.all).json()
    answer = own.client.request(method, path, json=body, headers=own.all)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    after = own.client.get("/v1/search", headers=own.all).json()
    assert after["hits"] == before["hits"]


def test_every_change_is_in_the_audit_log_with_who_before_and_after(own: Shop) -> None:
    own.client.put("/v1/images/n1", json=a_line(price=5), headers=own.all)
    own.client.patch("/v1/images/n1", json={"price": 6}, headers=own.tarn)
    own.client.delete("/v1/images/n1", headers=own.all)
    database = open_database(own.store)
    last, middle, first = read_entries(database, what="image", subject="n1")
    database.dispose()
    assert first.before is None and first.after["price"] == 5
    assert (middle.before["price"], middle.after["price"]) == (5, 6)
    assert last.after is None and last.before["price"] == 6
    assert first.who == last.who != middle.who
    assert first.who.startswith("key ")


# -- who sees a part writes a part ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        a_line(image_id="n1", brand="Fieldmark"),
        a_line(image_id="image-2"),
        a_line(image_id="n1", product_id="tee-dino"),
        a_line(image_id="n1", product_id="tee-green"),
        a_line(image_id="n1", image="pictures/0.jpg"),
        {"image_id": "image-2", "deleted": True},
        {"product_id": "tee-dino", "deleted": True},
        {"product_id": "tee-green", "deleted": True},
    ],
)
def test_a_seller_cannot_reach_what_is_not_theirs(own: Shop, line: dict[str, Any]) -> None:
    before = own.client.get("/v1/search?collapse=false", headers=own.all).json()["hits"]
    answer = own.client.post("/v1/changes", content=json.dumps(line), headers=own.tarn | JSON_LINES)
    assert json.loads(answer.text)["became"] == "refused"
    assert own.client.get("/v1/search?collapse=false", headers=own.all).json()["hits"] == before


def test_a_seller_writes_the_own_products(own: Shop) -> None:
    answer = own.client.put(
        "/v1/images/n1", json=a_line(image="https://shop.example/n1.jpg"), headers=own.tarn
    )
    assert answer.json()["changed"][0]["became"] == "added"
    assert own.client.patch("/v1/images/n1", json={"price": 3}, headers=own.tarn).status_code == 200
    assert own.client.patch("/v1/images/n1", json={"brand": "Fieldmark"}, headers=own.tarn).status_code == 422
    assert own.client.delete("/v1/images/n1", headers=own.tarn).status_code == 200
    for method, path in (("PATCH", "/v1/images/image-2"), ("DELETE", "/v1/products/tee-dino")):
        assert own.client.request(method, path, json={}, headers=own.tarn).status_code == 404


# -- imports ----------------------------------------------------------------------------------------------


def begun(own: Shop, sent: str, headers: dict[str, str]) -> str:
    answer = own.client.post("/v1/imports", content=sent, headers=headers | JSON_LINES)
    assert answer.status_code == 202, answer.text
    return str(answer.headers["location"])


def ended(own: Shop, path: str, headers: dict[str, str]) -> Any:  # noqa: ANN401
    deadline = time.monotonic() + 60
    while (told := own.client.get(path, headers=headers).json())["stage"] in ("waiting", "running"):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return told


def test_an_import_loads_in_the_background_and_says_what_was_refused(own: Shop) -> None:
    sent = "\n".join([json.dumps(a_line(image_id=f"n{number}")) for number in range(30)] + ["{"])
    told = ended(own, begun(own, sent, own.all), own.all)
    assert told["stage"] == "done"
    assert told["counts"] == {"added": 30, "updated": 0, "unchanged": 0, "removed": 0, "refused": 1}
    assert [each["line"] for each in told["refused"]] == [31]
    assert own.image("n29")["brand"] == "Tarn"


def test_an_import_is_followed_until_it_has_ended(own: Shop) -> None:
    path = begun(own, json.dumps(a_line(image_id="n1")), own.all)
    with own.client.stream("GET", f"{path}/events", headers=own.all) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        sent = [line for line in answer.iter_lines() if line.startswith("data:")]
    assert json.loads(sent[-1].removeprefix("data:"))["stage"] == "done"


def test_an_import_of_a_seller_keeps_to_the_own_products(own: Shop) -> None:
    sent = "\n".join(
        json.dumps(a_line(image_id=name, brand=brand)) for name, brand in (("n1", "Tarn"), ("n2", "X"))
    )
    path = begun(own, sent, own.tarn)
    told = ended(own, path, own.tarn)
    assert (told["counts"]["added"], told["counts"]["refused"]) == (1, 1)
    assert own.client.get(path, headers=own.all).status_code == 404


@pytest.mark.parametrize("path", ["/v1/imports/nope", "/v1/imports/nope/events"])
def test_an_import_that_is_not_there_is_not_found(own: Shop, path: str) -> None:
    assert own.client.get(path, headers=own.all).status_code == 404
