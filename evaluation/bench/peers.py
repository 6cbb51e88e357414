"""What Weft is compared with: LanceDB's own hybrid search, on the same rows, vectors and filters.

Its full-text index, a scalar index on every column that is filtered, prefilters, and reciprocal rank fusion
of its words and vectors. It is given the filter and the words that Weft understood; it counts no facets,
makes no products of images and explains nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, assert_never

import lancedb
import numpy as np
import pyarrow as pa
from lancedb.index import FTS, Bitmap, BTree, HnswSq, IvfFlat, LabelList
from lancedb.rerankers import RRFReranker
from numpy.typing import NDArray

from weft.engine.filters import AllOf, AnyOf, Filter, Match, Not, Plausible, Says, Within
from weft.engine.index.filters.check import bounds
from weft.engine.model import ImageRecord
from weft.engine.protocols import CaptionEmbedder
from weft.evaluation.bench.catalogue import Batch
from weft.evaluation.bench.mix import PAGE, Question
from weft.vocab.model import Facet, Vocabulary

BEAM = 400
"""Candidates in the graph: with fewer, less than nine tenths of the neighbours in large sets are found."""

PROBES = 32
"""Partitions that are looked through."""

_ID, _TEXT, _VECTOR = "image_id", "text", "vector"
_TEXTS = (_ID, "product_id", "image", "caption", "title", "brand", "currency", "published_at")


@dataclass(frozen=True, slots=True)
class VectorIndex:
    """How LanceDB finds neighbours: the index, and how a query is told to use it."""

    name: str
    config: HnswSq | IvfFlat | None
    tune: Callable[[Any], Any]


VECTOR_INDEXES = {
    "hnsw": VectorIndex("IVF_HNSW_SQ", HnswSq(distance_type="cosine"), lambda query: query.ef(BEAM)),
    "ivf": VectorIndex("IVF_FLAT", IvfFlat(distance_type="cosine"), lambda query: query.nprobes(PROBES)),
    "scan": VectorIndex("no vector index", None, lambda query: query.distance_type("cosine")),
}
"""By the names that `weft bench --peers` takes."""


class LancePeer:
    """LanceDB in a folder of its own."""

    def __init__(
        self, index: VectorIndex, folder: Path, embedder: CaptionEmbedder, vocabulary: Vocabulary
    ) -> None:
        self.name = f"LanceDB hybrid, {index.name}"
        self._index = index
        self._embedder = embedder
        self._vocabulary = vocabulary
        schema = _schema(vocabulary, embedder.dimension)
        self._table = lancedb.connect(folder).create_table("images", schema=schema)

    def add(self, batch: Batch) -> None:
        """Takes in images."""
        columns = _columns(batch.records, self._vocabulary)
        width = batch.vectors.shape[1]
        columns[_VECTOR] = pa.FixedSizeListArray.from_arrays(pa.array(batch.vectors.ravel()), width)
        self._table.add(pa.table(columns, schema=self._table.schema))

    def finish(self) -> None:
        """Makes the indexes that LanceDB has for words, values, numbers and vectors."""
        self._table.optimize()
        self._table.create_index(_TEXT, config=FTS())
        for facet in self._vocabulary.facets:
            self._table.create_index(facet.id, config=LabelList() if facet.multiple else Bitmap())
        self._table.create_index("in_stock", config=Bitmap())
        self._table.create_index("price", config=BTree())
        if self._index.config:
            self._table.create_index(_VECTOR, config=self._index.config)

    def answer(self, question: Question) -> Sequence[str]:
        """As `Contender` says; without words, the filter alone."""
        limit = question.kind.offset + PAGE
        passing = sql(question.filter, self._vocabulary)
        if not question.words:
            found = self._table.search().where(passing).limit(limit).to_arrow()
            return _ids(found, question.kind.offset)
        vector = self._embedder.embed([question.words])[0]
        query = self._table.search(query_type="hybrid", vector_column_name=_VECTOR)
        query = self._index.tune(query.vector(vector).text(question.words).where(passing, prefilter=True))
        return _ids(query.rerank(RRFReranker()).limit(limit).to_arrow(), question.kind.offset)

    def nearest(self, vector: NDArray[np.float32], within: Filter, limit: int) -> Sequence[str]:
        """As `Contender` says."""
        query = self._table.search(vector, vector_column_name=_VECTOR)
        query = self._index.tune(query.where(sql(within, self._vocabulary), prefilter=True))
        return _ids(query.limit(limit).to_arrow())


def sql(tree: Filter, vocabulary: Vocabulary) -> str:
    """A filter as LanceDB's scalar indexes answer it: lists by `array_has_any`, which expressions lack."""
    match tree:
        case Match(field, values) | Plausible(field, values):
            return _membership(vocabulary.by_id.get(field), field, values)
        case Within(field):
            low, high = bounds(tree)
            kept = [f"{field} >= {low}"] * (low > -np.inf) + [f"{field} <= {high}"] * (high < np.inf)
            return " AND ".join(kept) or "true"
        case AllOf(filters):
            return " AND ".join(f"({sql(each, vocabulary)})" for each in filters) or "true"
        case AnyOf(filters):
            return " OR ".join(f"({sql(each, vocabulary)})" for each in filters) or "false"
        case Not(inner):
            return f"NOT ({sql(inner, vocabulary)})"
        case Says():
            raise ValueError("LanceDB has no index for phrases inside a filter.")
        case _:
            assert_never(tree)


def _membership(facet: Facet | None, field: str, values: frozenset[str]) -> str:
    written = ", ".join("'" + value.replace("'", "''") + "'" for value in sorted(values))
    several = facet is not None and facet.multiple
    return f"array_has_any({field}, make_array({written}))" if several else f"{field} IN ({written})"


def _ids(found: pa.Table, offset: int = 0) -> list[str]:
    return [str(each) for each in found.column(_ID).to_pylist()[offset:]]


def _schema(vocabulary: Vocabulary, dimension: int) -> pa.Schema:
    kinds = {facet.id: pa.list_(pa.utf8()) if facet.multiple else pa.utf8() for facet in vocabulary.facets}
    fields = dict.fromkeys((*_TEXTS, _TEXT), pa.utf8()) | {"in_stock": pa.bool_(), "price": pa.float64()}
    return pa.schema({**fields, **kinds, _VECTOR: pa.list_(pa.float32(), dimension)})


def _columns(records: Sequence[ImageRecord], vocabulary: Vocabulary) -> dict[str, Any]:
    columns: dict[str, Any] = {name: [getattr(each, name) for each in records] for name in _TEXTS}
    columns[_TEXT] = [f"{each.title} {each.caption}" for each in records]
    columns["in_stock"] = [each.in_stock for each in records]
    columns["price"] = [each.price for each in records]
    return columns | {facet.id: list(_values(facet, records, vocabulary)) for facet in vocabulary.facets}


def _values(facet: Facet, records: Sequence[ImageRecord], vocabulary: Vocabulary) -> Iterator[Any]:
    for record in records:
        known = record.attributes[facet.derived_from or facet.id].values
        if facet.derived_from:
            yield vocabulary.derive(facet.id, known[0])
        else:
            yield list(known) if facet.multiple else known[0]
