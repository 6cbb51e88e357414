"""Exact nearest neighbours of the sentence among the captions, by the encoder that Weft uses."""

from __future__ import annotations

import numpy as np

from weft.engine.index.nearest import nearest
from weft.engine.protocols import CaptionEmbedder
from weft.evaluation.baselines.documents import Documents


class Dense:
    """Ranks by the cosine of the vectors of sentence and caption."""

    name = "dense"

    def __init__(self, documents: Documents, embedder: CaptionEmbedder) -> None:
        self._documents = documents
        self._embedder = embedder
        self._all = np.ones(len(documents.ids), dtype=bool)

    def rank(self, sentence: str, limit: int) -> list[str]:
        """The nearest images, best first; none for a sentence that the encoder does not know a word of."""
        vector = self._embedder.embed([sentence])[0]
        ranking = nearest(self._documents.vectors, vector, self._all, limit)
        return [self._documents.ids[row] for row in ranking.rows]
