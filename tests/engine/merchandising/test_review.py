from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.merchandising.desk import corrector_of, load
from tests.lamps import LAMPS, lamp, new_store, opened
from weft.engine.catalogue.lines import to_record
from weft.engine.database import writing
from weft.engine.errors import CatalogueError, NotFoundError, QueryError
from weft.engine.merchandising.changes import Act, Change
from weft.engine.merchandising.corrector import Corrector
from weft.engine.merchandising.labels import label_lines, write_labels
from weft.engine.merchandising.review import Item, Opinion, Order, Review
from weft.engine.merchandising.tables import traffic
from weft.engine.model import Attribute, ImageRecord, Source


def read(image_id: str, sure: float = 1.0, *, product: str = "", **facets: object) -> ImageRecord:
    """A table lamp as a model reads it: all but its kind as sure as this."""
    record = lamp(image_id, product_id=product or image_id, kind="table-lamp", **facets)
    attributes = {
        name: replace(known, confidence=1.0 if name == "kind" else sure, source=Source.MODEL)
        for name, known in record.attributes.items()
    }
    return replace(record, attributes=attributes)


def review_of(corrector: Corrector) -> Review:
    return Review(corrector.corrections.database, LAMPS, corrector.store)


def names(items: list[Item]) -> list[tuple[str, str]]:
    return [(item.image.image_id, item.facet) for item in items]


def test_what_is_least_sure_comes_first_and_what_is_sure_never(tmp_path: Path) -> None:
    images = [read("a", 0.9, shade="glass"), read("b", 0.4, shade="glass"), read("c", shade="glass")]
    path = new_store(tmp_path / "store", images)
    with corrector_of(path) as corrector:
        review = review_of(corrector)

        assert names(review.queue(Order.DOUBT, facet="shade")) == [("b", "shade"), ("a", "shade")]
        assert names(review.queue(Order.DOUBT, limit=4)) == [
            ("b", "shade"),
            ("b", "colors"),
            ("b", "marks"),
            ("a", "shade"),
        ]
        assert review.queue(Order.DOUBT, facet="kind") == []
        with pytest.raises(QueryError, match="'shape'"):
            review.queue(Order.DOUBT, facet="shape")


def test_what_is_shown_most_often_comes_first_if_it_is_doubtful(tmp_path: Path) -> None:
    images = [
        read(name, sure, shade="glass") for name, sure in [("a", 0.9), ("b", 0.4), ("c", 1.0), ("d", 0.6)]
    ]
    path = new_store(tmp_path / "store", images)
    with corrector_of(path) as corrector:
        review = review_of(corrector)
        with writing(corrector.corrections.database) as connection:
            shown = {"a": 50, "c": 90, "gone": 99}
            rows = [{"image_id": name, "shown": count, "clicked": 0} for name, count in shown.items()]
            connection.execute(traffic.insert(), rows)
        queue = review.queue(Order.TRAFFIC, facet="shade")

    assert [(item.image.image_id, item.shown) for item in queue] == [("a", 50), ("b", 0), ("d", 0)]


def test_images_of_a_product_that_contradict_each_other_come_with_what_the_others_say(tmp_path: Path) -> None:
    images = [
        read("p1", product="p", shade="glass"),
        read("p2", product="p", shade="glass"),
        read("p3", product="p", shade="iron"),
        read("p4", product="p"),
        read("q1", 0.5, product="q", shade="glass"),
        read("q2", 0.5, product="q", shade="glass"),
    ]
    path = new_store(tmp_path / "store", images)
    with corrector_of(path) as corrector:
        queue = review_of(corrector).queue(Order.DISAGREEMENT)

    assert names(queue) == [("p3", "shade"), ("p1", "shade"), ("p2", "shade")]
    assert queue[0].others == (Opinion("p1", ("glass",)), Opinion("p2", ("glass",)))
    assert queue[1].others == (Opinion("p3", ("iron",)),)


def test_what_another_extractor_reads_is_an_opinion(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", [read("a", shade="glass"), read("b", shade="glass", colors=["red"])])
    second = [
        read("a", shade="paper"),
        read("b", shade="glass", colors=["white"]),
        read("elsewhere", shade="iron"),
    ]
    with corrector_of(path) as corrector:
        review = review_of(corrector)

        assert review.compare(second, "vlm") == 2
        queue = review.queue(Order.DISAGREEMENT)
        assert names(queue) == [("a", "shade"), ("b", "colors")]
        assert queue[0].others == (Opinion("vlm", ("paper",)),)
        assert review.compare(second[1:2], "vlm") == 1
        assert names(review.queue(Order.DISAGREEMENT)) == [("b", "colors")]


def test_what_was_accepted_corrected_or_skipped_is_not_asked_again(tmp_path: Path) -> None:
    images = [read(name, 0.5, shade="glass") for name in "abcd"]
    path = new_store(tmp_path / "store", images)
    with corrector_of(path) as corrector:
        review = review_of(corrector)
        corrector.correct([Change("a", "shade", Act.CONFIRM)], who="ann")
        corrector.correct([Change("b", "shade", Act.SET, ("iron",))], who="ann")
        review.skip("c", "shade")
        assert names(review.queue(Order.DOUBT, facet="shade")) == [("d", "shade")]
        assert names(review.queue(Order.DOUBT, facet="shade", limit=1)) == [("d", "shade")]

        load(path, [read("c", 0.5, shade="paper")])
        assert names(review.queue(Order.DOUBT, facet="shade")) == [("d", "shade"), ("c", "shade")]
        for image, facet in [("nobody", "shade"), ("a", "shape")]:
            with pytest.raises(NotFoundError):
                review.skip(image, facet)


def test_corrections_become_labels_of_the_corrected_facets_alone(tmp_path: Path) -> None:
    path = new_store(
        tmp_path / "store", [read("a", 0.5, shade="glass", colors=["red"]), read("b", 0.5), read("c")]
    )
    with corrector_of(path) as corrector:
        changes = [
            Change("a", "shade", Act.CONFIRM),
            Change("a", "colors", Act.SET, ("white", "red")),
            Change("b", "marks", Act.CLEAR),
        ]
        corrector.correct(changes, who="ann")
        known = corrector.corrections.find()
    snapshot = opened(path).snapshot()
    lines = sorted(label_lines(known, snapshot), key=lambda line: line["image_id"])

    assert lines[0]["attributes"] == {"colors": ["white", "red"], "shade": "glass"}
    assert lines[0]["provenance"] == {"colors": "human", "shade": "human"}
    assert lines[1]["attributes"] == {"marks": []}
    again = to_record(lines[0], LAMPS)
    assert again.attributes["shade"] == Attribute(("glass",), source=Source.HUMAN)
    out = tmp_path / "labels.jsonl"
    assert write_labels(known, snapshot, out) == 2
    assert len([json.loads(line) for line in out.read_text().splitlines()]) == 2
    with pytest.raises(CatalogueError, match="cannot be written"):
        write_labels(known, snapshot, tmp_path / "nowhere" / "labels.jsonl")
