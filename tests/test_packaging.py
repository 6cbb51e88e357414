"""What a user gets from a wheel, a source archive and an editable install."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("api", "engine", "evaluation", "prompts", "vocab")
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the installed wheel and its command; the dependencies are those of the tests."""
    target = tmp_path_factory.mktemp("installed")
    python(
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--no-compile",
        "--target",
        target,
        wheel,
    )
    return target


def test_the_wheel_brings_one_name_only(wheel: Path) -> None:
    assert {name.split("/")[0] for name in names(wheel)} == {"weft", f"weft-{VERSION}.dist-info"}


def test_the_wheel_holds_every_file_of_the_five_folders(wheel: Path) -> None:
    sources = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file())
    wanted = {
        f"weft/{path.relative_to(ROOT).as_posix()}" for path in sources if "__pycache__" not in path.parts
    }

    assert {name for name in names(wheel) if name.startswith("weft/")} == wanted


def test_the_wheel_carries_types_licence_and_notice(wheel: Path) -> None:
    wanted = {f"weft/{folder}/py.typed" for folder in FOLDERS}
    wanted |= {f"weft-{VERSION}.dist-info/licenses/{name}" for name in ("LICENSE", "NOTICE")}

    assert wanted <= names(wheel)


def test_the_source_archive_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(built("sdist", ROOT, tmp_path)) as archive:
        archive.extractall(tmp_path, filter="data")

    again = built("wheel", tmp_path / f"weft-{VERSION}", tmp_path / "again")

    assert names(again) == names(wheel)


def test_a_plain_install_imports_from_where_it_was_installed(installed: Path) -> None:
    code = "from weft.engine import errors; from weft.vocab import loader; loader.load_vocabulary()"
    where = python("-c", f"{code}; print(errors.__file__, loader.__file__)", path=installed)

    assert where.split() == [
        str(installed / "weft/engine/errors.py"),
        str(installed / "weft/vocab/loader.py"),
    ]


def test_the_installed_command_says_its_version(installed: Path) -> None:
    command = (installed / "bin" / "weft").read_text(encoding="utf-8")

    assert VERSION in python("-c", command, "--version", path=installed)


def test_an_editable_install_leads_to_the_checkout(tmp_path: Path) -> None:
    editable = built("wheel:editable", ROOT, tmp_path)
    with zipfile.ZipFile(editable) as archive:
        (path_file,) = [name for name in archive.namelist() if name.endswith(".pth")]
        leads_to = Path(archive.read(path_file).decode().strip())

    assert leads_to == ROOT / ".dev"
    assert {each.name: each.resolve() for each in (leads_to / "weft").iterdir()} == {
        folder: ROOT / folder for folder in FOLDERS
    }


def built(kind: str, source: Path, target: Path) -> Path:
    """The archive that hatchling makes of a source folder, without asking any index."""
    python("-m", "hatchling", "build", "--target", kind, "--directory", target, folder=source)
    (archive,) = (path for path in target.iterdir() if path.suffix in (".whl", ".gz"))
    return archive


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


def python(*arguments: str | Path, path: Path | None = None, folder: Path | None = None) -> str:
    """Runs Python with `path` before everything else, and gives what it prints."""
    environment = {**os.environ, "PYTHONPATH": str(path or "")}
    command = [sys.executable, *map(str, arguments)]
    done = subprocess.run(
        command, env=environment, cwd=folder or path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
