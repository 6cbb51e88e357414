"""The catalogue as files: lines, pictures, counts, and the same bytes every time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from weft.engine.errors import CatalogueError
from weft.evaluation.garments import draw_catalogue
from weft.evaluation.garments.catalogue import lines

LINE_KEYS = {
    "image_id",
    "product_id",
    "image",
    "attributes",
    "caption",
    "title",
    "brand",
    "price",
    "currency",
    "in_stock",
    "published_at",
}


def test_every_line_follows_the_contract_and_has_its_picture(tmp_path: Path) -> None:
    path = draw_catalogue(tmp_path, count=3, workers=1)
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert path == tmp_path / "catalogue.jsonl"
    assert len({record["product_id"] for record in records}) == 3
    for record in records:
        assert set(record) == LINE_KEYS
        assert record["currency"] == "EUR"
        with Image.open(tmp_path / record["image"]) as picture:
            assert picture.format == "JPEG"
            assert picture.size == (480, 600)


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        draw_catalogue(folder, count=2, seed=11, workers=1)
    assert (first / "catalogue.jsonl").read_bytes() == (second / "catalogue.jsonl").read_bytes()
    names = sorted(path.name for path in (first / "images").iterdir())
    assert names
    assert all(
        (first / "images" / name).read_bytes() == (second / "images" / name).read_bytes() for name in names
    )


def test_processes_draw_the_same_pictures_as_one(tmp_path: Path) -> None:
    alone, together = tmp_path / "alone", tmp_path / "together"
    draw_catalogue(alone, count=9, seed=5, workers=1)
    draw_catalogue(together, count=9, seed=5, workers=2)
    names = sorted(path.name for path in (alone / "images").iterdir())
    assert names == sorted(path.name for path in (together / "images").iterdir())
    assert all(
        (alone / "images" / name).read_bytes() == (together / "images" / name).read_bytes() for name in names
    )


def test_a_second_run_into_the_same_folder_changes_nothing(tmp_path: Path) -> None:
    before = draw_catalogue(tmp_path, count=40, pictures=False).read_bytes()
    assert draw_catalogue(tmp_path, count=40, pictures=False).read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


def test_a_larger_count_only_adds_products() -> None:
    few, many = list(lines(20, 3)), list(lines(60, 3))
    assert many[: len(few)] == few


def test_another_seed_gives_other_products() -> None:
    assert list(lines(10, 1)) != list(lines(10, 2))


def test_without_pictures_only_the_lines_are_written(tmp_path: Path) -> None:
    path = draw_catalogue(tmp_path, count=50, pictures=False)
    products = {json.loads(line)["product_id"] for line in path.read_text(encoding="utf-8").splitlines()}
    assert len(products) == 50
    assert not list((tmp_path / "images").iterdir())


def test_progress_ends_at_the_count(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    draw_catalogue(tmp_path, count=10, workers=1, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (10, 10)
    assert told == sorted(told)


@pytest.mark.parametrize("count", [0, -4])
def test_an_empty_catalogue_is_refused_with_a_hint(tmp_path: Path, count: int) -> None:
    with pytest.raises(CatalogueError) as refusal:
        draw_catalogue(tmp_path, count=count)
    assert refusal.value.hint


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("not a folder", encoding="utf-8")
    with pytest.raises(CatalogueError, match="cannot write"):
        draw_catalogue(tmp_path / "taken", count=1, pictures=False)
