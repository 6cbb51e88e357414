"""Any sentence-transformers model as caption encoder; better and slower than the table, needs torch."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from weft.engine.embedding.static import readable, unit_rows
from weft.engine.errors import ExtraMissingError, SettingsError


class SentenceModel(Protocol):
    """What is used of `sentence_transformers.SentenceTransformer`, which need not be installed."""

    def encode(self, sentences: list[str], **options: object) -> NDArray[np.float32]:
        """The vectors of the sentences, a row each."""
        ...


class SentenceTransformerEmbedder:
    """Captions and queries to vectors by a sentence-transformers model, given by name or local folder.

    Raises ExtraMissingError where sentence-transformers is not installed, SettingsError for a model
    that cannot be loaded. A name that is no folder is looked for in the library's cache and on its hub.
    """

    def __init__(self, name_or_path: str) -> None:
        self._model = load_model(name_or_path)
        self._name = f"sentence-transformers:{called(name_or_path)}"
        self._dimension = int(self._encode(["dimension"]).shape[1])

    @property
    def name(self) -> str:
        """The kind of encoder and the model's name: its last two parts, for a folder may be just "model"."""
        return self._name

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of unit length, shape (len(texts), dimension); a blank text gives zeros."""
        vectors = np.zeros((len(texts), self._dimension), np.float32)
        said = [index for index, text in enumerate(texts) if text.strip()]
        if said:
            clean = [readable(texts[index]) for index in said]
            vectors[said] = self._encode(clean)
        return unit_rows(vectors)

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        return self._model.encode(texts, convert_to_numpy=True, show_progress_bar=False)


def load_model(name_or_path: str) -> SentenceModel:
    """A sentence-transformers model on the CPU; errors as SentenceTransformerEmbedder says."""
    try:
        library = import_module("sentence_transformers")
    except ImportError as error:
        raise ExtraMissingError(
            "A sentence-transformers model needs a package that is not installed.",
            hint="pip install 'weft[vlm]', or use static, the table that Weft carries.",
        ) from error
    try:
        model: SentenceModel = library.SentenceTransformer(name_or_path, device="cpu")
    except Exception as error:  # the library raises whatever its many parts raise
        raise SettingsError(
            f'The sentence-transformers model "{name_or_path}" cannot be loaded: {error}',
            hint="Give the folder of a downloaded model: sentence-transformers:/path/to/model.",
        ) from error
    return model


def called(name_or_path: str) -> str:
    """What a checkpoint is called: the last two parts of its name or folder, which may be just "model"."""
    folder = Path(name_or_path)
    return "/".join((folder.resolve() if folder.is_dir() else folder).parts[-2:])
