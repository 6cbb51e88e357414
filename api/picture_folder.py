"""Where a store's pictures are: noted beside the store when it is indexed, read when it is served."""

from __future__ import annotations

import os
from pathlib import Path

from weft.engine.errors import UsageError

NOTE = "images.path"


def remember_folder(store: Path, images: Path) -> None:
    """Notes the folder relative to the store, so that the two can be moved together."""
    (store / NOTE).write_text(os.path.relpath(images.resolve(), store.resolve()) + "\n", encoding="utf-8")


def picture_folder(store: Path, given: Path | None) -> Path | None:
    """The folder that was given, else the noted one; None if there is neither.

    Raises UsageError for a given folder that is not there.
    """
    if given is not None:
        if not given.is_dir():
            raise UsageError(
                f"There is no folder {given}.", hint="--images names the folder of the pictures."
            )
        return given
    note = store / NOTE
    if not note.is_file():
        return None
    return (store / note.read_text(encoding="utf-8").strip()).resolve()
