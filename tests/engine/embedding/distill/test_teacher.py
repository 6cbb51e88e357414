import json
from pathlib import Path

import numpy as np
import pytest
from tokenizers import BertWordPieceTokenizer

from weft.engine.embedding.distill.__main__ import main
from weft.engine.embedding.distill.teacher import BertTeacher
from weft.engine.embedding.static import StaticCaptionEmbedder
from weft.engine.errors import SettingsError

pytest.importorskip("sentence_transformers", reason="sentence-transformers (extra vlm) is not installed")

SPECIAL = ["[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = ["with", "red", "dress", "cat", "##s"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A randomly initialised BERT of two layers with a WordPiece tokenizer."""
    transformers = pytest.importorskip("transformers")
    folder = tmp_path_factory.mktemp("bert")
    tokenizer = BertWordPieceTokenizer({token: index for index, token in enumerate([*SPECIAL, *WORDS])})
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    fast = transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer._tokenizer, **special)
    fast.save_pretrained(folder)
    config = transformers.BertConfig(
        vocab_size=len(SPECIAL) + len(WORDS),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
    )
    transformers.BertModel(config).save_pretrained(folder)
    return folder


def test_tokens_are_all_but_the_special_ones(model: Path) -> None:
    teacher = BertTeacher(model, "tiny")
    assert teacher.tokens == ["[UNK]", *WORDS]
    assert teacher.tokenizer()["model"]["vocab"] == {token: i for i, token in enumerate(teacher.tokens)}


def test_a_token_alone_is_what_the_model_makes_of_it_as_a_sentence(model: Path) -> None:
    teacher = BertTeacher(model, "tiny")
    alone = teacher.token_vectors()[teacher.tokens.index("dress")]
    np.testing.assert_allclose(alone, teacher.embed(["dress"])[0], atol=1e-5)


def test_the_command_makes_a_table_that_opens(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalogue = tmp_path / "catalogue.jsonl"
    catalogue.write_text('{"caption": "red dress with cats"}\n')
    arguments = ["--model", str(model), "--captions", str(catalogue), "--out", str(tmp_path / "table")]
    assert main([*arguments, "--name", "tiny", "--dimension", "8"]) == 0
    embedder = StaticCaptionEmbedder(tmp_path / "table")
    assert capsys.readouterr().out == embedder.name + "\n"
    assert embedder.name.startswith("static-tiny-8-")
    assert embedder.embed(["red cats"]).any()


def test_a_tokenizer_of_another_kind_is_refused(model: Path, tmp_path: Path) -> None:
    for file in model.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    tokenizer = json.loads((model / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer["model"] = {"type": "WordLevel", "vocab": tokenizer["model"]["vocab"], "unk_token": "[UNK]"}
    (tmp_path / "tokenizer.json").write_text(json.dumps(tokenizer))
    with pytest.raises(SettingsError, match="not WordPiece"):
        BertTeacher(tmp_path, "tiny")
