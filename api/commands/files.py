"""Files that a command writes beside its answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from weft.api.terminal import remarks
from weft.engine.errors import UsageError


@contextmanager
def writing(path: Path, what: str) -> Iterator[Path]:
    """Around the writing of a file: says on stderr where it is, or UsageError when it cannot be."""
    try:
        yield path
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise UsageError(message, hint="Name a file in a folder that is there.") from error
    remarks().print(f"{what} is {path}.", markup=False, soft_wrap=True)
