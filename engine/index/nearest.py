"""Exact nearest neighbours among the caption vectors in memory: `4 * dimension` bytes a row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weft.engine.index.filters.mask import Mask

SPARSE = 0.3
"""Share of rows below which it is quicker to gather them than to score all."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Row numbers, best first, and their scores; comparable within one ranking only."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


def ranked(rows: NDArray[np.int64], scores: NDArray[np.float32], limit: int) -> Ranking:
    """The best `limit` rows; equal scores in the order of rows, so that every run gives the same."""
    places = best_places(scores, limit)
    rows, scores = rows.take(places), scores.take(places)
    order = np.lexsort((rows, -scores))[: max(limit, 0)]
    return Ranking(rows.take(order), scores.take(order))


def best_places(scores: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """The places of the best scores, rising, and of all that ties with the last of them."""
    if count <= 0:
        return np.empty(0, dtype=np.int64)
    if count >= len(scores):
        return np.arange(len(scores))
    return np.flatnonzero(scores >= np.partition(scores, len(scores) - count)[len(scores) - count])


def nearest(vectors: NDArray[np.float32], vector: NDArray[np.float32], within: Mask, limit: int) -> Ranking:
    """The images of the mask by cosine similarity of their captions; those without a vector are left out.

    `vectors` has shape (rows, dimension), each of unit length or zero; so has `vector`.
    """
    rows = np.flatnonzero(within)
    if not vector.any() or not len(rows):
        return ranked(rows[:0], np.empty(0, dtype=np.float32), limit)
    few = len(rows) < SPARSE * len(vectors)
    # Not `@`: its threads wait for each other, and on a busy machine that costs a hundredfold.
    scores = np.vecdot(vectors[rows], vector) if few else np.vecdot(vectors, vector)[rows]
    # A caption without a vector scores exactly 0, which a real one practically never does.
    known = scores != 0
    return ranked(rows[known], scores[known], limit)
