"""The manifest: what a store was made with, and what a reader should look at.

It is the last thing written when a store is made and the first thing read. A file is replaced as a
whole, so that a reader meets the old one or the new one.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version as installed_version
from pathlib import Path

from weft.engine.errors import StoreDamagedError, StoreMismatchError, StoreMissingError
from weft.engine.index.lock import HOLDER, LOCK
from weft.engine.protocols import CaptionEmbedder
from weft.vocab.model import Vocabulary

FORMAT = 2
"""Raised whenever an older Weft could not read the store any more; `weft migrate` takes over the older."""

NAME = "manifest.json"
REBUILD = "Run `weft doctor` to see what is left, then index again into a new store."


@dataclass(frozen=True, slots=True)
class Manifest:
    """The identity of a store.

    `text` is the folder of the text index in use, `version` that of the data it follows, and `rows` how
    many row numbers were ever given: none is given twice. `ready` is false while the store is being made.
    """

    format: int
    weft: str
    created: str
    vocabulary: str
    fingerprint: str
    embedder: str
    dimension: int
    text: str
    version: int
    ready: bool
    rows: int = 0


def new_manifest(vocabulary: Vocabulary, embedder: CaptionEmbedder, *, text: str) -> Manifest:
    """The manifest of a store that is about to be made."""
    return Manifest(
        format=FORMAT,
        weft=installed_version("weft"),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        vocabulary=vocabulary.id,
        fingerprint=vocabulary.fingerprint,
        embedder=embedder.name,
        dimension=embedder.dimension,
        text=text,
        version=0,
        ready=False,
    )


def write_manifest(store: Path, manifest: Manifest) -> None:
    """Replaces the manifest of a store at once and for good."""
    fresh = store / f"{NAME}.new"
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(store / NAME)
    _sync_folder(store)


def read_manifest(store: Path) -> Manifest:
    """The manifest of a finished store that this Weft can read.

    Raises StoreMissingError, StoreDamagedError, or StoreMismatchError when another Weft wrote it.
    """
    manifest = read_any_manifest(store)
    if manifest.format < FORMAT:
        hint = f"Take it over, nothing is lost: weft migrate --store {store}"
        raise StoreMismatchError(f"The store {store} was written by an older Weft.", hint=hint)
    if not manifest.ready:
        hint = "Run the same `weft index` again: it starts afresh."
        raise StoreDamagedError(f"The making of the store {store} was not finished.", hint=hint)
    return manifest


def read_any_manifest(store: Path) -> Manifest:
    """As `read_manifest`, but of a store that may be half made, or made by an older Weft."""
    try:
        text = (store / NAME).read_bytes()
    except FileNotFoundError as error:
        raise _missing(store) from error
    except NotADirectoryError as error:
        raise StoreMissingError(f"{store} is a file, not a store.", hint="Name a folder.") from error
    except OSError as error:
        raise StoreDamagedError(f"The manifest of the store {store} cannot be read.", hint=REBUILD) from error
    return parse_manifest(text, store)


def parse_manifest(text: bytes, store: Path) -> Manifest:
    """The manifest that is written so, of this store, or backup of one; raises as reading it does."""
    try:
        facts = json.loads(text)
        newer = facts["format"] > FORMAT
        made_by = facts["weft"]
    except (ValueError, TypeError, KeyError) as error:
        raise StoreDamagedError(f"The manifest of the store {store} cannot be read.", hint=REBUILD) from error
    if newer:
        hint = f"Upgrade Weft to {made_by} or later, or index again into a new store."
        raise StoreMismatchError(f"The store {store} was written by a newer Weft ({made_by}).", hint=hint)
    try:
        return Manifest(**facts)
    except TypeError as error:
        raise StoreDamagedError(f"The manifest of the store {store} is incomplete.", hint=REBUILD) from error


def require_same(manifest: Manifest, vocabulary: Vocabulary, embedder: CaptionEmbedder) -> None:
    """StoreMismatchError unless the store was made with this vocabulary and this embedder."""
    way_out = "Take it over with `weft migrate`"
    _require("vocabulary", f"{manifest.vocabulary} {manifest.fingerprint}", _named(vocabulary), way_out)
    require_embedder(manifest, embedder)


def require_embedder(manifest: Manifest, embedder: CaptionEmbedder) -> None:
    """StoreMismatchError unless the store was made with this embedder."""
    made = f"{manifest.embedder} ({manifest.dimension} dimensions)"
    given = f"{embedder.name} ({embedder.dimension} dimensions)"
    _require("embedder", made, given, "Index again into a new store")


def _named(vocabulary: Vocabulary) -> str:
    return f"{vocabulary.id} {vocabulary.fingerprint}"


def _require(what: str, made: str, given: str, way_out: str) -> None:
    if made != given:
        hint = f"{way_out}, or open it with the {what} {made}."
        raise StoreMismatchError(f"The store was made with the {what} {made}, not with {given}.", hint=hint)


def _missing(store: Path) -> StoreMissingError | StoreDamagedError:
    if store.is_dir() and {each.name for each in store.iterdir()} - {LOCK, HOLDER}:
        return StoreDamagedError(f"{store} has no manifest: it is not a whole store.", hint=REBUILD)
    hint = f"Make one: weft index SOURCE --store {store}"
    return StoreMissingError(f"There is no store at {store}.", hint=hint)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
