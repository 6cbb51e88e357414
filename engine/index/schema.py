"""The columns of a store: what each field of an image is called and how it is kept.

No column is ever NULL: what is absent is "", `unknown`, an empty list or NaN, so that the complement of
a filter is the same set in LanceDB, Tantivy and numpy.
"""

from __future__ import annotations

from collections import Counter

import pyarrow as pa

from weft.engine.errors import VocabularyError
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Facet, Vocabulary

TABLE = "images"
KEY = "image_id"
ROW = "row"
WORDS = "words"
TERMS = "terms"
PLAUSIBLE = "plausible"
PROBABILITIES = "probabilities"
EXTRACTED_BY = "extracted_by"
DIGEST = "digest"
CHANGED = "changed"
VECTOR = "caption_vector"

TEXTS = (
    "image_id",
    "product_id",
    "image",
    "caption",
    "title",
    "brand",
    "currency",
    "in_stock",
    "url",
    "published_at",
    "extra",
    "content_hash",
    "signature",
    "duplicate_of",
    "extractor",
)
"""String columns; `in_stock` is true, false or unknown, `extra` is JSON, `published_at` as given."""

EXACT = ("image_id", "product_id", "brand", "currency", "in_stock", "duplicate_of", "extractor")
"""The string columns that a `Match` may name."""

NUMBERS = {
    "price": "price",
    "published_at": "published_seconds",
    "confidence": "least_confidence",
    "extractor_version": "extractor_version",
}
"""What a `Within` may name, and the float64 column that holds it.

Dates are seconds since 1970; the confidence is that of the least sure thing known about the image.
"""

PART = "~"
"""Stands between facet and value in `plausible`; no id of a facet has it."""

SEPARATOR = "|"
"""Stands between caption and title in `words`; no stem can be it, so no phrase crosses."""


def table_schema(vocabulary: Vocabulary, dimension: int) -> pa.Schema:
    """The Arrow schema of the table for this vocabulary and length of caption vectors."""
    fields = [
        *(_required(name, pa.utf8()) for name in TEXTS),
        *(_required(column, pa.float64()) for column in NUMBERS.values()),
        *(_required(name, pa.utf8()) for name in (WORDS, TERMS, DIGEST, EXTRACTED_BY)),
        _required(PLAUSIBLE, pa.list_(pa.utf8())),
        _required(PROBABILITIES, pa.list_(pa.float64())),
        _required(ROW, pa.int32()),
        _required(CHANGED, pa.int64()),
        *(field for facet in vocabulary.facets for field in _facet_fields(facet)),
        _required(VECTOR, pa.list_(pa.float32(), dimension)),
    ]
    twice = [name for name, count in Counter(field.name for field in fields).items() if count > 1]
    if twice:
        raise VocabularyError(f"Two columns would be called {twice[0]!r}.", hint="Rename the facet.")
    return pa.schema(fields)


def confidence_column(facet: Facet) -> str:
    """Where the confidence of a facet's value is kept; a derived facet shares that of its origin."""
    return f"{facet.derived_from or facet.id}_confidence"


def source_column(facet: Facet) -> str:
    """Where it is kept who said so."""
    return f"{facet.derived_from or facet.id}_source"


def labels(facet: Facet) -> tuple[str, ...]:
    """Every value the column of a facet can hold; a single-valued one also holds its absences."""
    return facet.values if facet.multiple else (*facet.values, UNKNOWN, NOT_APPLICABLE)


def term(facet_id: str, value: str) -> str:
    """How `terms` spells one value of a multiple facet."""
    return f"{facet_id}={value}"


def plausible_term(facet_id: str, value: str) -> str:
    """How `plausible` and `terms` spell one value that a facet may have."""
    return f"{facet_id}{PART}{value}"


def _required(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=False)


def _facet_fields(facet: Facet) -> list[pa.Field]:
    values = pa.list_(pa.utf8()) if facet.multiple else pa.utf8()
    column = _required(facet.id, values)
    if facet.derived_from:
        return [column]
    confidence = _required(confidence_column(facet), pa.float64())
    return [column, confidence, _required(source_column(facet), pa.utf8())]
