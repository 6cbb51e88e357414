"""Weighted reciprocal rank fusion: several rankings of one result set made into one score.

    score(d) = sum over legs of  weight / (rank_constant + rank(d))

where a leg that does not rank d adds nothing. Ranks begin at 1, and what ties shares a rank, as in a
competition (1, 2, 2, 4), so that legs which can tell the tied apart decide between them.

G. V. Cormack, C. L. A. Clarke, S. Büttcher: Reciprocal Rank Fusion outperforms Condorcet and individual
Rank Learning Methods. SIGIR 2009. The weights are an addition that has become usual since.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Leg:
    """One ranking of a result set: the rank of each of its images, from 1; 0 where it ranks none.

    `heard` says that it found what no filter says, and neither repeats the filters nor guesses.
    """

    name: str
    weight: float
    ranks: NDArray[np.int64]
    heard: bool = False


def fuse(legs: Iterable[Leg], size: int, rank_constant: int) -> NDArray[np.float64]:
    """The fused score of each image of a result set, shape (size,); 0 where no leg ranks it."""
    scores = np.zeros(size)
    for leg in legs:
        ranked = np.flatnonzero(leg.ranks)
        scores[ranked] += leg.weight / (rank_constant + leg.ranks[ranked])
    return scores


def ranks_of_sorted(scores: NDArray[np.floating]) -> NDArray[np.int64]:
    """Competition ranks of scores that are in falling order already."""
    falling = -scores
    return np.searchsorted(falling, falling) + 1


def ranks_of_levels(levels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Competition ranks of small whole numbers, in any order; the lowest number is the best."""
    counts = np.bincount(levels)
    before = np.cumsum(counts) - counts
    ranks: NDArray[np.int64] = before[levels] + 1
    return ranks
