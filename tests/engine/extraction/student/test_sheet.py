import json
from pathlib import Path

import pytest

from tests.engine.extraction.student.test_reading import SHEET
from weft.engine.errors import SettingsError
from weft.engine.extraction.student.sheet import FILE, read_sheet, write_sheet


def test_stretches_cover_a_row_without_gap_or_overlap() -> None:
    places = [place for _, *both in SHEET.stretches() for one in both for place in range(SHEET.width)[one]]

    assert places == list(range(SHEET.width))


def test_a_sheet_comes_back_as_it_was_written(tmp_path: Path) -> None:
    write_sheet(SHEET, tmp_path)

    assert read_sheet(tmp_path) == SHEET


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"size": 0}, "size"),
        ({"kind": "room"}, "do not fit together"),
        ({"coverage": 1}, "coverage"),
        ({"colour": "red"}, "colour"),
        ({"facets": [{"id": "kind", "values": []}]}, "values"),
        ({"facets": [{"id": "kind", "values": ["a"], "temperature": 0}]}, "temperature"),
    ],
)
def test_a_sheet_without_meaning_is_refused_and_says_where(
    tmp_path: Path, change: dict[str, object], problem: str
) -> None:
    (tmp_path / FILE).write_text(json.dumps({**SHEET.model_dump(), **change}))

    with pytest.raises(SettingsError, match=problem):
        read_sheet(tmp_path)


def test_a_folder_without_a_student_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"There is no student in .*nowhere"):
        read_sheet(tmp_path / "nowhere")
