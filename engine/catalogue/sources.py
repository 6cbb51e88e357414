"""One iterator over every kind of source: JSONL, CSV, Parquet, or a folder of pictures, here or elsewhere.

What cannot be read is a line with a problem; only a source that is not there, or of no known kind, is
an error.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from weft.engine.catalogue.cells import typed
from weft.engine.catalogue.files import Files, files_at
from weft.engine.errors import CatalogueError
from weft.vocab.model import Vocabulary

LONGEST_LINE = 1_000_000
"""Bytes of a JSONL line."""

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif"})
"""Endings of the files that a folder is searched for."""

KINDS = "JSONL (.jsonl, .ndjson), CSV (.csv), Parquet (.parquet) and folders of pictures"


class _Rows(Protocol):
    """What `csv.reader` gives."""

    @property
    def line_num(self) -> int: ...

    def __next__(self) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a source, numbered from 1: its data, or the problem with reading it."""

    number: int
    data: Mapping[str, Any] | None
    problem: str = ""


def read_source(source: str | Path, vocabulary: Vocabulary) -> Iterator[Line]:
    """The lines of a source in order; it is a path, or an address such as `s3://bucket/catalogue.jsonl`.

    Raises CatalogueError if the source is not there, cannot be read at all, or is of no known kind.
    """
    files = files_at(source)
    if files.is_folder():
        return _folder(files)
    if not files.is_file():
        raise CatalogueError(f"There is no file or folder {files}.", hint="Check the path of the source.")
    match PurePosixPath(files.name).suffix.lower():
        case ".jsonl" | ".ndjson":
            return _jsonl(files)
        case ".csv":
            return _csv(files, vocabulary)
        case ".parquet":
            return _parquet(files)
        case ending:
            problem = f"{files.name} ends in {ending!r}" if ending else f"{files.name} has no ending"
            raise CatalogueError(f"{problem}, which is no known kind of source.", hint=f"Weft reads {KINDS}.")


def count_lines(source: str | Path) -> int | None:
    """About how many lines a source has that can be read; None where that would take long to find out."""
    files = files_at(source)
    if "://" in str(source):
        return None
    if files.is_folder():
        return sum(1 for _ in _folder(files))
    with files.open() as file:
        if files.name.lower().endswith(".parquet"):
            return int(pq.read_metadata(file).num_rows)
        return sum(part.count(b"\n") for part in iter(lambda: file.read(1 << 20), b""))


def _folder(folder: Files) -> Iterator[Line]:
    paths = (PurePosixPath(path) for path in folder.inside())
    seen = sorted(path for path in paths if path.suffix.lower() in PICTURES and not _is_hidden(path))
    for number, path in enumerate(seen, start=1):
        yield Line(number, {"image_id": path.with_suffix("").as_posix(), "image": path.as_posix()})


def _is_hidden(path: PurePosixPath) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _jsonl(files: Files) -> Iterator[Line]:
    with files.open() as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
                _skip_line(file)
                yield Line(number, None, f"longer than {LONGEST_LINE:,} bytes")
            elif line.strip():
                yield _json_line(number, line)


def _json_line(number: int, line: bytes) -> Line:
    try:
        data = json.loads(line.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        return Line(number, None, "not UTF-8")
    except RecursionError:
        return Line(number, None, "nested too deep")
    except ValueError as error:
        return Line(number, None, f"not JSON: {error}")
    if not isinstance(data, dict):
        return Line(number, None, "not a JSON object")
    return Line(number, data)


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")


def _skip_line(file: BinaryIO) -> None:
    while (more := file.readline(LONGEST_LINE)) and not more.endswith(b"\n"):
        pass


def _csv(files: Files, vocabulary: Vocabulary) -> Iterator[Line]:
    # Bytes that are not UTF-8 come through as surrogates, so that only their own line is refused.
    with files.open() as binary:
        text = (line.decode("utf-8", "surrogateescape") for line in binary)
        rows = csv.reader(text)
        header = [name.strip().removeprefix("\ufeff") for name in next(rows, [])]
        _require_header(header, files.name)
        while (line := _csv_line(rows, header, vocabulary)) is not None:
            if line.data is None or any(line.data.values()):
                yield line


def _require_header(header: list[str], name: str) -> None:
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        hint = "Name each column once."
        raise CatalogueError(f"{name} has two columns called {twice[0]!r}.", hint=hint)
    if header and not {"image_id", "image", "product_id"} & set(header):
        hint = "The first line names the columns; image_id, image or product_id must be one of them."
        raise CatalogueError(f"{name} has neither a column image_id nor image.", hint=hint)


def _csv_line(rows: _Rows, header: list[str], vocabulary: Vocabulary) -> Line | None:
    """The next line; its number is that of its last physical line."""
    try:
        cells = next(rows)
    except StopIteration:
        return None
    except csv.Error as error:
        return Line(rows.line_num, None, f"not CSV: {error}")
    if len(cells) > len(header):
        return Line(rows.line_num, None, f"has {len(cells)} cells, the header {len(header)}")
    if any("\udc80" <= char <= "\udcff" for cell in cells for char in cell):
        return Line(rows.line_num, None, "not UTF-8")
    try:
        return Line(rows.line_num, typed(dict(zip(header, cells, strict=False)), vocabulary))
    except ValueError as error:
        return Line(rows.line_num, None, str(error))


def _parquet(files: Files) -> Iterator[Line]:
    number = 0
    try:
        with files.open() as binary, pq.ParquetFile(binary) as file:
            for batch in file.iter_batches(batch_size=1_000):
                for row in batch.to_pylist():
                    number += 1
                    yield _parquet_line(number, row)
    except (pa.ArrowInvalid, OSError) as error:
        raise CatalogueError(f"{files.name} cannot be read as Parquet: {error}") from error


def _parquet_line(number: int, row: Mapping[str, Any]) -> Line:
    extra = row.get("extra")
    if not isinstance(extra, str):
        return Line(number, _parquet_data(row))
    more = _json_line(number, extra.encode(errors="replace"))
    if more.data is None:
        return Line(number, None, f"its column extra is {more.problem}")
    others = {name: value for name, value in row.items() if name != "extra"}
    return Line(number, {**_parquet_data(others), **more.data})


def _parquet_data(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as its JSON would be: nulls left out, `attributes.x` gathered under `attributes`."""
    data: dict[str, Any] = {}
    for name, value in row.items():
        part, dot, inner = name.partition(".")
        if value is not None and dot:
            data.setdefault(part, {})[inner] = _plain(value)
        elif value is not None:
            data[name] = _plain(value)
    return data


def _plain(value: object) -> object:
    match value:
        case dict():
            return {key: _plain(each) for key, each in value.items() if each is not None}
        case list():
            return [_plain(each) for each in value]
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return float(value)
        case _:
            return value
