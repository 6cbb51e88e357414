from pathlib import Path

import pytest

from weft.engine.embedding.open import open_embedder
from weft.engine.embedding.static import SHIPPED, StaticCaptionEmbedder
from weft.engine.errors import SettingsError


@pytest.mark.parametrize("spec", ["static", " static ", f"static:{SHIPPED}"])
def test_static_opens_a_table(spec: str) -> None:
    assert open_embedder(spec).name == StaticCaptionEmbedder().name


def test_the_table_is_the_default() -> None:
    assert isinstance(open_embedder(), StaticCaptionEmbedder)


@pytest.mark.parametrize(
    "spec", ["", "word2vec", "sentence-transformers", "sentence-transformers:", "Static"]
)
def test_an_unknown_encoder_is_refused_with_the_known_ones(spec: str) -> None:
    with pytest.raises(SettingsError, match="no caption encoder") as caught:
        open_embedder(spec)
    assert "sentence-transformers:NAME-OR-PATH" in caught.value.hint


def test_a_folder_that_is_no_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        open_embedder(f"static:{tmp_path}")
