from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.furniture import FOLDER, FURNITURE
from weft.engine.catalogue.lines import to_record
from weft.engine.embedding.open import open_embedder
from weft.engine.errors import StoreMissingError
from weft.engine.index.writer import StoreWriter, create_store
from weft.engine.model import SearchRequest
from weft.engine.search import SearchEngine
from weft.engine.settings import load_settings

SETTINGS = load_settings(environment={"WEFT_VOCABULARY": str(FOLDER)})
LINES = [
    {"image_id": "sofa", "attributes": {"kind": "sofa"}, "caption": "a wide sofa", "brand": "Fieldmark"},
    {"image_id": "table", "attributes": {"kind": "table"}, "caption": "a qwertic table", "brand": "Tarn"},
]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[SearchEngine]:
    embedder = open_embedder()
    create_store(tmp_path, vocabulary=FURNITURE, embedder=embedder)
    with StoreWriter(tmp_path, vocabulary=FURNITURE, embedder=embedder) as writer:
        captions = [str(each["caption"]) for each in LINES]
        writer.upsert([to_record(each, FURNITURE) for each in LINES], embedder.embed(captions))
        writer.commit()
    opened = SearchEngine.open(tmp_path, SETTINGS)
    yield opened
    opened.close()


def test_a_store_of_any_domain_is_opened_and_searched(engine: SearchEngine) -> None:
    assert [hit.image.image_id for hit in engine.search(SearchRequest("sofa")).hits] == ["sofa"]
    assert engine.vocabulary.id == "furniture"


def test_brands_of_the_catalogue_are_understood(engine: SearchEngine) -> None:
    result = engine.search(SearchRequest("tarn"))
    assert [(each.facet, each.terms) for each in result.query.filters] == [("brand", ("Tarn",))]
    assert [hit.image.image_id for hit in result.hits] == ["table"]


def test_words_of_the_catalogue_are_no_misspellings(engine: SearchEngine) -> None:
    parsed = engine.parse("qwertic")
    assert (parsed.residual, parsed.corrections) == ("qwertic", ())


def test_a_path_without_a_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError):
        SearchEngine.open(tmp_path / "none", SETTINGS)
