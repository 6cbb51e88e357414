"""A store in one file, and back: tables as Parquet, the manifest, and the database beside them, in a ZIP.

The tables are read at the version that was committed last, so that a backup is of one moment whoever
writes meanwhile. Text indexes are left out: they follow from the table.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

import lancedb
import pyarrow as pa
import pyarrow.parquet as pq

from weft.engine.database import FILE as DATABASE
from weft.engine.errors import StoreDamagedError, StoreError, UsageError
from weft.engine.index.image_vectors import NAME as IMAGE_VECTORS
from weft.engine.index.image_vectors import InUse, read_in_use
from weft.engine.index.making import room_for_a_store
from weft.engine.index.manifest import NAME, Manifest, parse_manifest, read_manifest, write_manifest
from weft.engine.index.schema import CHANGED, TABLE
from weft.engine.index.text import followed_version
from weft.engine.index.vectors import FOLDER, stamped

ENDING = ".weft"
"""What the name of a backup ends in, where none is given."""

_TABLE = re.compile(r"image_vectors_[1-9][0-9]{0,5}")


def backup(path: Path, out: Path) -> int:
    """Writes a store to a file, whole or not at all, and says how many images it holds.

    Raises StoreMissingError, StoreDamagedError, and StoreError for a file that cannot be written.
    """
    manifest = read_manifest(path)
    version = followed_version(path / manifest.text)
    fresh = out.with_name(f"{out.name}.new")
    with _written(out, fresh), ZipFile(fresh, "w") as archive:
        archive.writestr(NAME, json.dumps(asdict(manifest), indent=2))
        count = _pack(archive, path, TABLE, version)
        if used := read_in_use(path):
            archive.writestr(IMAGE_VECTORS, json.dumps(asdict(used)))
            _pack(archive, path, used.table, used.version)
        if (path / DATABASE).exists():
            _pack_database(archive, path / DATABASE)
    return count


def restore(file: Path, path: Path) -> Manifest:
    """Makes a store from a backup, but for its text index, which the next writer makes; gives its manifest.

    Raises UsageError for a file that is no backup, StoreError as making a store does. A restored store
    of an older Weft, or another vocabulary, is to be migrated like any other.
    """
    with _read(file), ZipFile(file) as archive:
        manifest = parse_manifest(archive.read(NAME), file)
        names = set(archive.namelist())
        with room_for_a_store(path, manifest):
            version = _unpack(archive, path, TABLE)
            if IMAGE_VECTORS in names:
                used = InUse(**json.loads(archive.read(IMAGE_VECTORS)))
                if not _TABLE.fullmatch(used.table):
                    raise BadZipFile(f"no table is called {used.table!r}")
                used = replace(used, version=_unpack(archive, path, used.table))
                (path / IMAGE_VECTORS).write_text(json.dumps(asdict(used), indent=2), encoding="utf-8")
            if DATABASE in names:
                (path / DATABASE).write_bytes(archive.read(DATABASE))
            manifest = replace(manifest, version=version, text="text-1", ready=True)
            write_manifest(path, manifest)
    return manifest


def _pack(archive: ZipFile, path: Path, name: str, version: int) -> int:
    table = lancedb.connect(path / FOLDER).open_table(name)
    table.checkout(version)
    with (
        archive.open(f"{name}.parquet", "w", force_zip64=True) as file,
        pq.ParquetWriter(file, table.schema, compression="zstd") as writer,
    ):
        for batch in table.search().to_batches():
            writer.write_batch(batch)
    return int(table.count_rows())


def _pack_database(archive: ZipFile, file: Path) -> None:
    """SQLite's own copy of one moment."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / DATABASE
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        archive.write(copy, DATABASE)


def _unpack(archive: ZipFile, path: Path, name: str) -> int:
    """Makes a table, and gives its version."""
    with archive.open(f"{name}.parquet") as file:
        parquet = pq.ParquetFile(file)
        reader = pa.RecordBatchReader.from_batches(parquet.schema_arrow, _batches(parquet))
        return int(lancedb.connect(path / FOLDER).create_table(name, reader).version)


def _batches(parquet: pq.ParquetFile) -> Iterator[pa.RecordBatch]:
    for batch in parquet.iter_batches():
        if CHANGED in batch.schema.names:
            # Versions begin again, and nobody has read any yet.
            yield from stamped(pa.Table.from_batches([batch]), 0).to_batches()
        else:
            yield batch


@contextmanager
def _written(out: Path, fresh: Path) -> Iterator[None]:
    try:
        yield
        fresh.replace(out)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"{out} cannot be written: {error}.", hint="Name a file where there is room."
        ) from error
    except (ValueError, RuntimeError) as error:
        hint = "Try again; if it fails again, see what `weft doctor` says."
        raise StoreDamagedError(f"The store could not be read to its end: {error}.", hint=hint) from error
    finally:
        fresh.unlink(missing_ok=True)


@contextmanager
def _read(file: Path) -> Iterator[None]:
    hint = "Name a file that `weft backup` wrote."
    try:
        yield
    except (BadZipFile, KeyError, TypeError, ValueError, pa.ArrowException) as error:
        raise UsageError(f"{file} is not a whole backup: {error}.", hint=hint) from error
    except FileNotFoundError as error:
        raise UsageError(f"There is no file {file}.", hint=hint) from error
