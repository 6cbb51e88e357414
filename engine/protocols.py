"""The places where Weft can be extended: whoever has these members fits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class CaptionEmbedder(Protocol):
    """Text to vectors; used for captions when indexing and for sentences when searching."""

    @property
    def name(self) -> str:
        """Model and version; a store remembers it and refuses vectors of another."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of unit length, shape (len(texts), dimension); a text without known words gives zeros."""
        ...


class ResidualParser(Protocol):
    """A language model that is asked what the words mean that the lexicon left over of a sentence."""

    @property
    def name(self) -> str:
        """Where it runs and which model it is, for the log."""
        ...

    def answer(self, prompt: str) -> str:
        """Its answer, JSON text; ModelError when there is none within the deadline it was made with."""
        ...

    def close(self) -> None:
        """Lets go of what it holds; it is not asked again."""
        ...
