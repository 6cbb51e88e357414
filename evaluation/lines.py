"""Lines of a text file with their numbers, so that every complaint can name one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError

from weft.engine.errors import EvaluationError


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_T = TypeVar("_T")
_NamedT = TypeVar("_NamedT", bound=_Named)


def numbered_lines(path: Path) -> Iterator[tuple[str, str]]:
    """Yields `(where, line)` for each line that is not blank; `where` is such as "open.qrels line 7".

    Raises EvaluationError when the file cannot be read or is not UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror}.", hint="Check the path.") from error
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path} is not UTF-8 text.", hint="Save it as UTF-8.") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield f"{path.name} line {number}", line


def checked(form: TypeAdapter[_T], line: str, where: str) -> _T:
    """Reads one line of JSON in the given form; EvaluationError with the first thing that is wrong."""
    try:
        return form.validate_json(line)
    except ValidationError as error:
        problem = error.errors()[0]
        field = ".".join(map(str, problem["loc"]))
        raise EvaluationError(f"{where}: {field + ': ' if field else ''}{problem['msg'].lower()}.") from error


def by_id(entries: Iterable[tuple[str, _NamedT]]) -> dict[str, _NamedT]:
    """Entries by their id, in order; EvaluationError for an id that is there twice."""
    found: dict[str, _NamedT] = {}
    for where, entry in entries:
        if entry.id in found:
            raise EvaluationError(f"{where}: the id {entry.id!r} is there twice.")
        found[entry.id] = entry
    return found
