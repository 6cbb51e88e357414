"""How far two graders agree on what both have judged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weft.engine.errors import EvaluationError, ExtraMissingError
from weft.evaluation.qrels import Qrels


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One image that got two different grades for a query."""

    query_id: str
    image_id: str
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """`shared` judgments of both: the share with equal grades, the share equal about relevance (0 or more).

    `alpha` is Krippendorff's for ordinal grades: 1 is full agreement, 0 what chance would give; NaN when
    all grades are the same, which says nothing. Disagreements are the widest first.
    """

    shared: int
    equal: float
    equal_relevance: float
    alpha: float
    disagreements: tuple[Disagreement, ...]


def agreement(first: Qrels, second: Qrels) -> Agreement:
    """Compares two files of judgments.

    Raises EvaluationError when they share none, ExtraMissingError without the extra `evaluation`.
    """
    pairs = [
        Disagreement(query, image, grade, second[query][image])
        for query, grades in first.items()
        for image, grade in grades.items()
        if image in second.get(query, {})
    ]
    if not pairs:
        raise EvaluationError("The two graders share no judgment.", hint="Let both grade the same pool.")
    grades = np.array([[pair.first for pair in pairs], [pair.second for pair in pairs]])
    return Agreement(
        shared=len(pairs),
        equal=float(np.mean(grades[0] == grades[1])),
        equal_relevance=float(np.mean((grades[0] > 0) == (grades[1] > 0))),
        alpha=_alpha(grades),
        disagreements=tuple(sorted(filter(_differ, pairs), key=_width, reverse=True)),
    )


def _alpha(grades: NDArray[np.int64]) -> float:
    try:
        import krippendorff  # optional, so not at the top
    except ImportError as error:
        hint = "Install it: pip install 'weft[evaluation]'."
        raise ExtraMissingError("Comparing graders needs the extra `evaluation`.", hint=hint) from error
    if len(np.unique(grades)) == 1:
        return float("nan")
    return float(krippendorff.alpha(reliability_data=grades, level_of_measurement="ordinal"))


def _differ(pair: Disagreement) -> bool:
    return pair.first != pair.second


def _width(pair: Disagreement) -> int:
    return abs(pair.first - pair.second)
