"""Synonyms and a language model, as the settings bring them into the engine."""

from pathlib import Path

import pytest

from weft.engine.catalogue.ingest import ingest
from weft.engine.embedding.open import open_embedder
from weft.engine.errors import SettingsError
from weft.engine.model import SearchRequest
from weft.engine.search.engine import SearchEngine
from weft.engine.settings import Settings
from weft.vocab.loader import load_vocabulary

LINES = """
{"image_id": "a", "attributes": {"category": "dress"}, "caption": "a gown for a ball", "brand": "Fernwick"}
{"image_id": "b", "attributes": {"category": "dress"}, "caption": "a simple shift"}
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("opened")
    (folder / "lines.jsonl").write_text(LINES.strip(), encoding="utf-8")
    ingest(
        folder / "lines.jsonl",
        folder / "store",
        images=None,
        settings=Settings(),
        vocabulary=load_vocabulary(),
        embedder=open_embedder(),
    )
    return folder / "store"


def test_synonyms_of_the_merchant_reach_the_captions_and_say_so(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "synonyms.toml"
    file.write_text('[[one_way]]\nfrom = ["cinderella"]\nto = ["ball gown"]\n', encoding="utf-8")
    without = SearchEngine.open(store, Settings()).search(SearchRequest("cinderella dress"))
    with_them = SearchEngine.open(store, Settings(synonyms=str(file))).search(
        SearchRequest("cinderella dress")
    )

    assert without.unheard == "cinderella"
    assert without.query.notes == ("Nothing here speaks of “cinderella”.",)
    assert not with_them.unheard
    assert with_them.hits[0].image.image_id == "a"
    assert with_them.hits[0].explanation.ranks["text"] == 1
    assert with_them.query.notes


def test_a_model_that_is_no_address_is_refused(store: Path) -> None:
    with pytest.raises(SettingsError):
        SearchEngine.open(store, Settings(llm_base_url="nowhere", llm_model="any"))


def test_a_model_that_cannot_be_reached_costs_no_answer(store: Path) -> None:
    engine = SearchEngine.open(store, Settings(llm_base_url="http://127.0.0.1:9", llm_model="any"))
    result = engine.search(SearchRequest("dress for a ball with feathers"))
    engine.close()

    assert result.total == 2
    assert result.query.notes
