"""How sure a number is: bootstrap intervals of a mean, and a paired test of two runs.

Both draw with a fixed seed, so that the same files give the same report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weft.engine.errors import EvaluationError

DRAWS = 10_000
SEED = 20_260_101
LEVEL = 0.95

_BLOCK = 1_000  # draws held in memory at a time


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over queries with the percentile bootstrap interval of 95 %."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure of two runs on the same queries; differences are ours minus the baseline's.

    `p` is the two-sided probability of a mean difference at least as large if the runs were
    exchangeable on every query. `wins` are the queries on which ours is better. `differences` holds the
    queries that differ, our greatest loss first.
    """

    measure: str
    difference: Interval
    baseline: float
    p: float
    wins: int
    losses: int
    ties: int
    differences: tuple[tuple[str, float], ...]


def interval(values: Sequence[float]) -> Interval:
    """Mean and bootstrap interval over the queries; EvaluationError when there are none."""
    if not values:
        raise EvaluationError("There are no queries to average over.")
    sample = np.asarray(values, dtype=np.float64)
    means = np.concatenate([_resampled_means(sample, generator) for generator in _blocks()])
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(sample.mean()), float(low), float(high))


def compare(
    measure: str,
    ours: Mapping[str, float],
    baseline: Mapping[str, float],
    *,
    smaller_is_better: bool = False,
) -> Comparison:
    """Compares two runs by a paired randomisation test over the queries that both were measured on.

    The signs of the differences are flipped at random (Smucker, Allan and Carterette, CIKM 2007).
    Raises EvaluationError when the runs have no query in common.
    """
    shared = sorted(ours.keys() & baseline.keys())
    gaps = {query: ours[query] - baseline[query] for query in shared}
    values = np.array(list(gaps.values()))
    gains = -values if smaller_is_better else values
    changed = [(query, gaps[query]) for _, query in sorted(zip(gains, shared, strict=True)) if gaps[query]]
    return Comparison(
        measure,
        difference=interval(values.tolist()),
        baseline=float(np.mean([baseline[query] for query in shared])),
        p=_randomisation_p(values),
        wins=int((gains > 0).sum()),
        losses=int((gains < 0).sum()),
        ties=int((gains == 0).sum()),
        differences=tuple(changed),
    )


def p_text(p: float) -> str:
    """A probability in three places, a smaller one as a bound."""
    return "< .001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


def _blocks() -> list[np.random.Generator]:
    """One independent generator for each block of draws."""
    seeds = np.random.SeedSequence(SEED).spawn(DRAWS // _BLOCK)
    return [np.random.default_rng(seed) for seed in seeds]


def _resampled_means(sample: NDArray[np.float64], generator: np.random.Generator) -> NDArray[np.float64]:
    rows = generator.integers(0, len(sample), size=(_BLOCK, len(sample)), dtype=np.int32)
    means: NDArray[np.float64] = sample[rows].mean(axis=1)
    return means


def _randomisation_p(gaps: NDArray[np.float64]) -> float:
    gaps = gaps[gaps != 0]
    if not len(gaps):
        return 1.0
    observed = abs(gaps.sum()) - 1e-12  # equal sums in another order of adding are equal
    extreme = sum(int((_flipped_sums(gaps, generator) >= observed).sum()) for generator in _blocks())
    return (extreme + 1) / (DRAWS + 1)


def _flipped_sums(gaps: NDArray[np.float64], generator: np.random.Generator) -> NDArray[np.float64]:
    signs = generator.integers(0, 2, size=(_BLOCK, len(gaps)), dtype=np.int8) * 2.0 - 1.0
    sums: NDArray[np.float64] = np.abs(signs @ gaps)
    return sums
