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
