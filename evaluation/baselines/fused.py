"""BM25 and dense made into one by reciprocal rank fusion: hybrid search as it is usually built."""

from __future__ import annotations

from collections import defaultdict

from weft.evaluation.baselines.bm25 import Bm25
from weft.evaluation.baselines.dense import Dense

RANK_CONSTANT = 60
"""As in the paper that `engine.search.fusion` cites, and the default of most engines."""

WINDOW = 100
"""Images of each ranking that take part, or more where more are asked for."""


class Fused:
    """Ranks by the sum of `1 / (60 + rank)` over both rankings."""

    name = "BM25 + dense"

    def __init__(self, bm25: Bm25, dense: Dense) -> None:
        self._rankers = (bm25, dense)

    def rank(self, sentence: str, limit: int) -> list[str]:
        """The images of either ranking, best first; ties in the order of BM25."""
        scores: defaultdict[str, float] = defaultdict(float)
        for ranker in self._rankers:
            for rank, image_id in enumerate(ranker.rank(sentence, max(limit, WINDOW)), 1):
                scores[image_id] += 1 / (RANK_CONSTANT + rank)
        return sorted(scores, key=scores.__getitem__, reverse=True)[:limit]
