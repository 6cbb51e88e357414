"""Takes over a store that an older Weft wrote, or that was made with another vocabulary.

Every image is read as what it was and written as what it is now: what is derived follows anew, a new
facet is absent until photos are extracted again, and vectors stay. Readers of the store as it was are
not disturbed until the new manifest is in place; before that an interrupted migration never was.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version as installed_version
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from weft.engine.errors import StoreDamagedError, VocabularyError
from weft.engine.index.halves import swapped_text
from weft.engine.index.lock import write_lock
from weft.engine.index.manifest import FORMAT, Manifest, read_any_manifest, require_embedder
from weft.engine.index.rows import record_columns, to_records, to_table
from weft.engine.index.schema import VECTOR, labels, source_column, table_schema
from weft.engine.index.text import followed_version
from weft.engine.index.vectors import ImageTable, open_table, stamped
from weft.engine.model import Attribute, ImageRecord, Source
from weft.engine.protocols import CaptionEmbedder
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Facet, Vocabulary
from weft.vocab.text import fold

Value = tuple[str, str]
"""A facet and one of its values."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a migration would do to the images of a store.

    `renamed` says what each value is called from now on. `dropped` values, and what is said in `gone`
    facets, would be lost; `counts` says of how many images.
    """

    images: int
    outdated: bool
    new: tuple[str, ...]
    gone: tuple[str, ...]
    renamed: Mapping[Value, str]
    dropped: tuple[Value, ...]
    counts: Mapping[Value, int]

    @property
    def loses(self) -> bool:
        """Whether something that is stored would be lost."""
        return bool(self.gone or self.dropped)


def plan_migration(path: Path, vocabulary: Vocabulary, names: Mapping[Value, str]) -> Plan:
    """What has to change for the store to hold this vocabulary; writes nothing.

    `names` are values that were renamed; one that is not there, but is now another name (alias) of
    exactly one value of its facet, is taken to be that. Raises VocabularyError for a new name that is no
    value, StoreMismatchError when a newer Weft wrote the store.
    """
    manifest = read_any_manifest(path)
    table = _committed(path, manifest)
    stored = set(table.schema.names)
    facets = {facet.id: facet for facet in vocabulary.stored}
    old = [name for name in facets if name in stored]
    counts = {value: count for name in old for value, count in _counted(table, name)}
    outside = [value for value in counts if value[1] not in labels(facets[value[0]])]
    renamed = {value: name for value in outside if (name := _new_name(value, facets, names))}
    known = {name for name in stored if {f"{name}_confidence", f"{name}_source"} <= stored}
    return Plan(
        images=len(table),
        outdated=manifest.format < FORMAT,
        new=tuple(name for name in facets if name not in stored),
        gone=tuple(sorted(known - facets.keys())),
        renamed=renamed,
        dropped=tuple(value for value in outside if value not in renamed),
        counts={value: counts[value] for value in outside},
    )


def migrate(path: Path, plan: Plan, *, vocabulary: Vocabulary, embedder: CaptionEmbedder) -> None:
    """Carries a plan out; StoreBusyError while another writes, StoreMismatchError for another embedder."""
    with write_lock(path):
        manifest = read_any_manifest(path)
        require_embedder(manifest, embedder)
        before, table = _committed(path, manifest), open_table(path)
        schema = table_schema(vocabulary, embedder.dimension)
        batches = _rewritten(before, table.version + 1, plan, schema, vocabulary)
        table.overwrite(pa.RecordBatchReader.from_batches(schema, batches))
        now = replace(
            manifest,
            format=FORMAT,
            weft=installed_version("weft"),
            vocabulary=vocabulary.id,
            fingerprint=vocabulary.fingerprint,
            rows=len(before),
        )
        text, _ = swapped_text(path, now, table, vocabulary)
        text.close()


def _committed(path: Path, manifest: Manifest) -> ImageTable:
    """The table as it was committed, whatever a writer that died has left."""
    table = open_table(path)
    try:
        table.at(followed_version(path / manifest.text))
    except StoreDamagedError:
        table.at(manifest.version)
    return table


def _counted(table: ImageTable, facet: str) -> Iterator[tuple[Value, int]]:
    column = table.read([facet]).column(facet)
    values = pc.list_flatten(column) if pa.types.is_list(column.type) else column
    for value, count in Counter(values.to_pylist()).items():
        if value not in (UNKNOWN, NOT_APPLICABLE):
            yield (facet, value), count


def _new_name(value: Value, facets: Mapping[str, Facet], names: Mapping[Value, str]) -> str:
    """What a value is called now; "" when nobody says."""
    facet = facets[value[0]]
    if value in names and names[value] not in facet.values:
        raise VocabularyError(f"{facet.id} has no value {names[value]!r} for {value[1]!r} to become.")
    spelled = fold(value[1].replace("-", " "))
    terms = (facet.by_id[name] for name in facet.values)
    alike = [term.id for term in terms if spelled in map(fold, chain(*term.words.values()))]
    return names.get(value, alike[0] if len(alike) == 1 else "")


def _rewritten(
    table: ImageTable, version: int, plan: Plan, schema: pa.Schema, vocabulary: Vocabulary
) -> Iterator[pa.RecordBatch]:
    start = 0
    for batch in table.batches(table.schema.names):
        columns = {name: _column(name, batch, vocabulary, schema) for name in record_columns(vocabulary)}
        records = [_migrated(record, plan, vocabulary) for record in to_records(columns, vocabulary)]
        vectors = batch.column(VECTOR).flatten().to_numpy().reshape(len(batch), -1)
        numbers = range(start, start + len(batch))
        rows = to_table(records, vectors.astype(np.float32), numbers, schema=schema, vocabulary=vocabulary)
        yield from stamped(rows, version).to_batches()
        start += len(batch)


def _column(name: str, batch: pa.RecordBatch, vocabulary: Vocabulary, schema: pa.Schema) -> list[Any]:
    """A column as it was stored; what was not stored is absent."""
    kind = schema.field(name).type
    if name in batch.schema.names:
        values: list[Any] = batch.column(name).to_pylist()
        wide = pa.types.is_list(kind)
        if wide == pa.types.is_list(batch.column(name).type):
            return values
        # One value became several, or several one.
        return [[value] for value in values] if wide else [next(iter(value), UNKNOWN) for value in values]
    if name in {source_column(facet) for facet in vocabulary.stored}:
        return [Source.FEED.value] * len(batch)
    absent: Any = [] if pa.types.is_list(kind) else math.nan if pa.types.is_floating(kind) else ""
    return [absent] * len(batch)


def _migrated(record: ImageRecord, plan: Plan, vocabulary: Vocabulary) -> ImageRecord:
    kind = record.attributes[vocabulary.kind].values[0]
    kind = plan.renamed.get((vocabulary.kind, kind), kind)
    attributes = {
        facet.id: _taken_over(record.attributes[facet.id], facet, plan, vocabulary.absent(facet.id, kind))
        for facet in vocabulary.stored
    }
    return replace(record, attributes=attributes)


def _taken_over(known: Attribute, facet: Facet, plan: Plan, absent: str) -> Attribute:
    """The attribute in the new words; a single value that is new or was dropped is not known."""
    allowed = set(facet.values if facet.multiple else labels(facet))
    said = [plan.renamed.get((facet.id, value), value) for value in known.values]
    values = tuple(dict.fromkeys(value for value in said if value in allowed))
    if facet.id in plan.new or not (values or facet.multiple):
        return Attribute(() if facet.multiple else (absent,))
    chances = {plan.renamed.get((facet.id, value), value): chance for value, chance in known.plausible}
    plausible = tuple((value, chance) for value, chance in chances.items() if value in allowed)
    return replace(known, values=values, plausible=plausible)
