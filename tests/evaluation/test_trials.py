from pathlib import Path

import pytest

from tests.evaluation.wardrobe import catalogue, everything
from weft.engine.catalogue.ingest import ingest
from weft.engine.embedding.open import open_embedder
from weft.engine.settings import Settings, load_settings
from weft.evaluation.trials import scoring
from weft.vocab.loader import load_vocabulary

DEFAULTS = load_settings(environment={})


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store"
    ingest(
        catalogue(tmp_path),
        path,
        images=None,
        settings=DEFAULTS,
        vocabulary=load_vocabulary(),
        embedder=open_embedder(),
    )
    return path


def test_settings_are_scored_on_just_the_queries_given(store: Path, tmp_path: Path) -> None:
    queries, qrels, *_ = everything(tmp_path)

    with scoring(store, DEFAULTS, qrels, "nDCG@10") as score:
        scores = score(DEFAULTS, queries[:2])

    assert scores == {"q1": 1.0, "q2": 1.0}


def test_other_settings_rank_otherwise(store: Path, tmp_path: Path) -> None:
    queries, qrels, *_ = everything(tmp_path)
    blind = Settings.model_validate({"fit_weight": 0, "text_weight": 0, "vector_weight": 0})

    with scoring(store, DEFAULTS, qrels, "nDCG@10") as score:
        assert score(DEFAULTS, queries[3:]) == {"q4": 1.0}
        assert score(blind, queries[3:])["q4"] < 1
