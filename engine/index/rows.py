"""Records to rows of the table and back, without loss."""

from __future__ import annotations

import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weft.engine.index.offers import FIELDS as OFFER
from weft.engine.index.offers import STOCK, number, offer_digest
from weft.engine.index.schema import (
    CHANGED,
    DIGEST,
    EXTRACTED_BY,
    NUMBERS,
    PART,
    PLAUSIBLE,
    PROBABILITIES,
    ROW,
    SEPARATOR,
    TERMS,
    TEXTS,
    VECTOR,
    WORDS,
    confidence_column,
    plausible_term,
    source_column,
    term,
)
from weft.engine.model import Attribute, ImageRecord, Source
from weft.engine.text import stems
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Facet, Vocabulary

LONGEST_STEM = 200
"""Characters of a stem that are compared; Tantivy drops whole words past its own, larger limit."""

_IN_STOCK = {word: value for value, word in STOCK.items()}
_ABSENT = frozenset({UNKNOWN, NOT_APPLICABLE})
_SOURCES = {source.value: source for source in Source}
_attribute = lru_cache(65_536)(Attribute)  # a catalogue says the same few things over and over


def comparable(stem: str) -> str:
    """A stem as it is kept and compared."""
    return stem[:LONGEST_STEM]


def seconds(published_at: str) -> float:
    """Seconds since 1970 of an ISO date or date and time (UTC unless it says otherwise); "" gives NaN.

    Raises ValueError for any other text.
    """
    if not published_at:
        return math.nan
    moment = datetime.fromisoformat(published_at)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()


def digest(record: ImageRecord) -> str:
    """Hash over everything in a record: two records are stored alike if and only if it is equal.

    Its end is that of the offer alone, so that a new price needs nothing else to be read.
    """
    attributes = [
        (name, known.values, known.confidence, known.source, known.plausible, known.by)
        for name, known in sorted(record.attributes.items())
    ]
    named = (field.name for field in fields(record) if field.name not in ("attributes", *OFFER))
    text = json.dumps([attributes, [getattr(record, name) for name in named]], sort_keys=True)
    offer = offer_digest(number(record.price), record.currency, STOCK[record.in_stock])
    return hashlib.sha256(text.encode()).hexdigest()[:32] + offer


def to_table(
    records: Sequence[ImageRecord],
    vectors: NDArray[np.float32],
    rows: Sequence[int],
    *,
    schema: pa.Schema,
    vocabulary: Vocabulary,
) -> pa.Table:
    """Records with their vectors, shape (len(records), dimension), and row numbers as Arrow rows."""
    columns: dict[str, Any] = {name: [_text(record, name) for record in records] for name in TEXTS}
    columns["price"] = [number(record.price) for record in records]
    columns[NUMBERS["published_at"]] = [seconds(record.published_at) for record in records]
    columns[NUMBERS["confidence"]] = [_least_confidence(record) for record in records]
    columns[NUMBERS["extractor_version"]] = [number(record.extractor_version) for record in records]
    columns[WORDS] = [_words(record) for record in records]
    columns[TERMS] = [_terms(record, vocabulary) for record in records]
    columns[PLAUSIBLE] = [[spelled for spelled, _ in _plausible(record)] for record in records]
    columns[PROBABILITIES] = [[number for _, number in _plausible(record)] for record in records]
    columns[EXTRACTED_BY] = [_extracted_by(record) for record in records]
    columns[DIGEST] = [digest(record) for record in records]
    columns[ROW] = rows
    columns[CHANGED] = [0] * len(records)  # the table knows which of its versions it will be
    for facet in vocabulary.facets:
        columns.update(_facet_columns(facet, records, vocabulary))
    flat = pa.array(np.ascontiguousarray(vectors, dtype=np.float32).reshape(-1))
    columns[VECTOR] = pa.FixedSizeListArray.from_arrays(flat, schema.field(VECTOR).type.list_size)
    return pa.table([pa.array(columns[f.name], f.type) for f in schema], schema=schema)


def to_records(columns: Mapping[str, Sequence[Any]], vocabulary: Vocabulary) -> list[ImageRecord]:
    """The columns that `record_columns` names, equally long, back to records."""
    stored = [(f.id, f.multiple, confidence_column(f), source_column(f)) for f in vocabulary.stored]
    names = tuple(columns)
    lines = (dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True))
    return [_record(line, stored) for line in lines]


def record_columns(vocabulary: Vocabulary) -> list[str]:
    """The columns that `to_records` needs."""
    facets = (name for f in vocabulary.stored for name in (f.id, confidence_column(f), source_column(f)))
    return [*TEXTS, "price", NUMBERS["extractor_version"], PLAUSIBLE, PROBABILITIES, EXTRACTED_BY, *facets]


def _text(record: ImageRecord, name: str) -> str:
    if name == "in_stock":
        return STOCK[record.in_stock]
    if name == "extra":
        return json.dumps(dict(record.extra), sort_keys=True) if record.extra else ""
    return str(getattr(record, name))


def _least_confidence(record: ImageRecord) -> float:
    known = (each for each in record.attributes.values() if not _ABSENT.issuperset(each.values))
    return min((each.confidence for each in known), default=math.nan)


def _words(record: ImageRecord) -> str:
    parts = (*stems(record.caption), SEPARATOR, *stems(record.title))
    return f" {' '.join(map(comparable, parts))} "


def _terms(record: ImageRecord, vocabulary: Vocabulary) -> str:
    multiple = (facet.id for facet in vocabulary.stored if facet.multiple)
    known = (term(name, value) for name in multiple for value in record.attributes[name].values)
    # Each between two blanks of its own, so that none is found as part of another.
    return "".join(f" {spelled} " for spelled in (*known, *(each for each, _ in _plausible(record))))


def _plausible(record: ImageRecord) -> list[tuple[str, float]]:
    """Every plausible value of every facet, spelled out, with its probability."""
    return [
        (plausible_term(name, value), probability)
        for name, known in record.attributes.items()
        for value, probability in known.plausible
    ]


def _extracted_by(record: ImageRecord) -> str:
    """Fingerprints by facet as JSON; "" where no model said anything."""
    by = {name: known.by for name, known in record.attributes.items() if known.by}
    return json.dumps(by, sort_keys=True) if by else ""


def _facet_columns(facet: Facet, records: Iterable[ImageRecord], vocabulary: Vocabulary) -> dict[str, Any]:
    attributes = [record.attributes[facet.derived_from or facet.id] for record in records]
    if facet.derived_from:
        return {facet.id: [vocabulary.derive(facet.id, known.values[0]) for known in attributes]}
    value: Callable[[Attribute], Any] = _several if facet.multiple else _one
    return {
        facet.id: [value(known) for known in attributes],
        confidence_column(facet): [known.confidence for known in attributes],
        source_column(facet): [known.source.value for known in attributes],
    }


def _several(known: Attribute) -> list[str]:
    return list(known.values)


def _one(known: Attribute) -> str:
    return known.values[0]


def _record(line: Mapping[str, Any], stored: Sequence[tuple[str, bool, str, str]]) -> ImageRecord:
    plausible = _by_facet(line[PLAUSIBLE], line[PROBABILITIES])
    by = json.loads(line[EXTRACTED_BY]) if line[EXTRACTED_BY] else {}
    attributes = {
        facet: _attribute(
            tuple(line[facet]) if multiple else (line[facet],),
            line[confidence],
            _SOURCES[line[source]],
            tuple(plausible.get(facet, ())),
            by.get(facet, ""),
        )
        for facet, multiple, confidence, source in stored
    }
    texts = {name: line[name] for name in TEXTS if name not in ("in_stock", "extra")}
    version = line[NUMBERS["extractor_version"]]
    return ImageRecord(
        **texts,
        attributes=attributes,
        price=None if math.isnan(line["price"]) else line["price"],
        extractor_version=None if math.isnan(version) else int(version),
        in_stock=_IN_STOCK[line["in_stock"]],
        extra=json.loads(line["extra"]) if line["extra"] else {},
    )


def _by_facet(spelled: Iterable[str], probabilities: Iterable[float]) -> dict[str, list[tuple[str, float]]]:
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for each, probability in zip(spelled, probabilities, strict=True):
        facet, _, value = each.partition(PART)
        found[facet].append((value, probability))
    return found
