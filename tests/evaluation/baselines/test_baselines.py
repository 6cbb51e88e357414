from pathlib import Path

import numpy as np
import pytest

from tests.evaluation.samples import written
from tests.evaluation.wardrobe import catalogue
from tests.fakes import HashingEmbedder
from weft.engine.errors import CatalogueError
from weft.evaluation.baselines import Bm25, Dense, Documents, Fused, LanceHybrid, read_documents
from weft.vocab.loader import load_vocabulary

EMBEDDER = HashingEmbedder()


@pytest.fixture
def documents(tmp_path: Path) -> Documents:
    return read_documents(catalogue(tmp_path), load_vocabulary(), EMBEDDER)


def test_documents_are_the_lines_of_the_catalogue_in_order(documents: Documents) -> None:
    assert documents.ids[0] == "green-tee"
    assert documents.texts[0] == "plain green cotton tee"
    assert np.allclose(documents.vectors[0], EMBEDDER.embed(["plain green cotton tee"])[0])


def test_a_line_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "shop.jsonl", '{"image_id": "a"}', '{"caption": "no id"}')

    with pytest.raises(CatalogueError, match=r"shop\.jsonl line 2 has neither image_id nor image"):
        read_documents(path, load_vocabulary(), EMBEDDER)


def test_bm25_finds_stems_and_passes_over_stop_words(documents: Documents) -> None:
    bm25 = Bm25(documents)

    assert bm25.rank("the tees of dinosaurs", 10)[0] == "dino-tee"
    assert set(bm25.rank("boot", 10)) == {"black-boots"}
    assert bm25.rank("the", 10) == []


def test_bm25_reads_no_query_syntax(documents: Documents) -> None:
    assert Bm25(documents).rank('-boots AND (" caption:', 10) == ["black-boots"]


def test_dense_finds_the_caption_itself_first_and_nothing_for_nothing(documents: Documents) -> None:
    dense = Dense(documents, EMBEDDER)

    assert dense.rank("black leather boots", 2)[0] == "black-boots"
    assert dense.rank("", 10) == []


def test_an_exclusion_brings_the_excluded_to_the_top(documents: Documents) -> None:
    fused = Fused(Bm25(documents), Dense(documents, EMBEDDER))

    assert fused.rank("green tee with no prints", 1) == ["dino-tee"]


def test_fusion_prefers_what_both_rank_high_and_keeps_what_one_knows(documents: Documents) -> None:
    ranked = Fused(Bm25(documents), Dense(documents, EMBEDDER)).rank("black leather boots", 10)

    assert ranked[0] == "black-boots"
    assert len(ranked) == len(set(ranked)) > 1


@pytest.mark.parametrize("sentence", ["black leather boots", 'boots "', "boots' OR 1=1 --"])
def test_lancedb_answers_by_its_own_fusion(documents: Documents, tmp_path: Path, sentence: str) -> None:
    hybrid = LanceHybrid(documents, EMBEDDER, tmp_path / "lancedb")

    ranked = hybrid.rank(sentence, 3)

    assert ranked[0] == "black-boots"
    assert len(ranked) == 3


def test_lancedb_is_not_asked_for_nothing(documents: Documents, tmp_path: Path) -> None:
    assert LanceHybrid(documents, EMBEDDER, tmp_path / "lancedb").rank("  ", 3) == []
