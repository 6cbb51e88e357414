"""The legs that read: BM25 and caption vectors, both inside the result set.

They read the residual, which is what no filter says. Where that finds nothing, or nothing is left, they
read the whole positive sentence; but that repeats what the filters and the attribute fit say better, so
it has little weight then: it orders what fits equally well.

There are nearest neighbours of everything. So where no caption says any word of the residual, the nearest
must be nearer than the relevance floor; otherwise the residual is unheard, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

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
from weft.vocab.languages import Cue, load_languages
from weft.vocab.model import Vocabulary

TEXT = "text"
VECTOR = "vector"

ECHO = 0.01
"""Share of its weight that a leg has when it repeats what the filters say."""

GUESS = 0.1
"""Share of its weight that the vector leg has when nothing is near what it reads."""


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
        for words, echo in self._readings(query):
            ranking = snapshot.bm25(stems(words), within, self.settings.window)
            if len(ranking.rows):
                weight = self.settings.text_weight * (ECHO if echo else 1.0)
                return leg_of(TEXT, weight, ranking, rows, heard=not echo)
        return None

    def vector(
        self,
        query: ParsedQuery,
        snapshot: Snapshot,
        within: Filter,
        rows: NDArray[np.int64],
        *,
        said: bool = False,
    ) -> Leg | None:
        """The images whose captions mean most nearly the same; None when the words say nothing.

        Unless the residual is `said` by some caption, its leg is a guess below the relevance floor.
        """
        for words, echo in self._readings(query):
            ranking = snapshot.nearest(self.embedder.embed([words])[0], within, self.settings.window)
            if len(ranking.rows):
                share = ECHO if echo else 1.0 if said or self._is_near(ranking) else GUESS
                return leg_of(VECTOR, self.settings.vector_weight * share, ranking, rows, heard=share == 1.0)
        return None

    def hears(self, words: str, language: str, snapshot: Snapshot, within: Filter) -> bool:
        """Whether any image of the filter says one of the words, or means nearly the same."""
        words = self._glossary.translate(words, language)
        if len(snapshot.bm25(stems(words), within, 1).rows):
            return True
        return self._is_near(snapshot.nearest(self.embedder.embed([words])[0], within, 1))

    def subject(self, query: ParsedQuery) -> str:
        """The residual without words that a filter took too, and those of mood and taste.

        Of what is left an image must speak, or it is not what was asked.
        """
        taken = (span for each in query.filters for span in each.spans)
        known = self._opinions.union(*(stems(query.text[span.start : span.end]) for span in taken))
        return " ".join(word for word in query.residual.split() if not known.issuperset(stems(word)))

    def _is_near(self, ranking: Ranking) -> bool:
        return len(ranking.rows) > 0 and float(ranking.scores[0]) >= self.settings.relevance_floor

    def _readings(self, query: ParsedQuery) -> Iterator[tuple[str, bool]]:
        """What to read, best first, and whether that is but an echo of the filters.

        Captions are in one language; the words of a sentence are taken into it.
        """
        if query.residual:
            yield self._glossary.translate(self._telling(query.residual), query.language), False
        if query.positive:
            yield self._glossary.translate(query.positive, query.language), True

    def _telling(self, residual: str) -> str:
        """Without the nouns that only say that something is shown: of "star print" the star tells."""
        words = residual.split()
        telling = [word for word in words if not self._motif_nouns.issuperset(stems(word))]
        return " ".join(telling or words)

    @cached_property
    def _opinions(self) -> frozenset[str]:
        forms = (form for language in load_languages() for form in language.cues.get(Cue.OPINION, ()))
        return frozenset(chain.from_iterable(map(stems, forms)))

    @cached_property
    def _glossary(self) -> Glossary:
        return Glossary(self.vocabulary, load_languages())

    @cached_property
    def _motif_nouns(self) -> frozenset[str]:
        phrases = (phrase for phrase in self.vocabulary.phrases if phrase.motif)
        forms = (stems(form) for phrase in phrases for forms in phrase.words.values() for form in forms)
        return frozenset(form[0] for form in forms if len(form) == 1)


def leg_of(
    name: str, weight: float, ranking: Ranking, rows: NDArray[np.int64], *, heard: bool = False
) -> Leg:
    """A ranking of row numbers as a leg over `rows`, the result set in rising order."""
    ranks = np.zeros(len(rows), dtype=np.int64)
    ranks[np.searchsorted(rows, ranking.rows)] = ranks_of_sorted(ranking.scores)
    return Leg(name, weight, ranks, heard)
