import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from weft.engine.embedding.open import open_embedder
from weft.engine.embedding.sentence_transformer import SentenceTransformerEmbedder
from weft.engine.errors import ExtraMissingError, SettingsError

needs_library = pytest.mark.skipif(
    find_spec("sentence_transformers") is None, reason="sentence-transformers (extra vlm) is not installed"
)


def test_a_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ExtraMissingError) as caught:
        open_embedder("sentence-transformers:any")
    assert "weft[vlm]" in caught.value.hint


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A randomly initialised model of two layers in a folder; the library pools its tokens by the mean."""
    transformers = pytest.importorskip("transformers")
    folder = tmp_path_factory.mktemp("tiny")
    words = ["[PAD]", "[UNK]", "red", "dress", "shirt"]
    tokenizer = Tokenizer(WordLevel({word: index for index, word in enumerate(words)}, "[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]"}
    transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special).save_pretrained(folder)
    config = transformers.BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
    )
    transformers.BertModel(config).save_pretrained(folder)
    return folder


@needs_library
def test_a_local_model_gives_unit_rows_and_zeros_for_blank(tiny_model: Path) -> None:
    embedder = SentenceTransformerEmbedder(str(tiny_model))
    vectors = embedder.embed(["red dress", "  ", "shirt \ud83d"])
    assert vectors.shape == (3, 16) == (3, embedder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 0, 1], atol=1e-5)
    assert embedder.name == f"sentence-transformers:{tiny_model.parent.name}/{tiny_model.name}"


@needs_library
def test_a_model_that_is_not_there_says_how_to_give_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be loaded") as caught:
        SentenceTransformerEmbedder(str(tmp_path / "nowhere"))
    assert "sentence-transformers:/path" in caught.value.hint
