from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from tests.engine.search.vases import VASES, add, line, snapshot_of, store_of
from weft.engine.index.columns import Columns
from weft.engine.search.facets import FacetCounter


def some_lines(chance: Random, count: int) -> list[dict[str, Any]]:
    """Images of products with one to four of them, in mixed order."""
    lines = []
    for number in range(count):
        colors = chance.sample(["red", "wine", "coral", "blue", "white"], chance.randint(0, 3))
        marks = chance.sample([f"mark-{each}" for each in range(70)], chance.randint(0, 2))
        kind = chance.choice(["vase", "bowl", "jug", "unknown"])
        painting = chance.choice(["bare", "stamp", "scene"])
        product = f"product-{chance.randrange(count // 2)}"
        lines.append(
            line(f"image-{number}", product=product, kind=kind, colors=colors, marks=marks, painting=painting)
        )
    return lines


def counted_one_by_one(columns: Columns, facet: str, mask: np.ndarray[Any, Any]) -> list[int]:
    """Products with each value or one of its family, the slow way."""
    by_id = VASES.by_id[facet].by_id
    families = [
        VASES.expand(facet, [value]) if value in by_id else {value} for value in columns.labels(facet)
    ]
    return [len(set(columns.product[mask & columns.has_any(facet, family)].tolist())) for family in families]


@pytest.mark.parametrize("facet", [facet.id for facet in VASES.facets])
def test_counts_are_those_of_products_counted_one_by_one(tmp_path: Path, facet: str) -> None:
    chance = Random(facet)
    columns = snapshot_of(tmp_path / "store", some_lines(chance, 60)).columns
    counter = FacetCounter(columns, VASES)
    for share in (0.0, 0.2, 0.7, 1.0):
        mask = np.array([chance.random() < share for _ in range(60)])
        [counts] = counter.counts([facet], counter.tally(mask))
        assert counts.tolist() == counted_one_by_one(columns, facet, mask)


def test_a_tally_tells_products_apart_wherever_their_images_stand(tmp_path: Path) -> None:
    lines = [line("a", product="x"), line("b", product="y"), line("c", product="x"), line("d", product="x")]
    counter = FacetCounter(snapshot_of(tmp_path / "store", lines).columns, VASES)
    tally = counter.tally(np.ones(4, dtype=np.bool_))
    assert tally.first.tolist() == [0, 1]
    assert (tally.others.tolist(), tally.standing.tolist()) == ([2, 3], [0, 0])


def test_images_that_are_gone_are_not_counted(tmp_path: Path) -> None:
    store = store_of(tmp_path / "store", [line("a"), line("b", kind="jug"), line("c", kind="jug")])
    add(tmp_path / "store", [], gone=["b"])
    columns = store.snapshot().columns
    counter = FacetCounter(columns, VASES)
    counts = dict(
        zip(columns.labels("kind"), counter.counts(["kind"], counter.tally(columns.live))[0], strict=True)
    )
    assert (counts["vase"], counts["jug"]) == (1, 1)
