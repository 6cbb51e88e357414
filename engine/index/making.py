"""Where a store can be made: nothing is ever overwritten, and what was half made is made again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from weft.engine.errors import StoreError
from weft.engine.index.halves import TEXT
from weft.engine.index.lock import HOLDER, LOCK, write_lock
from weft.engine.index.manifest import NAME, Manifest, read_any_manifest, write_manifest
from weft.engine.index.vectors import FOLDER


@contextmanager
def room_for_a_store(path: Path, manifest: Manifest) -> Iterator[None]:
    """An empty folder, locked, with a manifest that says the store is being made; the caller writes the last.

    The folder may be missing, empty, or hold a store that was half made; StoreError for anything else.
    """
    _make_folder(path)
    with write_lock(path):
        _require_room(path)
        write_manifest(path, replace(manifest, ready=False))
        for folder in (path / FOLDER, *path.glob(f"{TEXT}*")):
            shutil.rmtree(folder, ignore_errors=True)
        yield


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        hint = "Name a folder that can be made and written to."
        raise StoreError(f"No store can be made at {path}: {error.strerror}.", hint=hint) from error


def _require_room(path: Path) -> None:
    others = {each.name for each in path.iterdir()} - {LOCK, HOLDER}
    if NAME in others and not read_any_manifest(path).ready:
        return
    if others:
        what = "is a store already" if NAME in others else "is not empty"
        raise StoreError(f"{path} {what}.", hint="Name another folder for the new store.")
