"""The measures of one facet, over photos of which it is known.

A photo is *visible* in a facet when its label is a value, *absent* when there is none: the kind cannot
have it, or several-valued and empty. A label `unknown` says nothing, and is judged in neither.

accuracy     share of answers whose value is the label's; of several values, the first (a dominant colour)
top 3        share of visible photos whose value is among the three most probable that are plausible
macro-F1     mean over the values that labels have of the F1 of each; several values count each
overlap      mean over visible photos of what answer and label share among what either has (Jaccard)
calibration  expected calibration error of the confidences, over visible, absent and unknown
answered     greatest share of the photos that can be answered, surest first, at the accuracy asked for
covered      share of the right values that are plausible; `plausible` is how many are, on average
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from weft.engine.extraction.calibration import calibration_error
from weft.engine.model import Attribute
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN

ENOUGH = 0.95
"""The accuracy that is asked for in `answered`, where no other is named."""

NOTHING = "nothing"
"""What a confusion calls an empty list of values."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One facet of one photo: what was read and what is true."""

    image_id: str
    read: Attribute
    label: Attribute

    @property
    def visible(self) -> bool:
        """Whether there is a value to be right about."""
        return bool(self.label.values) and self.label.values[0] not in (UNKNOWN, NOT_APPLICABLE)

    @property
    def absent(self) -> bool:
        """Whether to be right is to say that there is none."""
        return self.label.values in ((), (NOT_APPLICABLE,))

    @property
    def right(self) -> bool:
        """Whether value, or first value, is the label's."""
        return self.read.values[:1] == self.label.values[:1]

    @property
    def plausible(self) -> tuple[str, ...]:
        """What the answer does not rule out, the likeliest first."""
        likely = sorted(self.read.plausible, key=lambda pair: -pair[1])
        return tuple(dict.fromkeys((*(value for value, _ in likely), *self.read.values)))


@dataclass(frozen=True, slots=True)
class FacetMeasures:
    """What there is to say about one facet; None where no photo can tell."""

    facet: str
    visible: int
    absent: int
    accuracy: float | None
    top3: float | None
    absent_accuracy: float | None
    macro_f1: float | None
    overlap: float | None
    calibration_error: float
    answered: float
    covered: float | None
    plausible: float | None
    confusions: tuple[tuple[str, str, int], ...]


def measure(facet: str, judged: Sequence[Judged], *, enough: float = ENOUGH) -> FacetMeasures:
    """All measures of a facet; `confusions` are (label, answer, photos), the most frequent first."""
    visible, absent = [each for each in judged if each.visible], [each for each in judged if each.absent]
    return FacetMeasures(
        facet,
        len(visible),
        len(absent),
        accuracy=_share([each.right for each in visible]),
        top3=_share([each.label.values[0] in each.plausible[:3] for each in visible]),
        absent_accuracy=_share([each.right for each in absent]),
        macro_f1=macro_f1(visible),
        overlap=_mean([_overlap(each) for each in visible]),
        calibration_error=calibration_error([e.read.confidence for e in judged], [e.right for e in judged]),
        answered=answered_at(enough, visible + absent),
        covered=_share([value in each.plausible for each in visible for value in each.label.values]),
        plausible=_mean([len(each.plausible) for each in visible]),
        confusions=_confusions(visible),
    )


def macro_f1(judged: Sequence[Judged]) -> float | None:
    """The mean F1 of the values that labels have: 2 * hits / (times said + times true)."""
    said = Counter(value for each in judged for value in set(each.read.values))
    true = Counter(value for each in judged for value in set(each.label.values))
    hits = Counter(value for each in judged for value in {*each.read.values} & {*each.label.values})
    return _mean([2 * hits[value] / (said[value] + true[value]) for value in true])


def answered_at(enough: float, judged: Sequence[Judged]) -> float:
    """The greatest share of the photos, surest first, of which `enough` are right; ties go together."""
    ranked = sorted(judged, key=lambda each: -each.read.confidence)
    right, most = 0, 0
    for count, each in enumerate(ranked, 1):
        right += each.right
        last = count == len(ranked) or ranked[count].read.confidence < each.read.confidence
        if last and right >= enough * count:
            most = count
    return most / len(ranked) if ranked else 0.0


def _overlap(each: Judged) -> float:
    read, true = {*each.read.values}, {*each.label.values}
    return len(read & true) / len(read | true)


def _confusions(judged: Sequence[Judged]) -> tuple[tuple[str, str, int], ...]:
    wrong = Counter(
        (each.label.values[0], (*each.read.values, NOTHING)[0]) for each in judged if not each.right
    )
    return tuple((label, answer, count) for (label, answer), count in wrong.most_common())


def _share(truths: Sequence[bool]) -> float | None:
    return _mean([float(truth) for truth in truths])


def _mean(numbers: Sequence[float]) -> float | None:
    return sum(numbers) / len(numbers) if numbers else None
