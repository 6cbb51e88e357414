"""Photos and sentences in one space: any CLIP, SigLIP or Chinese-CLIP checkpoint of transformers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from weft.engine.embedding.sentence_transformer import called
from weft.engine.embedding.static import readable, unit_rows
from weft.engine.errors import SettingsError
from weft.engine.extra import extra_module, picture_processor, reason
from weft.engine.pictures import fitted

MOST_PIXELS = 1_024 * 1_024
"""To which size photos are made smaller before they are prepared; checkpoints look at far less."""
_AT_ONCE = 32

Inputs = Any
"""What a side of a checkpoint takes, by name; of transformers."""


class TransformersDualEncoder:
    """A checkpoint with a side for photos and one for sentences, given by name or local folder.

    Raises ExtraMissingError where the extra `vlm` is not installed, SettingsError for a checkpoint that
    cannot be loaded or has not both sides. A name that is no folder is looked for in the library's cache
    and on its hub.
    """

    def __init__(self, name_or_path: str) -> None:
        self._torch, transformers = _module("torch"), _module("transformers")
        self._name = f"transformers:{called(name_or_path)}"
        device = "cuda" if self._torch.cuda.is_available() else "cpu"
        try:
            self._model = transformers.AutoModel.from_pretrained(name_or_path).to(device).eval()
            self._tokenizer = transformers.AutoTokenizer.from_pretrained(name_or_path)
            self._processor = picture_processor(name_or_path)
            self._sides = self._model.get_image_features, self._model.get_text_features
            self._dimension = int(self._embedded(["text"], self._words, self._sides[1]).shape[1])
        except Exception as error:  # the libraries raise whatever their many parts raise
            raise SettingsError(
                f'The dual encoder "{name_or_path}" is no folder here that can be loaded, nor to be had from '
                f"the hub of transformers: {reason(error)}",
                hint="Give the folder of a downloaded CLIP checkpoint: transformers:/path/to/model.",
            ) from error

    @property
    def name(self) -> str:
        """The kind of encoder and what the checkpoint is called."""
        return self._name

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def embed_images(self, pictures: Sequence[Image.Image]) -> NDArray[np.float32]:
        """Vectors of unit length, shape (len(pictures), dimension)."""
        return self._embedded(pictures, self._pixels, self._sides[0])

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of unit length, shape (len(texts), dimension); of a long text its beginning is read."""
        return self._embedded(texts, self._words, self._sides[1])

    def _embedded(
        self, things: Sequence[Any], prepared: Callable[[Any], Inputs], side: Callable[..., Any]
    ) -> NDArray[np.float32]:
        if not things:
            return np.zeros((0, self._dimension), np.float32)
        parts = []
        for start in range(0, len(things), _AT_ONCE):
            inputs = prepared(things[start : start + _AT_ONCE]).to(self._model.device)
            with self._torch.inference_mode():
                parts.append(side(**inputs).pooler_output.float().cpu().numpy())
        return unit_rows(np.concatenate(parts))

    def _pixels(self, pictures: Sequence[Image.Image]) -> Inputs:
        small = [fitted(picture, MOST_PIXELS) for picture in pictures]
        return self._processor(small, return_tensors="pt")

    def _words(self, texts: Sequence[str]) -> Inputs:
        """The texts as tokens. SigLIP learnt from texts filled up to one length, and reads the filling."""
        fills = self._model.config.model_type.startswith("siglip")
        return self._tokenizer(
            [readable(text) for text in texts],
            padding="max_length" if fills else True,
            truncation=True,
            max_length=self._model.config.text_config.max_position_embeddings,
            return_attention_mask=not fills,
            return_tensors="pt",
        )


def _module(name: str) -> ModuleType:
    return extra_module(name, who="A dual encoder", otherwise="leave the setting empty")
