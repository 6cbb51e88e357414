"""The legs that read: BM25 and caption vectors, both inside the result set.

They read the residual, which is what no filter says. Where that finds nothing, or nothing is left, they
read the whole positive sentence; but that repeats what the filters and the attribute fit say better, so
it has little weight then: it orders what fits equally well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from weft.engine.filters import Filter
from weft.engine.index.nearest import Ranking
from weft.engine.index.store import Snapshot
from weft.engine.model import ParsedQuery
from weft.engine.protocols import CaptionEmbedder
from weft.engine.search.fusion import Leg, ranks_of_sorted
from weft.engine.settings import Settings
from weft.engine.text import stems
from weft.vocab.glossary import Glossary
from weft.vocab.languages import load_languages
from weft.vocab.model import Vocabulary

TEXT = "text"
VECTOR = "vector"

ECHO = 0.01
"""Share of its weight that a leg has when it repeats what the filters say."""


@dataclass(frozen=True)
class Reader:
    """Reads the words of a sentence against captions and titles."""

    vocabulary: Vocabulary
    embedder: CaptionEmbedder
    settings: Settings

    def text(
        self, query: ParsedQuery, snapshot: Snapshot, within: Filter, rows: NDArray[np.int64]
    ) -> Leg | None:
        """The images of the result set that say any of the words, by BM25; None when no image does."""
        for words, share in self._readings(query):
            ranking = snapshot.bm25(stems(words), within, self.settings.window)
            if len(ranking.rows):
                return _leg(TEXT, self.settings.text_weight * share, ranking, rows)
        return None

    def vector(
        self, query: ParsedQuery, snapshot: Snapshot, within: Filter, rows: NDArray[np.int64]
    ) -> Leg | None:
        """The images whose captions mean most nearly the same; None when the words say nothing."""
        for words, share in self._readings(query):
            vector = self.embedder.embed([words])[0]
            if vector.any():
                ranking = snapshot.nearest(vector, within, self.settings.window)
                return _leg(VECTOR, self.settings.vector_weight * share, ranking, rows)
        return None

    def _readings(self, query: ParsedQuery) -> Iterator[tuple[str, float]]:
        """What to read, best first, each with the share of the weight that it deserves.

        Captions are in one language; the words of a sentence are taken into it.
        """
        if query.residual:
            yield self._glossary.translate(self._telling(query.residual), query.language), 1.0
        if query.positive:
            yield self._glossary.translate(query.positive, query.language), ECHO

    def _telling(self, residual: str) -> str:
        """Without the nouns that only say that something is shown: of "star print" the star tells."""
        words = residual.split()
        telling = [word for word in words if not self._motif_nouns.issuperset(stems(word))]
        return " ".join(telling or words)

    @cached_property
    def _glossary(self) -> Glossary:
        return Glossary(self.vocabulary, load_languages())

    @cached_property
    def _motif_nouns(self) -> frozenset[str]:
        phrases = (phrase for phrase in self.vocabulary.phrases if phrase.motif)
        forms = (stems(form) for phrase in phrases for forms in phrase.words.values() for form in forms)
        return frozenset(form[0] for form in forms if len(form) == 1)


def _leg(name: str, weight: float, ranking: Ranking, rows: NDArray[np.int64]) -> Leg:
    """A ranking of row numbers as a leg over `rows`, the result set in rising order."""
    ranks = np.zeros(len(rows), dtype=np.int64)
    ranks[np.searchsorted(rows, ranking.rows)] = ranks_of_sorted(ranking.scores)
    return Leg(name, weight, ranks)
