"""The rules of the house that a reader of one file cannot see."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from weft.vocab.loader import load_vocabulary

ROOT = Path(__file__).parent.parent
FOLDERS = ("vocab", "prompts", "engine", "evaluation", "api")
MAY_IMPORT = {
    "vocab": {"vocab"},
    "prompts": {"prompts"},
    "engine": {"vocab", "prompts", "engine"},
    "evaluation": {"vocab", "prompts", "engine", "evaluation"},
    "api": {"vocab", "prompts", "engine", "api"},
}
TRAINING = "engine/extraction/distill/"  # networks are classes of torch, behind the extra
MOST_STATEMENTS = 30  # not lines, as a table of coordinates may be long
FILES = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
TREES = {str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in FILES}

each_file = pytest.mark.parametrize("name", TREES)


@each_file
def test_imports_point_one_way(name: str) -> None:
    composes = name == "api/cli.py" or name.startswith("api/commands/")
    allowed = set(FOLDERS) if composes else MAY_IMPORT[name.split("/")[0]]
    ours = {module for module in imported(TREES[name]) if module.startswith("weft.")}

    assert {
        module for module in ours - {"weft.engine.errors"} if module.split(".")[1] not in allowed
    } == set()


@each_file
def test_folders_are_imported_by_their_full_name(name: str) -> None:
    relative = [node for node in ast.walk(TREES[name]) if isinstance(node, ast.ImportFrom) and node.level]

    assert not relative
    assert not {module for module in imported(TREES[name]) if module.split(".")[0] in FOLDERS}


def test_errors_import_nothing_so_that_everyone_may_import_them() -> None:
    assert list(imported(TREES["engine/errors.py"])) == []


def test_engine_itself_holds_a_docstring_only() -> None:
    assert len(TREES["engine/__init__.py"].body) == 1


@pytest.mark.parametrize("name", [name for name in TREES if re.fullmatch(r"engine/.+/__init__\.py", name)])
def test_engine_packages_open_a_door_at_most(name: str) -> None:
    assert all(isinstance(node, ast.Expr | ast.ImportFrom | ast.Assign) for node in TREES[name].body)


@each_file
def test_every_module_says_what_it_is(name: str) -> None:
    assert ast.get_docstring(TREES[name])


@each_file
def test_functions_are_short(name: str) -> None:
    sizes = {function.name: statements(function) for function in functions(TREES[name])}

    assert {name: size for name, size in sizes.items() if size > MOST_STATEMENTS} == {}


@pytest.mark.parametrize("name", [name for name in TREES if name.startswith("engine/")])
def test_engine_knows_nothing_about_clothes(name: str) -> None:
    words = {word for text in strings(TREES[name]) for word in re.findall(r"[\w-]+", text.lower())}

    assert words & words_about_clothes() == set()


@each_file
def test_what_is_imported_is_declared(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    base = {distribution(requirement) for requirement in project["dependencies"]}
    extras = {distribution(each) for group in project["optional-dependencies"].values() for each in group}

    at_once = base | extras if name.startswith(TRAINING) else base
    assert set(foreign(imported(TREES[name], anywhere=False))) <= at_once
    assert set(foreign(imported(TREES[name]))) <= base | extras


@cache
def words_about_clothes() -> frozenset[str]:
    """Ids of garments and of facets, but for those that mean something to an engine too."""
    vocabulary = load_vocabulary("apparel")
    kinds = {term.id for term in vocabulary.by_id[vocabulary.kind].terms}
    common = {"top", "other", "set", "print", "pattern", "length", "details", "material"}
    return frozenset(kinds | set(vocabulary.by_id)) - common


def imported(tree: ast.Module, *, anywhere: bool = True) -> Iterator[str]:
    """Full names of the modules imported, in functions too or only where the module is loaded."""
    for node in ast.walk(tree) if anywhere else tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module != "__future__":
            yield from (
                f"{node.module}.{alias.name}" if node.module == "weft" else node.module
                for alias in node.names
            )


def foreign(modules: Iterator[str]) -> Iterator[str]:
    """Distribution names of what is neither ours nor of the standard library."""
    owners = packages()
    for top in {module.split(".")[0] for module in modules} - {"weft", *sys.stdlib_module_names}:
        yield distribution(owners.get(top, [top])[0])


@cache
def packages() -> Mapping[str, list[str]]:
    """Distributions by the name that is imported."""
    return importlib.metadata.packages_distributions()


def distribution(requirement: str) -> str:
    """The normalised name in a requirement: "Pillow>=11" is pillow."""
    return re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-")


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def statements(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many statements the body holds, nested ones included, its docstring not."""
    inside = sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1
    return inside - (ast.get_docstring(function) is not None)


def strings(tree: ast.Module) -> Iterator[str]:
    """All string literals but docstrings and other strings that stand alone."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value
