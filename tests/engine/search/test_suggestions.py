"""What the engine suggests while a sentence is typed: the words of the data as they are now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.furniture import FOLDER, FURNITURE
from weft.engine.catalogue.lines import to_record
from weft.engine.embedding.open import open_embedder
from weft.engine.errors import QueryError
from weft.engine.index.writer import StoreWriter, create_store
from weft.engine.model import SearchRequest
from weft.engine.search.engine import SearchEngine
from weft.engine.settings import load_settings

SETTINGS = load_settings(environment={"WEFT_VOCABULARY": str(FOLDER)})
SOFA = {"attributes": {"kind": "sofa"}, "caption": "a wide sofa", "brand": "Fieldmark"}
TABLE = {"attributes": {"kind": "table"}, "caption": "a qwertic table", "brand": "Tarn"}
STOOL = {"attributes": {"kind": "stool"}, "caption": "a nubbled stool"}


def write(path: Path, lines: dict[str, dict[str, Any]]) -> None:
    embedder = open_embedder()
    with StoreWriter(path, vocabulary=FURNITURE, embedder=embedder) as writer:
        records = [to_record({"image_id": name, **line}, FURNITURE) for name, line in lines.items()]
        writer.upsert(records, embedder.embed([record.caption for record in records]))
        writer.commit()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[SearchEngine]:
    create_store(tmp_path, vocabulary=FURNITURE, embedder=open_embedder())
    write(tmp_path, {"sofa": SOFA, "sofa-2": SOFA | {"product_id": "sofa"}, "table": TABLE})
    opened = SearchEngine.open(tmp_path, SETTINGS)
    yield opened
    opened.close()


def test_terms_brands_and_words_of_the_catalogue_are_suggested(engine: SearchEngine) -> None:
    first = [engine.suggest(f"red {typed}")[0] for typed in ("sof", "fie", "qwe")]
    assert [(each.text, each.kind) for each in first] == [
        ("red sofa", "term"),
        ("red Fieldmark", "name"),
        ("red qwertic", "word"),
    ]


def test_terms_and_brands_are_counted_by_product(engine: SearchEngine) -> None:
    (sofa,), (brand,) = engine.suggest("sof", 1), engine.suggest("fie", 1)
    assert sofa.count == brand.count == engine.search(SearchRequest("sofa")).total == 1


def test_what_is_written_later_is_suggested_too(engine: SearchEngine, tmp_path: Path) -> None:
    assert not engine.suggest("nubb")
    write(tmp_path, {"stool": STOOL})
    assert [each.label for each in engine.suggest("nubb")] == ["nubbled"]


def test_a_text_that_is_too_long_is_refused(engine: SearchEngine) -> None:
    with pytest.raises(QueryError, match="characters"):
        engine.suggest("x" * 10_001)
