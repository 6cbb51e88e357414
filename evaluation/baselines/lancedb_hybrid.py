"""LanceDB's own hybrid search: its full-text index and its vectors, put together by its RRF reranker."""

from __future__ import annotations

from pathlib import Path

import lancedb
import pyarrow as pa
from lancedb.index import FTS
from lancedb.rerankers import RRFReranker

from weft.engine.protocols import CaptionEmbedder
from weft.evaluation.baselines.documents import Documents


class LanceHybrid:
    """Ranks as LanceDB does with `query_type="hybrid"`; the table goes into the folder given.

    Its defaults are kept: English stemmer and stop words, rank constant 60. There is no vector index, so
    that its neighbours are exact.
    """

    name = "LanceDB hybrid"

    def __init__(self, documents: Documents, embedder: CaptionEmbedder, folder: Path) -> None:
        self._embedder = embedder
        vectors = pa.FixedSizeListArray.from_arrays(
            pa.array(documents.vectors.ravel()), documents.vectors.shape[1]
        )
        columns = {"id": list(documents.ids), "text": list(documents.texts), "vector": vectors}
        self._table = lancedb.connect(folder).create_table("captions", pa.table(columns))
        self._table.create_index("text", config=FTS())

    def rank(self, sentence: str, limit: int) -> list[str]:
        """The best images by both, best first; none for a blank sentence, which LanceDB refuses."""
        if not sentence.strip():
            return []
        vector = self._embedder.embed([sentence])[0]
        # Its default distance orders vectors of unit length as the cosine does.
        query = self._table.search(query_type="hybrid").vector(vector).text(sentence)
        found = query.rerank(RRFReranker()).limit(limit).to_arrow()
        return [str(image_id) for image_id in found.column("id").to_pylist()]
