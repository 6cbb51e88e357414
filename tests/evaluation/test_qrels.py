from pathlib import Path

import pytest

from tests.evaluation.samples import written
from weft.engine.errors import EvaluationError
from weft.evaluation.qrels import answerable, read_qrels, write_qrels


def test_judgments_are_grades_by_query_and_image(tmp_path: Path) -> None:
    path = written(tmp_path / "open.qrels", "q1 0 a 2", "", "q1\t0\tb\t0", "q2 0 a 1\r")

    assert read_qrels(path) == {"q1": {"a": 2, "b": 0}, "q2": {"a": 1}}


def test_what_is_written_reads_the_same(tmp_path: Path) -> None:
    qrels = {"q1": {"a": 2, "b": 0}, "q2": {"c": 1}}
    write_qrels(qrels, tmp_path / "out.qrels")

    assert read_qrels(tmp_path / "out.qrels") == qrels


def test_a_query_with_grades_of_zero_only_cannot_be_measured() -> None:
    assert answerable({"q1": {"a": 0}, "q2": {"a": 0, "b": 1}}) == {"q2"}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("q1 0 b", "3 columns instead of 4"),
        ("q1 0 b 1 more", "5 columns instead of 4"),
        ("q1 0 b good", "'good' is not a whole number"),
        ("q1 0 b -1", "'-1' is not a whole number"),
        ("q1 0 b 1.5", r"'1\.5' is not a whole number"),
        ("q1 0 a 1", "judges the image 'a' twice"),
    ],
)
def test_a_wrong_line_is_named_with_its_reason(tmp_path: Path, line: str, complaint: str) -> None:
    with pytest.raises(EvaluationError, match=rf"x\.qrels line 2: .*{complaint}"):
        read_qrels(written(tmp_path / "x.qrels", "q1 0 a 1", line))


def test_a_file_without_judgments_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="holds no judgments"):
        read_qrels(written(tmp_path / "x.qrels", "  "))
