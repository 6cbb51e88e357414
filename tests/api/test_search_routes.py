from __future__ import annotations

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tests.api.conftest import MORE

Client = TestClient[Litestar]


def post(client: Client, **body: Any) -> dict[str, Any]:  # noqa: ANN401
    answer = client.post("/v1/search", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def products(answer: dict[str, Any]) -> list[str]:
    return [hit["shown"]["product_id"] for hit in answer["hits"]]


def test_a_sentence_finds_only_what_it_asks_for(client: Client) -> None:
    answer = post(client, text="green t-shirt with no prints")
    assert products(answer) == ["tee-green", "tee-olive"]
    assert answer["total"] == 2
    assert answer["total_images"] == 3


def test_what_was_understood_comes_with_the_words_it_was_read_from(client: Client) -> None:
    text = "green t-shirt with no prints"
    filters = post(client, text=text)["understood"]["filters"]
    read = {
        each["facet"]: (each["mode"], [text[start:end] for start, end in each["spans"]]) for each in filters
    }
    assert read["colors"] == ("must", ["green"])
    assert read["category"] == ("must", ["t-shirt"])
    assert " ".join(read["has_print"][1]).endswith("no prints")
    assert {type(value) for each in filters if each["facet"] == "has_print" for value in each["values"]} == {
        bool
    }


def test_every_hit_says_why_it_is_there(client: Client) -> None:
    hit = post(client, text="green t-shirt with no prints")["hits"][0]
    stored = {reason["facet"]: reason["stored"] for reason in hit["why"]["filters"]}
    assert stored["colors"] == ["green"]
    assert stored["category"] == ["t-shirt"]
    assert all(rank >= 1 for rank in hit["why"]["ranks"].values())


def test_a_chip_can_be_switched_off(client: Client) -> None:
    answer = post(client, text="green t-shirt with no prints", modes={"colors:green": None})
    assert set(products(answer)) == {"tee-green", "tee-olive", "tee-red"}


def test_a_chip_can_be_turned_round(client: Client) -> None:
    answer = post(client, text="green t-shirt", modes={"colors:green": "must_not"})
    assert products(answer) == ["tee-red"]


@pytest.mark.parametrize(
    ("turned", "found"),
    [
        ("must_not:colors:green", {"tee-red"}),
        ("prefer:colors:green", {"tee-green", "tee-olive", "tee-dino", "tee-red"}),
        ("must:colors:green", {"tee-green", "tee-olive", "tee-dino"}),
        ("must:colors:nothing", {"tee-green", "tee-olive", "tee-dino"}),
    ],
)
def test_a_link_turns_a_chip_round(client: Client, turned: str, found: set[str]) -> None:
    link = client.get("/v1/search", params={"q": "green t-shirt", "as": turned}).json()
    assert set(products(link)) == found


def test_a_link_turns_a_range_round(client: Client) -> None:
    link = client.get("/v1/search", params={"q": "t-shirt under 12", "as": "must_not:price:..12"}).json()
    assert set(products(link)) == {"tee-green", "tee-red"}


def test_a_chip_that_is_also_off_is_off(client: Client) -> None:
    asked = {"q": "red t-shirt", "as": "must_not:colors:red", "off": "colors:red"}
    assert "tee-red" in products(client.get("/v1/search", params=asked).json())


def test_what_is_ticked_counts_before_a_chip_that_was_turned_to_must(client: Client) -> None:
    asked = {"q": "preferably red t-shirt", "as": "must:colors:red", "f": "colors:olive"}
    assert products(client.get("/v1/search", params=asked).json()) == ["tee-olive"]


def test_a_ticked_value_narrows_the_result(client: Client) -> None:
    answer = post(client, text="t-shirt", selected={"colors": ["red", "olive"]})
    assert set(products(answer)) == {"tee-red", "tee-olive"}


def test_a_filter_expression_narrows_the_result_too(client: Client) -> None:
    body = post(client, text="t-shirt", filter="colors:(red or olive) price:..12")
    link = client.get("/v1/search", params={"q": "t-shirt", "filter": "colors:(red or olive) price:..12"})
    assert products(body) == products(link.json()) == ["tee-olive"]


def test_a_wrong_filter_expression_says_where_it_breaks(client: Client) -> None:
    answer = client.post("/v1/search", json={"filter": "colors:red colors:nope"})
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:weft:filter-syntax"
    assert answer.json()["position"] >= 11


def test_a_filter_that_sorts_is_refused(client: Client) -> None:
    assert client.post("/v1/search", json={"filter": "sort:price"}).status_code == 422


def test_counts_of_a_facet_leave_out_its_own_ticks(client: Client) -> None:
    facets = post(client, text="t-shirt", selected={"colors": ["red"]})["facets"]
    colors = next(facet for facet in facets if facet["facet"] == "colors")
    counts = {each["value"]: (each["count"], each["selected"]) for each in colors["counts"]}
    assert counts["red"] == (1, True)
    assert counts["green"] == (3, False)  # teal is found by green


def test_a_link_answers_as_the_body_does(client: Client) -> None:
    link = client.get("/v1/search", params={"q": "t-shirt", "f": ["colors:red", "colors:olive"]}).json()
    body = post(client, text="t-shirt", selected={"colors": ["red", "olive"]})
    assert products(link) == products(body)
    assert link["facets"] == body["facets"]


def test_pages_follow_one_another_without_gap_or_repeat(client: Client) -> None:
    pages = [products(post(client, text="jeans", limit=25, offset=offset)) for offset in (0, 25, 50)]
    seen = [product for page in pages for product in page]
    assert len(seen) == len(set(seen)) == MORE


def test_images_are_hits_of_their_own_when_not_collapsed(client: Client) -> None:
    answer = post(client, text="plain green tee", modes={}, collapse=False)
    assert products(answer).count("tee-green") == 2


def test_facets_can_be_counted_alone(client: Client) -> None:
    facets = client.get("/v1/facets", params={"q": "dress"}).json()["facets"]
    category = next(facet for facet in facets if facet["facet"] == "category")
    assert {"value": "dress", "label": "dress", "count": 3, "selected": False} in category["counts"]


def test_parse_understands_without_searching(client: Client) -> None:
    answer = client.post("/v1/parse", json={"text": "hoodie under 40 €, not black"}).json()
    modes = {each["facet"]: each["mode"] for each in answer["filters"]}
    assert modes == {"category": "must", "colors": "must_not"}
    assert answer["ranges"][0]["high"] == 40


def test_what_is_being_typed_is_completed(client: Client) -> None:
    suggestions = client.get("/v1/suggest", params={"q": "green t-sh", "limit": 1}).json()["suggestions"]
    t_shirt = {"text": "green t-shirt", "span": [6, 10], "kind": "term", "label": "t-shirt", "count": 4}
    assert suggestions == [t_shirt]


def test_brands_and_words_of_captions_are_suggested_too(client: Client) -> None:
    for typed, kind, label in [("not fieldm", "name", "Fieldmark"), ("dinos", "word", "dinosaur")]:
        first = client.get("/v1/suggest", params={"q": typed}).json()["suggestions"][0]
        assert (first["kind"], first["label"]) == (kind, label)


def test_a_product_has_all_its_images(client: Client) -> None:
    answer = client.get("/v1/products/tee-green").json()
    assert {image["image_id"] for image in answer["images"]} == {"image-0", "image-7"}


def test_a_product_id_may_contain_anything(client: Client) -> None:
    answer = client.get("/v1/products/dress%2Fplain%20%3Cb%3E")
    assert answer.status_code == 200
    assert answer.json()["product_id"] == "dress/plain <b>"


def test_the_vocabulary_is_told_with_definitions_and_words(client: Client) -> None:
    facets = {facet["id"]: facet for facet in client.get("/v1/vocabulary").json()["facets"]}
    navy = next(term for term in facets["colors"]["terms"] if term["id"] == "navy")
    assert navy["definition"]
    assert navy["broader"] == ["blue"]
    assert facets["has_print"]["derived_from"] == "print"


def test_health_says_that_the_process_is_up(client: Client) -> None:
    assert client.get("/health").json()["status"] == "ok"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": 3}, 400),
        ({"limit": 0}, 400),
        ({"limit": 101}, 400),
        ({"limit": "10"}, 400),
        ({"offset": 10_001}, 400),
        ({"strict": "yes"}, 400),
        ({"modes": {"colors:green": "maybe"}}, 400),
        ({"color": "red"}, 400),
        ([], 400),
        ({"selected": {"nope": ["x"]}}, 422),
        ({"selected": {"colors": ["nope"]}}, 422),
        ({"facets": ["nope"]}, 422),
        ({"text": "x" * 10_001}, 422),
        ({"text": "x" * 300_000}, 413),
    ],
)
def test_a_wrong_body_is_a_problem_not_a_crash(client: Client, body: Any, status: int) -> None:  # noqa: ANN401
    answer = client.post("/v1/search", json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"text":"\\ud800"}', b"null", b"[" * 50_000])
def test_a_body_that_is_no_json_is_a_problem(client: Client, content: bytes) -> None:
    answer = client.post("/v1/search", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/search?limit=0", 400),
        ("/v1/search?limit=many", 400),
        ("/v1/search?as=maybe:colors:red", 400),
        ("/v1/search?as=must_not", 400),
        ("/v1/search?" + "as=must:x&" * 51, 400),
        ("/v1/search?q=dress+no+pompom&as=must:words:pompom", 422),
        ("/v1/suggest", 400),
        ("/v1/suggest?q=red&limit=0", 400),
        ("/v1/suggest?q=red&limit=9", 400),
        ("/v1/suggest?q=" + "x" * 10_001, 422),
        ("/v1/search?f=colors", 422),
        ("/v1/search?f=nope:red", 422),
        ("/v1/products/nope", 404),
        ("/v1/nope", 404),
    ],
)
def test_a_wrong_address_is_a_problem(client: Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_problem_says_the_way_out(client: Client) -> None:
    problem = client.get("/v1/search?f=nope:red").json()
    assert problem["type"] == "urn:weft:query"
    assert "category" in problem["hint"]


def test_an_unknown_chip_is_switched_off_without_harm(client: Client) -> None:
    answer = post(client, text="red t-shirt", modes={"colors:nothing": None})
    assert products(answer) == ["tee-red"]
