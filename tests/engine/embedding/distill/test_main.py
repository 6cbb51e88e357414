from pathlib import Path

import pytest

from weft.engine.embedding.distill.__main__ import main, read_captions
from weft.engine.errors import CatalogueError

LINES = '{"caption": "red dress", "split": "train"}\n{"caption": " ", "split": "train"}\n{"caption": "hat"}\n'


def test_captions_are_those_of_the_split(tmp_path: Path) -> None:
    catalogue = tmp_path / "catalogue.jsonl"
    catalogue.write_text(LINES)
    assert read_captions(catalogue, None) == ["red dress", "hat"]
    assert read_captions(catalogue, "train") == ["red dress"]
    with pytest.raises(CatalogueError, match="no captions"):
        read_captions(catalogue, "dev")


@pytest.mark.parametrize("content", ["not JSON", "[]", '{"image": "a.jpg"}', '{"caption": 3}'])
def test_a_catalogue_that_cannot_be_read_is_one_line_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    catalogue = tmp_path / "catalogue.jsonl"
    catalogue.write_text(content)
    assert main(["--model", "none", "--captions", str(catalogue), "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("dimension", ["0", "-3", "many"])
def test_a_dimension_that_is_none_is_refused(capsys: pytest.CaptureFixture[str], dimension: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--model", "m", "--captions", "c", "--out", "o", f"--dimension={dimension}"])
    assert caught.value.code == 2
    assert "not a whole number above 0" in capsys.readouterr().err
