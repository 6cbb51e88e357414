"""Stand-ins that satisfy the protocols of the engine, small enough to be understood at a glance."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from weft.engine.text import stems


class HashingEmbedder:
    """Puts each stem in a fixed random direction of 64 dimensions and adds them up."""

    def __init__(self, name: str = "hashing-64") -> None:
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return 64

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.array([self._sum(text) for text in texts], dtype=np.float32).reshape(-1, self.dimension)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)

    def _sum(self, text: str) -> NDArray[np.float32]:
        total = np.zeros(self.dimension, dtype=np.float32)
        for stem in stems(text):
            seed = int.from_bytes(hashlib.sha256(stem.encode()).digest()[:8])
            total += np.random.default_rng(seed).standard_normal(self.dimension, dtype=np.float32)
        return total
