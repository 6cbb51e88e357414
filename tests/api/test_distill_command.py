from pathlib import Path

import pytest

from weft.api.cli import COMMANDS, main

HERE = ["catalogue.jsonl", "--images", ".", "--out", "student"]


def test_the_command_is_listed() -> None:
    assert "distill" in COMMANDS


def test_what_training_needs_is_named_where_it_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("weft.api.commands.distill.NEEDED", ("torch_that_nobody_has",))

    assert main(["distill", *HERE]) == 2
    error = capsys.readouterr().err
    assert "torch_that_nobody_has" in error
    assert "weft[train]" in error


def test_nothing_is_measured_on_what_was_learnt_from(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch", reason="training needs the extra train")

    for split in (["--split", "all"], []):
        assert main(["distill", *HERE, *split, "--test", "all"]) == 2
        assert "--test needs a --split that is another" in capsys.readouterr().err


def test_a_missing_catalogue_is_one_line_and_nothing_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("torch", reason="training needs the extra train")
    monkeypatch.chdir(tmp_path)

    assert main(["distill", *HERE]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
