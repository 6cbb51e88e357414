"""What `weft bench` draws, asks and draws a picture of; the speed itself is no test's business."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from tests.engine.search.vases import VASES, line, snapshot_of
from tests.fakes import HashingEmbedder
from weft.engine.catalogue.lines import to_record
from weft.engine.filters import AllOf, AnyOf, Match, Not, Says, Within
from weft.engine.index.store import Snapshot
from weft.engine.query.parser import Parser
from weft.evaluation.bench.catalogue import resampled
from weft.evaluation.bench.floor import Stored, bytes_to_read
from weft.evaluation.bench.mix import Kind, Question, draw_mix
from weft.evaluation.bench.peers import VECTOR_INDEXES, LancePeer, sql
from weft.evaluation.bench.plot import growth_plot


def some_lines(count: int) -> list[dict[str, Any]]:
    chance = Random(0)
    colors, kinds = ("red", "wine", "blue", "white"), ("vase", "bowl", "jug")
    return [
        {
            **line(f"image-{number}", kind=chance.choice(kinds), colors=[chance.choice(colors)]),
            "caption": f"handmade {chance.choice(['tall', 'flat', 'round'])} thing {number}",
            "price": round(chance.uniform(5, 100), 2),
        }
        for number in range(count)
    ]


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return snapshot_of(tmp_path / "store", some_lines(400))


def test_a_catalogue_is_drawn_to_size_and_alike_for_one_seed() -> None:
    records = [to_record(each, VASES) for each in some_lines(5)]
    one, other = (list(resampled(records, VASES, HashingEmbedder(), size=30)) for _ in range(2))

    [batch] = one
    assert len(batch.records) == len({record.image_id for record in batch.records}) == 30
    assert len(np.unique(batch.vectors, axis=0)) == 30
    np.testing.assert_allclose(np.linalg.norm(batch.vectors, axis=1), 1, atol=1e-5)
    assert other[0].records == batch.records


def test_no_search_of_a_mix_comes_twice_and_each_passes_what_it_says(snapshot: Snapshot) -> None:
    mix = draw_mix(snapshot, Parser(VASES).parse, count=56)

    assert len({question.text for question in mix}) == 56
    assert {question.kind.offset for question in mix} == {0, 48}
    assert all(bool(question.parsed.residual) is question.kind.residual for question in mix)
    passed = [np.count_nonzero(snapshot.columns.match(question.filter)) for question in mix]
    assert all(count >= round(question.share * 400) for count, question in zip(passed, mix, strict=True))


def test_filters_are_written_as_lancedb_reads_them() -> None:
    tree = AllOf(
        (
            Match("colors", frozenset({"red", "wine"})),
            Not(AnyOf((Match("kind", frozenset({"o'jug"})),))),
            Within("price", None, 20),
        )
    )

    assert sql(tree, VASES) == (
        "(array_has_any(colors, make_array('red', 'wine'))) AND "
        "(NOT ((kind IN ('o''jug')))) AND (price <= 20.0)"
    )
    with pytest.raises(ValueError, match="phrases"):
        sql(Says(("red",)), VASES)


def test_a_peer_finds_what_passes_the_filter(tmp_path: Path) -> None:
    records = [to_record(each, VASES) for each in some_lines(40)]
    embedder = HashingEmbedder()
    peer = LancePeer(VECTOR_INDEXES["scan"], tmp_path / "peer", embedder, VASES)
    [batch] = resampled(records, VASES, embedder, size=40)
    peer.add(batch)
    peer.finish()
    red = {record.image_id for record in batch.records if "red" in record.attributes["colors"].values}
    parsed = Parser(VASES).parse("red handmade")

    found = peer.nearest(batch.vectors[0], Match("colors", frozenset({"red"})), 40)
    answered = peer.answer(
        Question("red handmade", Kind(0.1, True, False, 0), parsed, Match("colors", frozenset({"red"})), 0.1)
    )

    assert set(found) == red
    assert set(answered) <= red
    assert answered


def test_the_floor_counts_what_must_be_read_once() -> None:
    parsed = Parser(VASES).parse("red")
    question = Question("red", Kind(0.1, False, False, 0), parsed, Match("colors", frozenset({"red"})), 0.1)

    # Of 100 images: 8 bytes of colours. Of 10: product, two facets of bits, four codes, a vector.
    assert bytes_to_read(question, Stored(1_000, 1_024, VASES)) == 1_000 * 8 + 100 * (
        4 + 2 * 8 + 4 * 2 + 1_024
    )


def test_the_plot_has_a_line_for_each_engine() -> None:
    picture = growth_plot({"Weft": [(10_000, 5.0), (100_000, 8.0)], "another": [(10_000, 12.0)]})

    assert picture.count("<polyline") == 2
    assert ">Weft<" in picture
    assert ">100,000<" in picture
