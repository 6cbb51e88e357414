from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.lamps import EMBEDDER, LAMPS, SETTINGS, lamp, new_store, opened
from tests.strategies import catalogues
from weft.engine.catalogue.export import export
from weft.engine.catalogue.ingest import ingest
from weft.engine.errors import CatalogueError
from weft.engine.model import ImageRecord


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(catalogues().filter(lambda found: all(each.image_id.isprintable() for each in found) and found))
def test_what_is_exported_and_loaded_again_is_the_same(catalogue: list[ImageRecord]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = new_store(Path(folder) / "store", catalogue)
        before = list(opened(path).snapshot().all_records())
        for ending in ("jsonl", "parquet"):
            out = Path(folder) / f"out.{ending}"
            assert export(opened(path).snapshot(), out) == len(catalogue)
            again = Path(folder) / f"again-{ending}"
            summary = ingest(out, again, images=None, settings=SETTINGS, vocabulary=LAMPS, embedder=EMBEDDER)
            assert summary.refused == ()
            assert list(opened(again).snapshot().all_records()) == before


def test_lines_come_in_the_order_of_ids_and_say_no_more_than_needed(tmp_path: Path) -> None:
    lamps = [lamp("b", kind="bulb"), lamp("a", shade="iron", price=3, split="dev", caption="é")]
    export(opened(new_store(tmp_path / "store", lamps)).snapshot(), tmp_path / "out.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]

    assert lines == [
        {
            "image_id": "a",
            "product_id": "a",
            "caption": "é",
            "price": 3.0,
            "attributes": {"shade": "iron"},
            "split": "dev",
        },
        {"image_id": "b", "product_id": "b", "attributes": {"kind": "bulb"}},
    ]


@pytest.mark.parametrize("name", ["out.xml", "nowhere/out.jsonl", "nowhere/out.parquet"])
def test_a_file_that_cannot_be_written_is_an_error_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    snapshot = opened(new_store(tmp_path / "store", [lamp("a")])).snapshot()

    with pytest.raises(CatalogueError):
        export(snapshot, tmp_path / name)
    assert [each.name for each in tmp_path.iterdir()] == ["store"]
