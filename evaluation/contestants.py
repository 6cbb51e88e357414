"""The engines of the benchmark, all on the same catalogue lines and the same caption encoder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from weft.engine.catalogue.ingest import ingest
from weft.engine.embedding.open import open_embedder
from weft.engine.errors import EvaluationError
from weft.engine.model import SearchRequest
from weft.engine.protocols import CaptionEmbedder
from weft.engine.search.engine import SearchEngine
from weft.engine.settings import Settings
from weft.evaluation.baselines import Bm25, Dense, Documents, Fused, LanceHybrid, read_documents
from weft.evaluation.benchmark import Rank
from weft.vocab.loader import load_vocabulary
from weft.vocab.model import Vocabulary

WEFT = "Weft"


@contextmanager
def contestants(catalogue: Path, settings: Settings, store: Path | None = None) -> Iterator[dict[str, Rank]]:
    """Indexes a catalogue for Weft and the baselines, and gives them by name, Weft first.

    Weft's index goes to `store`, where it is used again, or to a temporary folder. Raises EvaluationError
    where a line of the catalogue is refused, as all must rank the same images.
    """
    vocabulary, embedder = load_vocabulary(settings.vocabulary), open_embedder(settings.embedder)
    with TemporaryDirectory(prefix="weft-benchmark-") as folder:
        home = store or Path(folder) / "store"
        _index(catalogue, home, settings, vocabulary, embedder)
        documents = read_documents(catalogue, vocabulary, embedder)
        engine = SearchEngine.open(home, settings)
        try:
            yield {WEFT: ranking_of(engine)} | _baselines(documents, embedder, Path(folder))
        finally:
            engine.close()


def ranking_of(engine: SearchEngine) -> Rank:
    """An engine as a function of sentence and limit; images, not products, and no counts."""

    def rank(sentence: str, limit: int) -> list[str]:
        result = engine.search(SearchRequest(text=sentence, collapse=False, limit=limit, facets=()))
        return [hit.image.image_id for hit in result.hits]

    return rank


def _index(
    catalogue: Path, store: Path, settings: Settings, vocabulary: Vocabulary, embedder: CaptionEmbedder
) -> None:
    summary = ingest(
        catalogue, store, images=None, settings=settings, vocabulary=vocabulary, embedder=embedder
    )
    if summary.refused:
        first = summary.refused[0]
        message = f"{catalogue.name} line {first.line} cannot be indexed: {first.reason}."
        raise EvaluationError(message, hint="Mend it: all engines must rank the same images.")


def _baselines(documents: Documents, embedder: CaptionEmbedder, folder: Path) -> dict[str, Rank]:
    bm25, dense = Bm25(documents), Dense(documents, embedder)
    hybrid = LanceHybrid(documents, embedder, folder / "lancedb")
    return {each.name: each.rank for each in (bm25, dense, Fused(bm25, dense), hybrid)}
