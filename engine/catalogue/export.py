"""All images of a store as catalogue lines, in the order of their ids."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from weft.engine.catalogue.attributes import PARTS
from weft.engine.catalogue.lines import OWN_KEYS, to_line
from weft.engine.catalogue.sources import Line
from weft.engine.errors import CatalogueError
from weft.engine.filters import Filter
from weft.engine.index.store import Snapshot
from weft.vocab.model import Vocabulary

_GROUP = 5_000
_TEXT_KEYS = ("image_id", "product_id", "image", "caption", "title", "brand")
_MORE_TEXT_KEYS = (
    *("currency", "url", "published_at"),
    *("content_hash", "signature", "duplicate_of", "extractor", "extra"),
)


def catalogue_lines(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    """One catalogue line an image; indexing them again gives the same store."""
    return (to_line(record, snapshot.vocabulary) for record in snapshot.all_records())


def stored_lines(snapshot: Snapshot, within: Filter) -> Iterator[Line]:
    """The lines of the images that a filter lets through, to be loaded again."""
    rows = np.flatnonzero(snapshot.columns.match(within))
    for start in range(0, len(rows), _GROUP):
        records = snapshot.records(rows[start : start + _GROUP])
        for number, record in enumerate(records, start=start + 1):
            yield Line(number, to_line(record, snapshot.vocabulary))


def export(snapshot: Snapshot, out: Path) -> int:
    """Writes all lines to a file, JSONL or Parquet by its ending, and says how many.

    The file appears whole or not at all. Raises CatalogueError for another ending, or a file that
    cannot be written.
    """
    writers: dict[str, Callable[[Snapshot, Path], int]] = {".jsonl": _jsonl, ".parquet": _parquet}
    if out.suffix.lower() not in writers:
        raise CatalogueError(f"{out.name} ends in neither .jsonl nor .parquet.", hint="Choose one of them.")
    fresh = out.with_name(f"{out.name}.new")
    try:
        count = writers[out.suffix.lower()](snapshot, fresh)
        fresh.replace(out)
    except OSError as error:
        raise CatalogueError(f"{out} cannot be written: {error.strerror}.") from error
    finally:
        fresh.unlink(missing_ok=True)
    return count


def _jsonl(snapshot: Snapshot, out: Path) -> int:
    count = 0
    with out.open("w", encoding="utf-8") as file:
        for line in catalogue_lines(snapshot):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += 1
    return count


def _parquet(snapshot: Snapshot, out: Path) -> int:
    schema = _parquet_schema(snapshot.vocabulary)
    count = 0
    lines = catalogue_lines(snapshot)
    with pq.ParquetWriter(out, schema) as writer:
        while group := list(islice(lines, _GROUP)):
            writer.write_table(_group(group, schema))
            count += len(group)
    return count


def _parquet_schema(vocabulary: Vocabulary) -> pa.Schema:
    texts = [(name, pa.utf8()) for name in (*_TEXT_KEYS, *_MORE_TEXT_KEYS)]
    facets = [(f.id, pa.list_(pa.utf8()) if f.multiple else pa.utf8()) for f in vocabulary.stored]
    nested = [
        *((f"attributes.{name}", kind) for name, kind in facets),
        *((f"confidence.{name}", pa.float64()) for name, _ in facets),
        *((f"provenance.{name}", pa.utf8()) for name, _ in facets),
        *((f"plausible.{name}", pa.map_(pa.utf8(), pa.float64())) for name, _ in facets),
        *((f"extracted_by.{name}", pa.utf8()) for name, _ in facets),
    ]
    facts = [("price", pa.float64()), ("in_stock", pa.bool_()), ("extractor_version", pa.int32())]
    return pa.schema([*texts, *facts, *nested])


def _group(lines: Iterable[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist([_flat(line) for line in lines], schema=schema)


def _flat(line: dict[str, Any]) -> dict[str, Any]:
    """Nested parts as columns `part.facet`, and the keys that Weft does not know as JSON in `extra`."""
    row = {name: value for name, value in line.items() if name in OWN_KEYS}
    for part in PARTS:
        row |= {f"{part}.{facet}": value for facet, value in row.pop(part, {}).items()}
    extra = {name: value for name, value in line.items() if name not in OWN_KEYS}
    return {**row, "extra": json.dumps(extra)} if extra else row
