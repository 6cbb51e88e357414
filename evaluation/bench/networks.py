"""Qwen2-VL networks of random weights, written to a folder as they would be downloaded.

Nothing that they say means anything, but they take photos and sentences, and cost what their shape costs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer, decoders, pre_tokenizers, trainers
from tokenizers.models import BPE

SPECIAL = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|image_pad|>",
    "<|video_pad|>",
)
CHAT = """{% for each in messages %}<|im_start|>{{ each.role }}
{% if each.content is string %}{{ each.content }}{% else %}{% for part in each.content %}
{% if part.type == 'image' %}<|vision_start|><|image_pad|><|vision_end|>{% else %}{{ part.text }}{% endif %}
{% endfor %}{% endif %}<|im_end|>
{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
{% endif %}"""


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a network: its language side, its vision side (patches of 14 pixels), its tokens."""

    layers: int
    hidden: int
    inner: int
    heads: int
    key_heads: int
    vision_layers: int
    vision_hidden: int
    vision_heads: int
    scored: int


_SPREAD = 0.2
"""Of the random weights: wide enough that different photos get different answers."""

TINY = Shape(2, 64, 64, 4, 2, 2, 32, 2, 1_024)
"""About 200,000 weights: for tests."""
SMALL = Shape(12, 512, 2_752, 4, 2, 6, 256, 4, 32_000)
"""As deep for its width as the real ones, and fit for two cores."""
TWO_BILLION = Shape(28, 1_536, 8_960, 12, 2, 32, 1_280, 16, 151_936)
"""Qwen2-VL-2B."""


def save_random(folder: Path, shape: Shape, texts: Iterable[str], *, tokens: int = 900) -> Path:
    """A network, and a tokenizer of so many tokens at most, learnt from the texts. The seed is fixed."""
    torch, transformers = import_module("torch"), import_module("transformers")
    special = {"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"}
    tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_object=_byte_level(texts, tokens), **special)
    tokenizer.chat_template = CHAT
    tokenizer.save_pretrained(folder)
    transformers.Qwen2VLImageProcessorPil().save_pretrained(folder)
    torch.manual_seed(0)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    with torch.device(device):
        network = transformers.Qwen2VLForConditionalGeneration(_config(transformers, shape))
    network.to(torch.bfloat16 if device == "cuda" else torch.float32).save_pretrained(folder)
    return folder


def _byte_level(texts: Iterable[str], tokens: int) -> Tokenizer:
    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=tokens, special_tokens=list(SPECIAL), initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def _config(transformers: Any, shape: Shape) -> Any:  # noqa: ANN401 - transformers may be missing
    eighth = shape.hidden // shape.heads // 8  # time, height and width share half a head as 2, 3, 3
    rope = {"rope_type": "default", "rope_theta": 1e6, "mrope_section": [eighth, *[eighth * 3 // 2] * 2]}
    language = {
        "vocab_size": shape.scored,
        "hidden_size": shape.hidden,
        "intermediate_size": shape.inner,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.key_heads,
        "rope_parameters": rope,
        "eos_token_id": SPECIAL.index("<|im_end|>"),
        "pad_token_id": 0,
        "bos_token_id": None,
    }
    vision = {
        "depth": shape.vision_layers,
        "embed_dim": shape.vision_hidden,
        "hidden_size": shape.hidden,
        "num_heads": shape.vision_heads,
    }
    marks = {f"{name}_token_id": SPECIAL.index(f"<|{name}_pad|>") for name in ("image", "video")}
    ends = {f"vision_{name}_token_id": SPECIAL.index(f"<|vision_{name}|>") for name in ("start", "end")}
    spread = {"initializer_range": _SPREAD}
    return transformers.Qwen2VLConfig(
        text_config={**language, **spread}, vision_config={**vision, **spread}, **marks, **ends, **spread
    )
