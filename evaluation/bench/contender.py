"""Who takes part in the race, and Weft as one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from weft.engine.embedding.open import open_embedder
from weft.engine.filters import Filter
from weft.engine.index.store import Snapshot
from weft.engine.index.writer import StoreWriter, create_store
from weft.engine.model import SearchResult
from weft.engine.search.engine import SearchEngine
from weft.engine.settings import Settings
from weft.evaluation.bench.catalogue import Batch
from weft.evaluation.bench.mix import Question
from weft.vocab.loader import load_vocabulary


class Contender(Protocol):
    """An engine that is filled, then asked."""

    @property
    def name(self) -> str:
        """As tables show it."""
        ...

    def add(self, batch: Batch) -> None:
        """Takes in images."""
        ...

    def finish(self) -> None:
        """Makes the images searchable; nothing is added after that."""
        ...

    def answer(self, question: Question) -> object:
        """The page that is asked for, with all that is stored of each image on it."""
        ...

    def nearest(self, vector: NDArray[np.float32], within: Filter, limit: int) -> Sequence[str]:
        """The ids of the images of a filter that are nearest to a vector, for its recall."""
        ...


class Weft:
    """Weft as a library: it is given the sentence, and does all that a search does.

    `stages` are the milliseconds by stage of every answer so far.
    """

    name = "Weft"

    def __init__(self, store: Path, settings: Settings) -> None:
        self.store = store
        self.stages: list[Mapping[str, float]] = []
        self._settings = settings
        vocabulary, embedder = load_vocabulary(settings.vocabulary), open_embedder(settings.embedder)
        create_store(store, vocabulary=vocabulary, embedder=embedder)
        self._writer = StoreWriter(store, vocabulary=vocabulary, embedder=embedder)

    def add(self, batch: Batch) -> None:
        """Takes in images."""
        self._writer.upsert(batch.records, batch.vectors)

    def finish(self) -> None:
        """Commits."""
        self._writer.commit()
        self._writer.close()

    def open(self) -> None:
        """Opens what was written; from now on it can be asked."""
        self.engine = SearchEngine.open(self.store, self._settings)

    @property
    def snapshot(self) -> Snapshot:
        """What it searches, for questions to be drawn from and neighbours to be compared in."""
        return self.engine.snapshot()

    def answer(self, question: Question) -> SearchResult:
        """Parses, filters, ranks, counts all facets and explains."""
        result = self.engine.search(question.request)
        self.stages.append(result.took_ms)
        return result

    def nearest(self, vector: NDArray[np.float32], within: Filter, limit: int) -> Sequence[str]:
        """As `Contender` says."""
        rows = self.snapshot.nearest(vector, within, limit).rows
        return self.snapshot.columns.texts("image_id", rows)
