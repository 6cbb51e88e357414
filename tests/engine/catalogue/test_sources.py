from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.lamps import LAMPS
from weft.engine.catalogue.lines import to_record
from weft.engine.catalogue.sources import LONGEST_LINE, Line, read_source
from weft.engine.errors import CatalogueError


def _read(path: Path) -> list[Line]:
    return list(read_source(path, LAMPS))


def _file(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_jsonl_lines_are_numbered_and_blank_ones_passed_over(tmp_path: Path) -> None:
    lines = _read(_file(tmp_path, "x.jsonl", '\ufeff{"image_id": "a"}\n\n  \r\n{"image_id": "b"}'))

    assert lines == [Line(1, {"image_id": "a"}), Line(4, {"image_id": "b"})]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{", "not JSON"),
        (b"[1]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b'{"price": NaN}', "NaN is not a JSON number"),
        (b'{"price": 1' + b"0" * 5_000 + b"}", "not JSON"),
        (b'"\xff"', "not UTF-8"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"a": "' + b"x" * LONGEST_LINE + b'"}', "longer than 1,000,000 bytes"),
    ],
    ids=range(8),
)
def test_a_line_that_cannot_be_read_does_not_stop_the_next(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    first, second = _read(_file(tmp_path, "x.jsonl", content + b'\n{"image_id": "b"}\n'))

    assert (first.number, first.data) == (1, None)
    assert problem in first.problem
    assert second == Line(2, {"image_id": "b"})


def test_csv_cells_become_the_values_of_a_line(tmp_path: Path) -> None:
    header = "\ufeffimage_id,kind,attributes.colors,marks,price,in_stock,shelf,confidence.kind"
    row = 'a,bulb,red; white,"[""mark-1"", ""mark-2""]",9.5,Yes,7,0.5'
    lines = _read(_file(tmp_path, "x.csv", f"{header}\n{row}\nb,,,,,,,\n"))
    attributes = {"kind": "bulb", "colors": ["red", "white"], "marks": ["mark-1", "mark-2"]}

    assert lines[0].data == {
        "image_id": "a",
        "attributes": attributes,
        "price": 9.5,
        "in_stock": True,
        "shelf": "7",
        "confidence": {"kind": 0.5},
    }
    assert lines[1] == Line(3, {"image_id": "b"})


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("a,cheap,", "price is not a number: 'cheap'"),
        ("a,1,maybe", "in_stock is neither true nor false: 'maybe'"),
        ("a,1,true,more", "has 4 cells, the header 3"),
        ('"' + "x" * 200_000 + '",1,true', "not CSV"),
    ],
    ids=range(4),
)
def test_a_csv_line_that_cannot_be_read_does_not_stop_the_next(
    tmp_path: Path, row: str, problem: str
) -> None:
    first, second = _read(_file(tmp_path, "x.csv", f"image_id,price,in_stock\n{row}\nb,,\n"))

    assert first.number == 2
    assert problem in first.problem
    assert second.data == {"image_id": "b"}


def test_csv_that_is_not_utf8_is_refused_by_line(tmp_path: Path) -> None:
    first, second = _read(_file(tmp_path, "x.csv", b"image_id,title\na,\xff\nb,\xc3\xa9\n"))

    assert first.problem == "not UTF-8"
    assert second.data == {"image_id": "b", "title": "é"}


@pytest.mark.parametrize(
    ("header", "message"), [("image_id,a,a", "two columns called 'a'"), ("a,b", "neither a column image_id")]
)
def test_a_csv_header_without_meaning_is_refused(tmp_path: Path, header: str, message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        _read(_file(tmp_path, "x.csv", f"{header}\n1,2,3\n"))


def test_parquet_rows_become_lines(tmp_path: Path) -> None:
    rows = [
        {
            "image_id": "a",
            "attributes": {"kind": "bulb", "colors": ["red"], "shade": None},
            "confidence.kind": 0.5,
            "price": Decimal("9.50"),
            "published_at": date(2024, 2, 29),
            "extra": json.dumps({"split": "dev"}),
        },
        {"image_id": "b", "extra": "["},
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "x.parquet")
    first, second = _read(tmp_path / "x.parquet")
    record = to_record(first.data or {}, LAMPS)

    assert (record.price, record.published_at, record.extra) == (9.5, "2024-02-29", {"split": "dev"})
    assert record.attributes["colors"].values == ("red",)
    assert record.attributes["kind"].confidence == 0.5
    assert "extra" in second.problem


def test_what_is_no_parquet_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="cannot be read as Parquet"):
        _read(_file(tmp_path, "x.parquet", b"PAR1"))


def test_a_folder_is_searched_for_pictures_recursively(tmp_path: Path) -> None:
    for name in ("b.JPG", "deep/er/a.png", "notes.txt", "deep/.hidden.gif"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")

    assert [line.data for line in _read(tmp_path)] == [
        {"image_id": "b", "image": "b.JPG"},
        {"image_id": "deep/er/a", "image": "deep/er/a.png"},
    ]


@pytest.mark.parametrize("name", ["nowhere.jsonl", "x.xml", "plain"])
def test_a_source_of_no_known_kind_is_an_error_with_a_way_out(tmp_path: Path, name: str) -> None:
    if "nowhere" not in name:
        (tmp_path / name).write_text("x")

    with pytest.raises(CatalogueError) as caught:
        read_source(tmp_path / name, LAMPS)

    assert caught.value.hint
