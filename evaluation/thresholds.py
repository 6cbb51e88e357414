"""What a run must reach for a change to be let through: bounds on means, for a build to fail by.

A threshold is written `MEASURE=VALUE` or, for the queries of one tag or language, `SLICE:MEASURE=VALUE`:
`nDCG@10=0.9`, `negation:wrong@10=0.05`, `lang fr:nDCG@10=0.8`. For `broken` the number of hits counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from weft.engine.errors import EvaluationError
from weft.evaluation.metrics import BROKEN, SMALLER_IS_BETTER
from weft.evaluation.report import Report, SliceReport


@dataclass(frozen=True, slots=True)
class Threshold:
    """A bound on one measure over one slice; `low` says that the measure must not be under it."""

    slice: str
    measure: str
    bound: float
    low: bool

    def __str__(self) -> str:
        return f"{self.slice}:{self.measure} {'at least' if self.low else 'at most'} {self.bound:g}"


def read_threshold(text: str, *, low: bool) -> Threshold:
    """Reads one as it is written on a command line; EvaluationError if it is no threshold."""
    name, equals, bound = text.rpartition("=")
    slice_name, colon, measure = name.rpartition(":")
    try:
        threshold = Threshold(slice_name if colon else "all", measure, float(bound), low)
    except ValueError as error:
        raise _not_one(text) from error
    if not equals or not measure or threshold.bound != threshold.bound:
        raise _not_one(text)
    return threshold


def missed(report: Report, thresholds: list[Threshold]) -> tuple[str, ...]:
    """A sentence for every threshold that the report misses.

    Raises EvaluationError for a slice or a measure that the report does not have, so that a misspelt
    threshold is never taken for one that is met.
    """
    slices = {each.slice: each for each in report.slices}
    verdicts = ((each, _value(each, slices)) for each in thresholds)
    return tuple(
        f"{threshold} is missed: {value:.4g}"
        for threshold, value in verdicts
        if (value < threshold.bound if threshold.low else value > threshold.bound)
    )


def _not_one(text: str) -> EvaluationError:
    hint = "Write nDCG@10=0.9 or negation:wrong@10=0.05."
    return EvaluationError(f"{text!r} is no threshold.", hint=hint)


def _value(threshold: Threshold, slices: dict[str, SliceReport]) -> float:
    found = slices.get(threshold.slice)
    if found is None:
        hint = f"Slices: {', '.join(slices)}. Tags and languages come from --queries."
        raise EvaluationError(f"The report has no slice {threshold.slice!r}.", hint=hint)
    if threshold.measure == BROKEN and found.broken is not None:
        return float(found.broken)
    if threshold.measure not in found.measures:
        hint = (
            f"Measures: {', '.join(found.measures)}; low is good in {', '.join(sorted(SMALLER_IS_BETTER))}."
        )
        raise EvaluationError(f"{threshold.slice!r} has no measure {threshold.measure!r}.", hint=hint)
    return found.measures[threshold.measure].mean
