"""How far a confidence can be believed: its error, and the bound that conformal prediction draws."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

_BINS = 10


def calibration_error(confidence: ArrayLike, right: ArrayLike) -> float:
    """Expected calibration error (Naeini et al. 2015) over ten bins of equal width; 0 of nothing.

    The mean distance, over all answers, between the confidence of a bin and the share right in it.
    """
    sure, good = np.asarray(confidence, float), np.asarray(right, float)
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    gaps = np.bincount(bins, sure - good, minlength=_BINS)
    return float(np.abs(gaps).sum() / max(len(sure), 1))


def conformal_bound(shares: ArrayLike, coverage: float) -> float:
    """The probability from which a value cannot be ruled out, from those that right values had.

    Split conformal prediction with the least ambiguous sets (Sadinle et al. 2019): of new right values,
    drawn as these n were, at least `coverage` are expected to reach it. It is the k-th smallest share, with
    k = floor((1 - coverage) * (n + 1)); where there are too few to say, 0, which rules nothing out.
    """
    ranked: NDArray[np.float64] = np.sort(np.asarray(shares, float))
    place = math.floor((1 - coverage) * (len(ranked) + 1) + 1e-9)
    return float(ranked[place - 1]) if place else 0.0
