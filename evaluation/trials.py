"""A store answered with one setting after another; sentences are parsed once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from weft.engine.embedding.open import open_embedder
from weft.engine.index.store import open_store
from weft.engine.search.engine import SearchEngine
from weft.engine.settings import Settings
from weft.evaluation.contestants import ranking_of
from weft.evaluation.metrics import Scores, evaluate
from weft.evaluation.qrels import Qrels
from weft.evaluation.queries import LabelledQuery
from weft.evaluation.runs import Run, ScoredImage
from weft.evaluation.tuning import Score

_DEPTH = 10


@contextmanager
def scoring(path: Path, settings: Settings, qrels: Qrels, measure: str) -> Iterator[Score]:
    """Opens a store and gives the function that scores settings on queries, by a measure at 10.

    Vocabulary, encoder and parser are those of `settings`, whatever is scored. Raises what
    `SearchEngine.open` raises.
    """
    first = SearchEngine.open(path, settings)
    vocabulary, embedder = first.vocabulary, open_embedder(settings.embedder)
    store = open_store(path, vocabulary=vocabulary, embedder=embedder)
    parse = cache(first.parse)

    def score(tried: Settings, queries: Sequence[LabelledQuery]) -> Scores:
        engine = SearchEngine(store, vocabulary=vocabulary, embedder=embedder, settings=tried, parse=parse)
        rank = ranking_of(engine)
        rankings = {query.id: _places(rank(query.text, _DEPTH)) for query in queries}
        wanted = {query.id: qrels[query.id] for query in queries if query.id in qrels}
        return evaluate(Run("trial", rankings), wanted).scores[measure]

    try:
        yield score
    finally:
        store.close()
        first.close()


def _places(images: Sequence[str]) -> tuple[ScoredImage, ...]:
    return tuple(ScoredImage(image, 1 / place) for place, image in enumerate(images, 1))
