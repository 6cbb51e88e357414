"""What a wish costs where only chances are known: the plausible values of an image and their probabilities.

The distance is as if the image had what was asked, in the best of the ways it may have it, and to that
comes the surprise that it does: minus the logarithm of the probability. So a sum of distances orders by
the product of the probabilities.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weft.engine.index.plausible import Chances

SURPRISE = 2.0
"""What one unit of surprise (a probability of 1/e) adds to the distance; chosen on uncertain photos."""

_LEAST = 1e-3
"""No probability counts as less: nothing is quite impossible."""

Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Expected:
    """What is to be expected of some images, shape (size,): `known` says which of them the chances cover.

    `probability` is that of having any of the values asked about, `grade` how well they would serve then.
    """

    known: NDArray[np.bool_]
    probability: Numbers
    grade: Numbers

    @property
    def surprise(self) -> Numbers:
        """What it costs that an image has what was asked."""
        return _surprise(self.probability)

    @property
    def relief(self) -> Numbers:
        """What it costs that an image has not what was excluded."""
        return _surprise(1 - self.probability)


def expected(chances: Chances, grades: NDArray[np.float32], size: int, *, multiple: bool) -> Expected:
    """Expectations from chances; `grades` by code say how well each value serves, 0 for those not asked.

    Values of a facet that has one exclude each other, so that their probabilities add up; of a multiple
    facet each is there or not for itself.
    """
    known = np.zeros(size, dtype=np.bool_)
    known[chances.places] = True
    grade = grades[chances.codes]
    asked = np.where(grade > 0, chances.probabilities, 0)
    if multiple:
        missing = np.bincount(chances.places, np.log1p(-np.minimum(asked, 1 - _LEAST)), size)
        probability = 1 - np.exp(missing)
    else:
        probability = np.minimum(np.bincount(chances.places, asked, size), 1)
    mass = np.bincount(chances.places, asked, size)
    served = np.bincount(chances.places, asked * grade, size) / np.maximum(mass, _LEAST)
    return Expected(known, probability.astype(np.float32), served.astype(np.float32))


def _surprise(probability: Numbers) -> Numbers:
    surprise: Numbers = -np.log(np.maximum(probability, _LEAST)) * np.float32(SURPRISE)
    return surprise
