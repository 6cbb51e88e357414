"""The model that the table is made of: its tokenizer, and its vectors of tokens and of phrases."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from weft.engine.embedding.sentence_transformer import load_model
from weft.engine.errors import SettingsError

_LEFT_OUT = re.compile(r"\[(unused\d+|PAD|CLS|SEP|MASK)\]")
_AT_ONCE = 256


class Teacher(Protocol):
    """What a table can be made of."""

    @property
    def name(self) -> str:
        """What the table's name calls it."""
        ...

    @property
    def tokens(self) -> Sequence[str]:
        """The tokens of the table in order, frequent ones first; [UNK] is among them."""
        ...

    def tokenizer(self) -> dict[str, Any]:
        """The JSON of a tokenizer that numbers `tokens` from 0 and adds nothing to a text."""
        ...

    def token_vectors(self) -> NDArray[np.float32]:
        """Unit vectors of each of `tokens` alone, shape (tokens, width)."""
        ...

    def embed(self, phrases: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of phrases, shape (phrases, width)."""
        ...


class BertTeacher:
    """A sentence-transformers model with a WordPiece tokenizer of BERT's kind, in a local folder."""

    def __init__(self, folder: Path, name: str) -> None:
        self._model: Any = load_model(str(folder))
        self._json = _tokenizer_json(folder)
        self._vocab: dict[str, int] = self._json["model"]["vocab"]
        self.name = name
        self.tokens = [
            t for t in sorted(self._vocab, key=self._vocab.__getitem__) if not _LEFT_OUT.fullmatch(t)
        ]

    def tokenizer(self) -> dict[str, Any]:
        """The model's own tokenizer without its special tokens, so that none can be typed."""
        vocab = {token: index for index, token in enumerate(self.tokens)}
        nothing = dict.fromkeys(("post_processor", "truncation", "padding"))
        return {**self._json, **nothing, "added_tokens": [], "model": {**self._json["model"], "vocab": vocab}}

    def token_vectors(self) -> NDArray[np.float32]:
        """Each token between [CLS] and [SEP] through the whole model."""
        first, last = self._vocab["[CLS]"], self._vocab["[SEP]"]
        ids = [[first, self._vocab[token], last] for token in self.tokens]
        return np.concatenate([self._forward(ids[i : i + _AT_ONCE]) for i in range(0, len(ids), _AT_ONCE)])

    def embed(self, phrases: Sequence[str]) -> NDArray[np.float32]:
        """The model's sentence vectors."""
        vectors = self._model.encode(list(phrases), batch_size=_AT_ONCE, normalize_embeddings=True)
        return np.asarray(vectors, np.float32)

    def _forward(self, ids: list[list[int]]) -> NDArray[np.float32]:
        torch = import_module("torch")
        tokens = torch.tensor(ids)
        with torch.inference_mode():
            out = self._model({"input_ids": tokens, "attention_mask": torch.ones_like(tokens)})
        return np.asarray(torch.nn.functional.normalize(out["sentence_embedding"]).numpy(), np.float32)


def _tokenizer_json(folder: Path) -> dict[str, Any]:
    try:
        tokenizer: dict[str, Any] = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"The model in {folder} has no readable tokenizer.json: {error}.") from error
    if tokenizer["model"]["type"] != "WordPiece":
        raise SettingsError(f"The tokenizer of the model in {folder} is not WordPiece, as BERT's is.")
    return tokenizer
