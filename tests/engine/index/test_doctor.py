from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.lamps import EMBEDDER, LAMPS, lamp, new_store, opened, put
from weft.engine.errors import StoreMissingError
from weft.engine.index.doctor import Report, examine, repair
from weft.engine.index.manifest import read_manifest, write_manifest
from weft.engine.index.rows import to_table
from weft.engine.index.schema import table_schema
from weft.engine.index.text import TextWriter
from weft.engine.index.vectors import open_table

LAMPS_ = [lamp("a", kind="bulb", colors=["red"]), lamp("b", shade="iron"), lamp("c", product_id="a")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_store(tmp_path / "store", LAMPS_)


def _examine(path: Path) -> Report:
    return examine(path, vocabulary=LAMPS, embedder=EMBEDDER)


def _problems(path: Path) -> str:
    report = _examine(path)
    assert all(finding.remedy for finding in report.findings)
    return "\n".join(finding.problem for finding in report.findings)


def test_a_sound_store_has_no_findings(path: Path) -> None:
    report = _examine(path)

    assert report.findings == ()
    assert (report.images, report.products) == (3, 2)


def test_images_missing_from_the_text_index_are_found(path: Path) -> None:
    version = read_manifest(path).version
    text = TextWriter(path / "text-1", LAMPS)
    text.drop(["a"])
    text.commit(version)
    text.close()

    problems = _problems(path)

    assert "lacks 1 images" in problems
    assert "colors red: 1 images in the table, 0 in the text index" in problems
    assert "different answers" in problems


def test_images_that_only_the_text_index_has_are_found(path: Path) -> None:
    schema = table_schema(LAMPS, EMBEDDER.dimension)
    stray = to_table([lamp("z")], EMBEDDER.embed([""]), [7], schema=schema, vocabulary=LAMPS)
    text = TextWriter(path / "text-1", LAMPS)
    text.put(stray)
    text.commit(read_manifest(path).version)
    text.close()

    assert "has 1 images that the table has not" in _problems(path)


def test_a_table_that_is_ahead_and_repeated_ids_are_found(path: Path) -> None:
    schema = table_schema(LAMPS, EMBEDDER.dimension)
    twice = to_table(
        [lamp("n"), lamp("n")], EMBEDDER.embed(["", ""]), [8, 9], schema=schema, vocabulary=LAMPS
    )
    open_table(path)._table.add(twice)

    problems = _problems(path)

    assert "text index follows version" in problems
    assert "1 rows repeat an image id" in problems


def test_a_manifest_that_lags_behind_is_found(path: Path) -> None:
    write_manifest(path, replace(read_manifest(path), version=1))

    assert "manifest names version 1" in _problems(path)


def test_vectors_of_a_wrong_length_and_values_that_do_not_follow_are_found(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store")
    schema = table_schema(LAMPS, EMBEDDER.dimension)
    vectors = np.full((1, EMBEDDER.dimension), 2, dtype=np.float32)
    table = to_table([lamp("a", shade="iron")], vectors, [0], schema=schema, vocabulary=LAMPS)
    place = table.schema.get_field_index("lit")
    wrong = table.set_column(place, schema.field("lit"), [["yes"]])
    lance = open_table(path)
    lance.put(wrong)
    text = TextWriter(path / "text-1", LAMPS)
    text.put(wrong)
    text.commit(lance.version)
    text.close()

    problems = _problems(path)

    assert "1 caption vectors are not of unit length" in problems
    assert "lit does not follow from iron for 1 images" in problems


def test_leftovers_of_a_writer_that_died_are_found(path: Path) -> None:
    (path / "text-9").mkdir()

    assert "text-9 is left over" in _problems(path)
    put(path, [lamp("d")])
    assert _examine(path).findings == ()


def test_a_store_that_cannot_be_opened_is_a_finding(path: Path) -> None:
    (path / "text-1" / "meta.json").unlink()

    assert "text index" in _problems(path)


def test_where_there_is_no_store_there_is_nothing_to_examine(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError):
        _examine(tmp_path / "nowhere")


def _repaired(path: Path) -> Report:
    return repair(path, vocabulary=LAMPS, embedder=EMBEDDER)


def test_what_only_one_half_holds_is_repaired_from_the_table(path: Path) -> None:
    text = TextWriter(path / "text-1", LAMPS)
    text.drop(["a"])
    text.commit(read_manifest(path).version)
    text.close()
    assert _examine(path).findings

    report = _repaired(path)

    assert (report.findings, report.images, report.holes) == ((), 3, 0)


def test_of_an_image_that_is_there_twice_the_last_is_kept(path: Path) -> None:
    schema = table_schema(LAMPS, EMBEDDER.dimension)
    again = to_table([lamp("a", title="new")], EMBEDDER.embed([""]), [8], schema=schema, vocabulary=LAMPS)
    table = open_table(path)
    table.put(again)
    text = TextWriter(path / "text-1", LAMPS)
    text.commit(table.version)
    text.close()
    assert "1 rows repeat an image id" in _problems(path)

    assert _repaired(path).findings == ()

    titles = {record.image_id: record.title for record in opened(path).snapshot().all_records()}
    assert titles == {"a": "new", "b": "", "c": ""}


def test_what_has_piled_up_is_said_and_repairing_clears_it(path: Path) -> None:
    for number in range(5):
        put(path, [lamp("a", price=number)])
    report = _examine(path)
    assert report.findings == ()
    assert (report.holes, report.recall) == (5, 1.0)
    assert report.fragments > 1

    report = _repaired(path)

    assert (report.fragments, report.holes) == (1, 0)
