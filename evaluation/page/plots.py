"""Plots as numbers between 0 and 100, for the template to draw: places in per cent need no scaling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weft.evaluation.significance import Interval

BINS = 10


@dataclass(frozen=True, slots=True)
class Whisker:
    """A mean and its interval on an axis from 0 to 1, in per cent of its length."""

    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One query's difference: where the bar begins and how wide it is, in per cent.

    `height` is its share of the greatest height there can be, from 0 to 100, upwards for a gain.
    """

    query: str
    left: float
    width: float
    height: float
    gain: bool
    difference: float


def whisker(each: Interval) -> Whisker:
    """Where to draw an interval."""
    return Whisker(100 * each.mean, 100 * each.low, 100 * each.high)


def bars(differences: Sequence[tuple[str, float]], *, smaller_is_better: bool = False) -> tuple[Bar, ...]:
    """One bar for each query that changed, side by side in the order given."""
    width = 100 / len(differences) if differences else 0.0
    return tuple(
        Bar(query, place * width, width, min(abs(gap), 1) * 100, (gap < 0) is smaller_is_better, gap)
        for place, (query, gap) in enumerate(differences)
    )


def histogram(scores: Mapping[str, float]) -> tuple[int, ...]:
    """How many queries score in each tenth from 0 to 1; 1 itself counts in the last."""
    counts = [0] * BINS
    for score in scores.values():
        counts[min(int(score * BINS), BINS - 1)] += 1
    return tuple(counts)
