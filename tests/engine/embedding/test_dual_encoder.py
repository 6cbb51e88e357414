"""CLIP, SigLIP and Chinese-CLIP of some thousand random weights, from folders as they are downloaded."""

import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from weft.engine.embedding.dual_encoder import TransformersDualEncoder
from weft.engine.embedding.open import open_dual_encoder
from weft.engine.errors import ExtraMissingError, SettingsError
from weft.engine.protocols import DualEncoder

needs_library = pytest.mark.skipif(
    not all(find_spec(name) for name in ("torch", "transformers")),
    reason="torch or transformers (extra vlm) is not installed",
)
WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "oak", "chair", "lamp")
SIDE = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
TEXT = {**SIDE, "vocab_size": len(WORDS), "max_position_embeddings": 8}
VISION = {**SIDE, "image_size": 16, "patch_size": 8}
ENDS = {"bos_token_id": 2, "eos_token_id": 3, "pad_token_id": 0}
SIZE = {"height": 16, "width": 16}


def clip(transformers: ModuleType) -> tuple[Any, ...]:
    config = transformers.CLIPConfig(text_config={**TEXT, **ENDS}, vision_config=VISION, projection_dim=12)
    return transformers.CLIPModel(config), transformers.CLIPImageProcessorPil(size=SIZE, crop_size=SIZE)


def siglip(transformers: ModuleType) -> tuple[Any, ...]:
    config = transformers.SiglipConfig(text_config={**TEXT, **ENDS}, vision_config=VISION)
    return transformers.SiglipModel(config), transformers.SiglipImageProcessorPil(size=SIZE)


def chinese_clip(transformers: ModuleType) -> tuple[Any, ...]:
    config = transformers.ChineseCLIPConfig(text_config=TEXT, vision_config=VISION, projection_dim=12)
    pictures = transformers.ChineseCLIPImageProcessorPil(size=SIZE, crop_size=SIZE)
    return transformers.ChineseCLIPModel(config), pictures


@pytest.fixture(scope="module", params=[clip, siglip, chinese_clip])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch, transformers = pytest.importorskip("torch"), pytest.importorskip("transformers")
    make: Callable[[ModuleType], tuple[Any, ...]] = request.param
    folder = tmp_path_factory.mktemp(make.__name__)
    torch.manual_seed(0)
    for part in make(transformers):
        part.save_pretrained(folder)
    tokenizer = Tokenizer(WordLevel({word: index for index, word in enumerate(WORDS)}, "[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]"}
    transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special).save_pretrained(folder)
    return folder


def photo(seed: int, width: int = 40, height: int = 30) -> Image.Image:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    return Image.fromarray(pixels)


@needs_library
def test_photos_and_sentences_get_unit_vectors_of_one_space(folder: Path) -> None:
    encoder: DualEncoder = open_dual_encoder(f"transformers:{folder}")
    photos = encoder.embed_images([photo(seed) for seed in range(3)])
    texts = encoder.embed_texts(["oak chair", "", "lamp \ud83d " * 100])

    assert photos.shape == texts.shape == (3, encoder.dimension)
    assert photos.dtype == texts.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm([*photos, *texts], axis=1), 1, atol=1e-5)
    assert encoder.name == f"transformers:{folder.parent.name}/{folder.name}"


@needs_library
def test_a_photo_has_one_vector_whoever_stands_beside_it(folder: Path) -> None:
    encoder = TransformersDualEncoder(str(folder))
    pictures = [photo(seed, 20 + seed) for seed in range(40)]

    together = encoder.embed_images(pictures)

    np.testing.assert_allclose(together[37:38], encoder.embed_images(pictures[37:38]), atol=1e-5)
    assert len(np.unique(together.round(4), axis=0)) == 40
    assert encoder.embed_images([]).shape == encoder.embed_texts([]).shape == (0, encoder.dimension)


@needs_library
@pytest.mark.parametrize("size", [(1, 1), (20_000, 3), (3, 2_000)])
def test_odd_shapes_and_modes_are_made_fit(size: tuple[int, int], folder: Path) -> None:
    encoder = TransformersDualEncoder(str(folder))

    for mode in ("RGB", "L", "CMYK"):
        vector = encoder.embed_images([Image.new(mode, size)])
        np.testing.assert_allclose(np.linalg.norm(vector), 1, atol=1e-5)


@needs_library
def test_a_checkpoint_that_is_not_there_or_has_one_side_says_how_to_give_one(tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    transformers.BertModel(transformers.BertConfig(**TEXT)).save_pretrained(tmp_path / "bert")

    for name in ("nowhere", "bert"):
        with pytest.raises(SettingsError, match="no folder here that can be loaded") as caught:
            open_dual_encoder(f"transformers:{tmp_path / name}")
        assert "transformers:/path" in caught.value.hint


def test_a_spec_that_is_none_and_a_missing_extra_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="no encoder of photos"):
        open_dual_encoder("clip")
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ExtraMissingError) as caught:
        open_dual_encoder("transformers:any")
    assert "weft[vlm]" in caught.value.hint
