from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from tests.lamps import LAMPS
from tests.strategies import records
from weft.engine.catalogue.lines import to_line, to_record
from weft.engine.errors import CatalogueError
from weft.engine.model import Attribute, ImageRecord, Source


def _lamp(**line: object) -> ImageRecord:
    return to_record({"image_id": "a", **line}, LAMPS)


@settings(max_examples=100, deadline=None)
@given(records("a'"))
def test_a_record_comes_back_from_its_line_unchanged(record: ImageRecord) -> None:
    line = json.loads(json.dumps(to_line(record, LAMPS)))

    assert to_record(line, LAMPS) == record


def test_the_least_line_is_an_image_or_an_id() -> None:
    by_image = to_record({"image": "images/a.jpg"}, LAMPS)
    by_id = to_record({"image_id": 7}, LAMPS)

    assert (by_image.image_id, by_image.product_id) == ("images/a.jpg", "images/a.jpg")
    assert (by_id.image_id, by_id.product_id, by_id.image) == ("7", "7", "")


def test_what_is_missing_is_unknown_or_not_applicable_by_kind() -> None:
    unknown = _lamp().attributes
    bulb = _lamp(attributes={"kind": "bulb", "colors": None}).attributes

    assert unknown["kind"].values == unknown["shade"].values == ("unknown",)
    assert bulb["shade"].values == ("not_applicable",)
    assert bulb["colors"].values == ()


def test_attributes_are_taken_as_given_even_against_the_scope() -> None:
    given_ = {"kind": "bulb", "shade": "glass", "colors": ["red", "white", "red"], "marks": "mark-3"}
    line = {"attributes": given_, "confidence": {"shade": 0.5}, "provenance": {"kind": "model"}}
    found = _lamp(**line).attributes

    assert found["shade"] == Attribute(("glass",), 0.5, Source.FEED)
    assert found["kind"] == Attribute(("bulb",), 1.0, Source.MODEL)
    assert found["colors"].values == ("red", "white")
    assert found["marks"].values == ("mark-3",)


@pytest.mark.parametrize("absent", ["unknown", ["unknown"], ["not_applicable"], []])
def test_several_values_may_be_said_to_be_unknown(absent: object) -> None:
    assert _lamp(attributes={"colors": absent}).attributes["colors"].values == ()


def test_a_derived_facet_may_be_given_if_it_agrees() -> None:
    assert _lamp(attributes={"shade": "iron", "lit": "no"}).attributes["shade"].values == ("iron",)


def test_fields_that_weft_does_not_know_are_kept() -> None:
    record = _lamp(split="train", nested={"a": [1, None]})

    assert record.extra == {"split": "train", "nested": {"a": [1, None]}}
    assert to_line(record, LAMPS)["nested"] == {"a": [1, None]}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"image_id": None}, "neither image_id nor image"),
        ({"image_id": ""}, "neither image_id nor image"),
        ({"image_id": ["a"]}, "image_id must be text, not list"),
        ({"image_id": True}, "image_id must be text, not bool"),
        ({"image_id": "a\nb"}, "image_id contains a control character"),
        ({"image_id": "a\0"}, "image_id contains a NUL"),
        ({"image_id": " a"}, "begins or ends with a blank"),
        ({"image_id": "a" * 1_001}, "longer than 1,000 characters"),
        ({"caption": "a" * 10_001}, "caption is longer than 10,000 characters"),
        ({"caption": "a\0"}, "caption contains a NUL"),
        ({"title": "\ud800"}, "half a character"),
        ({"brand": 3}, "brand must be text, not int"),
        ({"price": "3"}, "price must be a number, not str"),
        ({"price": True}, "price must be a number, not bool"),
        ({"price": -1}, "price must be between"),
        ({"price": float("nan")}, "price must be between"),
        ({"price": float("inf")}, "price must be between"),
        ({"price": 10**400}, "price must be between"),
        ({"in_stock": "yes"}, "in_stock must be true or false"),
        ({"published_at": "yesterday"}, "not an ISO date: 'yesterday'"),
        ({"published_at": "2024-02-30"}, "not an ISO date"),
        ({"attributes": []}, "attributes must be an object, not list"),
        ({"attributes": {"color": "red"}}, "unknown facet 'color'. Nearest: colors"),
        ({"attributes": {"kind": "table lamp"}}, "unknown kind 'table lamp'. Nearest: table-lamp"),
        ({"attributes": {"kind": ["bulb"]}}, "kind takes one value, not a list"),
        ({"attributes": {"kind": 3}}, "a value of kind must be text, not int"),
        ({"attributes": {"colors": ["red", None]}}, "a value of colors must be text"),
        ({"attributes": {"colors": [["red"]]}}, "a value of colors must be text, not list"),
        ({"attributes": {"colors": ["red", "unknown"]}}, "unknown colors 'unknown'"),
        ({"attributes": {"shade": "iron", "lit": "yes"}}, "lit is said to be 'yes', but shade makes it 'no'"),
        ({"confidence": {"kind": 1.5}}, "confidence of kind must be a number from 0 to 1"),
        ({"confidence": {"kind": float("nan")}}, "confidence of kind must be a number from 0 to 1"),
        ({"provenance": {"kind": "aunt"}}, "provenance of kind must be one of human, feed, model"),
        ({"plausible": {"kind": {"bulb": 0.5}}}, "plausible of kind must be a list of [value, probability]"),
        ({"plausible": {"kind": [["bulb"]]}}, "plausible of kind must be a list of [value, probability]"),
        ({"plausible": {"kind": [["bulp", 0.5]]}}, "unknown kind 'bulp'"),
        ({"plausible": {"kind": [["bulb", 2]]}}, "a probability of kind must be a number from 0 to 1"),
        ({"plausible": {"kind": [["bulb", 0.5], ["bulb", 0.4]]}}, "names a value twice"),
        ({"extracted_by": {"kind": 3}}, "must be a short line of text"),
        ({"extractor_version": -1}, "extractor_version must be a whole number"),
        ({"extractor_version": True}, "extractor_version must be a whole number"),
        ({"extractor_version": 1.5}, "extractor_version must be a whole number"),
        ({"note": "x" * 10_001}, "unknown fields are longer"),
    ],
)
def test_a_wrong_line_is_refused_with_its_reason(line: dict[str, Any], reason: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        _lamp(**line)

    assert reason in str(caught.value)
