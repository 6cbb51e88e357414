"""What merchandisers and operators do over HTTP, in a store of its own."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.api.conftest import Shop, lines
from weft.api.access.gate import door_of, handlers_of

PINK = {"image_id": "image-1", "facet": "colors", "act": "set", "values": ["pink"]}


def post(own: Shop, path: str, body: Any, status: int = 200) -> Any:  # noqa: ANN401
    answer = own.client.post(path, json=body, headers=own.all)
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def get(own: Shop, path: str, **params: Any) -> Any:  # noqa: ANN401
    answer = own.client.get(path, params=params, headers=own.all)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_correction_is_made_found_and_undone(own: Shop) -> None:
    change = {
        "image_id": "image-1",
        "facet": "colors",
        "act": "set",
        "values": ["pink"],
        "expected": ["olive"],
    }
    done = post(own, "/v1/corrections", {"changes": [change]})
    assert (done["changed"], done["unchanged"], done["pending"]) == (1, 0, False)
    assert own.image("image-1")["attributes"]["colors"] == {
        "values": ["pink"],
        "confidence": 1.0,
        "source": "human",
    }
    assert get(own, "/v1/search", q="pink t-shirt")["total"] == 1
    post(own, "/v1/corrections/undo", {"batch": done["batch"]})
    assert own.image("image-1")["attributes"]["colors"]["values"] == ["olive"]


def test_a_value_that_somebody_else_changed_is_a_conflict(own: Shop) -> None:
    change = PINK | {"expected": ["red"]}
    problem = post(own, "/v1/corrections", {"changes": [change]}, status=409)
    assert problem["type"] == "urn:weft:conflict"


def test_the_queue_shows_what_is_least_sure_and_forgets_what_is_skipped(own: Shop) -> None:
    for name, sure in (("image-1", 0.4), ("image-3", 0.7)):
        own.client.patch(f"/v1/images/{name}", json={"confidence": {"colors": sure}}, headers=own.all)
    first = get(own, "/v1/review", limit=1)["items"][0]
    assert (first["shown"]["image_id"], first["facet"]) == ("image-1", "colors")
    post(own, "/v1/review/skip", {"image_id": "image-1", "facet": "colors"}, status=204)
    left = [(each["shown"]["image_id"], each["facet"]) for each in get(own, "/v1/review", limit=100)["items"]]
    assert left[0] == ("image-3", "colors")
    assert ("image-1", "colors") not in left


def test_a_rule_is_tried_made_and_removed(own: Shop) -> None:
    rule = {"kind": "pin", "products": ["tee-red"], "contains": ["t-shirt"]}
    search = {"text": "t-shirt"}
    seen = post(own, "/v1/rules/preview", {"rule": rule | {"name": "red first"}, "search": search})
    first = seen["moves"][0]
    assert (first["shown"]["product_id"], first["after"]) == ("tee-red", 1)
    assert get(own, "/v1/rules")["rules"] == []
    made = own.client.put("/v1/rules/red first", json=rule, headers=own.all)
    assert [each["name"] for each in made.json()["rules"]] == ["red first"]
    assert own.client.delete("/v1/rules/red first", headers=own.all).status_code == 204
    assert own.client.delete("/v1/rules/red first", headers=own.all).status_code == 404


def test_an_answer_from_before_a_rule_is_not_given_again(own: Shop) -> None:
    before = get(own, "/v1/search", q="t-shirt")
    rule = {"kind": "hide", "filter": "colors:=red"}
    assert own.client.put("/v1/rules/no red", json=rule, headers=own.all).status_code == 200
    deadline = time.monotonic() + 60
    while (total := get(own, "/v1/search", q="t-shirt")["total"]) == before["total"]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert total == before["total"] - 1


def test_a_search_gets_a_name_and_loses_it(own: Shop) -> None:
    body = {"sentence": "green t-shirt", "filter": "price:..40"}
    saved = own.client.put("/v1/collections/spring", json=body, headers=own.all).json()
    assert (saved["name"], saved["sentence"]) == ("spring", "green t-shirt")
    assert get(own, "/v1/collections")["collections"] == [saved]
    assert own.client.delete("/v1/collections/spring", headers=own.all).status_code == 204
    assert get(own, "/v1/collections")["collections"] == []


def test_what_is_asked_and_clicked_comes_into_the_reports(own: Shop) -> None:
    for _ in range(3):
        answer = post(own, "/v1/search", {"text": "red jeans"})
        assert answer["total"] == 0
    found = post(own, "/v1/search", {"text": "red t-shirt"})
    image = found["hits"][0]["shown"]["image_id"]
    click = {"question": found["question"], "image_id": image, "rank": 1}
    post(own, "/v1/clicks", click, status=204)
    deadline = time.monotonic() + 60
    while not (findings := get(own, "/v1/reports/no_results")["findings"]):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert (findings[0]["text"], findings[0]["asked"]) == ("red jeans", 3)


@pytest.mark.parametrize("kind", ["no_results", "low_clicks", "unknown_words"])
def test_reports_are_given_by_name(own: Shop, kind: str) -> None:
    assert get(own, f"/v1/reports/{kind}") == {"findings": []}


def test_a_report_that_is_none_is_a_problem(own: Shop) -> None:
    assert own.client.get("/v1/reports/nope", headers=own.all).status_code in (400, 404)


def test_the_audit_log_tells_of_every_kind_of_change(own: Shop) -> None:
    own.client.put("/v1/collections/spring", json={"sentence": "tee"}, headers=own.all)
    own.client.delete("/v1/images/image-3", headers=own.all)
    entries = get(own, "/v1/audit")["entries"]
    assert [(each["what"], each["subject"]) for each in entries] == [
        ("image", "image-3"),
        ("collection", "spring"),
    ]
    assert entries[0]["before"]["image_id"] == "image-3"
    assert entries[0]["after"] is None
    assert get(own, "/v1/audit", what="collection")["entries"] == entries[1:]


def test_everything_is_exported_as_lines_that_load_again(own: Shop) -> None:
    answer = own.client.get("/v1/export", headers=own.all)
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    told = [json.loads(line) for line in answer.text.splitlines()]
    assert {each["image_id"] for each in told} == {each["image_id"] for each in lines()[:8]}
    again = own.client.post("/v1/changes", content=answer.text, headers=own.all)
    assert {json.loads(line)["became"] for line in again.text.splitlines()} == {"unchanged"}


def test_a_part_is_exported_by_a_filter(own: Shop) -> None:
    answer = own.client.get("/v1/export", params={"filter": "brand:Tarn"}, headers=own.all)
    assert {json.loads(line)["brand"] for line in answer.text.splitlines()} == {"Tarn"}


def test_the_work_on_images_is_told(own: Shop) -> None:
    told = get(own, "/v1/jobs")
    assert set(told["counts"]) == {"pending", "running", "done", "failed", "dead"}
    assert told["broken"] == []
    assert post(own, "/v1/jobs/retry", None) == {"due": 0}


def test_who_sees_a_part_opens_nothing_that_is_about_everything(own: Shop) -> None:
    opened = 0
    for path, handler in handlers_of(own.client.app):
        if door_of(handler).whole:
            for method in getattr(handler, "http_methods", {"GET"}):
                answer = own.client.request(
                    str(method), path.split("{")[0] + "x" * ("{" in path), headers=own.tarn
                )
                assert answer.status_code == 403, (method, path)
                opened += 1
    assert opened > 10
