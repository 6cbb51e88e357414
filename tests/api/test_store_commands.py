"""The commands that look after a store: backup, restore, migrate, doctor."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.conftest import lines
from tests.furniture import FOLDER as FURNITURE
from weft.api.cli import main

Weft = Callable[..., tuple[int, str, str]]


@pytest.fixture
def weft(capsys: pytest.CaptureFixture[str]) -> Weft:
    """Runs a command; gives exit code and output."""

    def run(*argv: object) -> tuple[int, str, str]:
        code = main([str(each) for each in argv])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_a_backup_is_restored_and_answers_the_same(weft: Weft, store: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    assert weft("backup", "--store", store, "--out", tmp_path)[0] == 0
    (file,) = tmp_path.glob("store-*.weft")
    assert weft("restore", file, "--store", again)[0] == 0

    found = [json.loads(weft("search", "red dress", "--store", each, "--json")[1]) for each in (store, again)]
    assert [hit["shown"] for hit in found[0]["hits"]] == [hit["shown"] for hit in found[1]["hits"]]
    assert weft("restore", file, "--store", again)[0] == 1
    assert weft("restore", tmp_path / "nothing", "--store", tmp_path / "new")[0] == 2


def test_the_doctor_repairs_what_it_finds(weft: Weft, store: Path, tmp_path: Path) -> None:
    hurt = tmp_path / "hurt"
    shutil.copytree(store, hurt)
    next(hurt.glob("text-*/meta.json")).unlink()
    assert weft("doctor", "--store", hurt)[0] == 1

    code, out, _ = weft("doctor", "--store", hurt, "--repair", "--json")

    assert code == 0
    assert (json.loads(out)["images"], json.loads(out)["findings"]) == (len(lines()), [])


def test_a_migration_says_what_it_would_lose_before_it_does(
    weft: Weft, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(store, moved)
    code, out, _ = weft("migrate", "--store", moved, "--dry-run")
    assert (code, out) == (0, "The values of all images mean what they did.\n")

    monkeypatch.setenv("WEFT_VOCABULARY", str(FURNITURE))
    code, out, err = weft("migrate", "--store", moved)
    assert code == 2
    assert "is gone, with all that is stored of it" in out
    assert "Nothing was changed" in err
    assert weft("migrate", "--store", moved, "--force")[0] == 0
    assert weft("doctor", "--store", moved)[0] == 0
    assert weft("migrate", "--store", moved, "--rename", "colors=navy")[0] == 2
