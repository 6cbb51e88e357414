"""The places where Weft can be extended: whoever has these members fits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from weft.engine.errors import ExtractionError
from weft.engine.model import Analysis


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


class Extractor(Protocol):
    """Reads photos: a value of every facet with its confidence, and a caption."""

    @property
    def name(self) -> str:
        """The name it is chosen by: `embedded`, `qwen2-vl`."""
        ...

    @property
    def version(self) -> int:
        """Rises when it would answer otherwise; `extractor_version` in filter expressions."""
        ...

    @property
    def fingerprint(self) -> str:
        """Name, version, model, prompts and vocabulary, shortly; equal if and only if answers would be."""
        ...

    def extract(self, pictures: Sequence[Image]) -> list[Analysis | ExtractionError]:
        """What is seen on each upright RGB picture; one that fails does not spoil the others."""
        ...

    def close(self) -> None:
        """Lets go of what it holds; it is not asked again."""
        ...


class ImageEmbedder(Protocol):
    """Photos to vectors: what looks alike is near."""

    @property
    def name(self) -> str:
        """Model and version; a store remembers it and refuses vectors of another."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def embed_images(self, pictures: Sequence[Image]) -> NDArray[np.float32]:
        """Vectors of unit length of upright RGB pictures, shape (len(pictures), dimension)."""
        ...


class DualEncoder(ImageEmbedder, Protocol):
    """Photos and sentences in one space."""

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of unit length, shape (len(texts), dimension)."""
        ...
