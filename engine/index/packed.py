"""Caption vectors in memory as numbers of two digits, and their nearest neighbours.

Each component is `scale * (high + low / BASE)` with one scale a vector: two bytes, where a float takes four,
and as good as one. The neighbours are looked for with the high digits alone, a quarter of the bytes; the
first of them, and some to spare, are then scored with both. What is lost are neighbours that the spare ones
do not reach: not one in a thousand.
"""

from __future__ import annotations

import numpy as np
import simsimd
from numpy.typing import NDArray

from weft.engine.index.filters.mask import Mask
from weft.engine.index.growing import Growing
from weft.engine.index.nearest import Ranking, best_places, ranked

BASE = 254
"""How much more a step of the high digit is than one of the low: both go from -127 to 127."""

SPARSE = 0.5
"""Share of rows below which it is quicker to gather them than to score all."""

SPARE = 0.25
"""Share of the places asked for that is scored with both digits beyond them, `_LEAST` in any case."""

_LEAST = 64
_MOST = 127

Digits = NDArray[np.int8]


class PackedVectors:
    """Vectors of unit length, or of zeros for a row without one; grows at its end."""

    def __init__(self, high: Growing, low: Growing, scales: Growing) -> None:
        self._high, self._low, self._scales = high, low, scales

    @classmethod
    def zeros(cls, rows: int, dimension: int) -> PackedVectors:
        """Room for so many; `put` fills it, as long as nobody else has it."""
        high, low = (Growing.with_room(rows, (dimension,), np.int8) for _ in range(2))
        return cls(high, low, Growing.with_room(rows, (), np.float32))

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._high.values.shape[1])

    def put(self, rows: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        """Writes vectors, shape (len(rows), dimension), to these rows."""
        self._high.values[rows], self._low.values[rows], self._scales.values[rows] = _digits(vectors)

    def extended(self, vectors: NDArray[np.float32]) -> PackedVectors:
        """These with more rows behind; these stay as they are."""
        high, low, scales = _digits(vectors)
        return PackedVectors(
            self._high.extended(high), self._low.extended(low), self._scales.extended(scales)
        )

    def lengths(self) -> NDArray[np.float32]:
        """The length of each vector."""
        high, low = self._high.values, self._low.values
        squares = np.vecdot(high, high, dtype=np.float32) + np.vecdot(low, low, dtype=np.float32) / BASE**2
        squares += np.vecdot(high, low, dtype=np.float32) * 2 / BASE
        lengths: NDArray[np.float32] = self._scales.values * np.sqrt(squares)
        return lengths

    def nearest(self, vector: NDArray[np.float32], within: Mask, limit: int) -> Ranking:
        """The rows of a mask by cosine with a vector of unit length; those without one are left out."""
        scales = self._scales.values
        rows = np.flatnonzero(within) if vector.any() else np.empty(0, dtype=np.int64)
        high, low, scale = _digits(vector[np.newaxis])
        rough = self._rough(high, rows)
        rows = rows.take(best_places(rough, limit + max(_LEAST, int(limit * SPARE))))
        rows = rows.compress(scales.take(rows) > 0)
        fine = _dots(high, self._high.values.take(rows, axis=0))
        fine += _dots(low, self._high.values.take(rows, axis=0)) / BASE
        fine += _dots(high, self._low.values.take(rows, axis=0)) / BASE
        scores = (fine * scales.take(rows) * scale[0]).astype(np.float32)
        return ranked(rows, scores, limit)

    def _rough(self, high: Digits, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Scores of the high digits, up to a common factor."""
        mine, scales = self._high.values, self._scales.values
        few = len(rows) < SPARSE * len(mine)
        dots = _dots(high, mine.take(rows, axis=0)) if few else _dots(high, mine).take(rows)
        own = scales.take(rows)
        return np.where(own > 0, dots.astype(np.float32) * own, -np.inf)


def _digits(vectors: NDArray[np.float32]) -> tuple[Digits, Digits, NDArray[np.float32]]:
    """High and low digits, shape as the vectors, and a scale each."""
    scales = (np.abs(vectors).max(axis=1, initial=0) / _MOST).astype(np.float32)
    steps = vectors / np.where(scales == 0, 1, scales)[:, np.newaxis]
    high = np.rint(steps)
    low = np.rint((steps - high) * BASE)
    return high.astype(np.int8), low.astype(np.int8), scales


def _dots(one: Digits, many: Digits) -> NDArray[np.float64]:
    """The dot products of one row with many; numpy has none of bytes that would not overflow."""
    if not len(many):
        return np.empty(0)
    dots: NDArray[np.float64] = np.asarray(simsimd.cdist(one, many, metric="dot"))[0]
    return dots
