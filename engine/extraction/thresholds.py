"""How sure an extractor must be for its answer to stand: thresholds from a target accuracy and labels.

A threshold of a facet is the lowest confidence at which the answers that are as sure or surer are right
often enough. Enough means that the lower end of Wilson's interval (1927; one-sided, 95 %) is at least the
target, so that three right answers prove nothing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from weft.engine.errors import SettingsError
from weft.engine.model import Analysis, Attribute
from weft.vocab.model import UNKNOWN, Vocabulary

USUAL = 0.7
"""The threshold of each single-valued facet where none was derived."""
_NORMAL_95 = 1.6449
"""The 95 % point of the normal distribution."""

Labels = Mapping[str, Attribute]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A facet, the least confidence (infinite when none is enough), and what lies at or above it.

    `kept` is the share of the judged photos there, `accuracy` how many of these are right; NaN for none.
    """

    facet: str
    least: float
    kept: float
    accuracy: float


def thresholds_for(
    answers: Sequence[Analysis], labels: Sequence[Labels], facets: Iterable[str], *, target: float
) -> tuple[Threshold, ...]:
    """The threshold of each facet, from what was answered about photos and what is true of them.

    Photos of which a facet's label is unknown are not judged in it.
    """
    return tuple(_threshold(facet, answers, labels, target) for facet in facets)


def usual_thresholds(vocabulary: Vocabulary) -> dict[str, float]:
    """The same threshold for every facet with one value; good enough to begin with."""
    return {facet.id: USUAL for facet in vocabulary.stored if not facet.multiple}


def write_thresholds(path: Path, thresholds: Iterable[Threshold], *, target: float, by: str) -> None:
    """Writes them as JSON, with the target and the fingerprint of the extractor that they are of."""
    least = {each.facet: None if math.isinf(each.least) else each.least for each in thresholds}
    text = json.dumps({"target": target, "extractor": by, "thresholds": least}, indent=2)
    path.write_text(text + "\n", encoding="utf-8")


def read_thresholds(path: Path, vocabulary: Vocabulary, *, by: str) -> dict[str, float]:
    """The thresholds of a file by facet.

    Raises SettingsError for a file that is none, names other facets, or is of another extractor.
    """
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        least = {facet: _number(each) for facet, each in known["thresholds"].items()}
        made_for = known["extractor"]
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        hint = "Make one: python -m weft.engine.extraction --help."
        raise SettingsError(f"{path} is no file of thresholds: {error}", hint=hint) from error
    strange = sorted(least.keys() - {facet.id for facet in vocabulary.stored})
    if strange or made_for != by:
        reason = f"of the facet {strange[0]!r}" if strange else f"of {made_for!r}, not of {by!r}"
        raise SettingsError(f"{path} holds thresholds {reason}.", hint="Derive them again.")
    return least


def _threshold(facet: str, answers: Sequence[Analysis], labels: Sequence[Labels], target: float) -> Threshold:
    judged = sorted(_judged(facet, answers, labels), reverse=True)
    best, right = Threshold(facet, math.inf, 0.0, math.nan), 0
    for count, (sure, is_right) in enumerate(judged, 1):
        right += is_right
        as_sure_follows = count < len(judged) and judged[count][0] == sure
        if not as_sure_follows and _wilson(right, count) >= target:
            best = Threshold(facet, sure, count / len(judged), right / count)
    return best


def _judged(facet: str, answers: Sequence[Analysis], labels: Sequence[Labels]) -> list[tuple[float, bool]]:
    """How sure each answer is and whether it is right; the order of several values does not count."""
    return [
        (
            answer.attributes[facet].confidence,
            set(answer.attributes[facet].values) == set(label[facet].values),
        )
        for answer, label in zip(answers, labels, strict=True)
        if label[facet].values != (UNKNOWN,)
    ]


def _wilson(right: int, count: int) -> float:
    """The lower end of the interval for a share."""
    share, z2 = right / count, _NORMAL_95**2
    spread = _NORMAL_95 * math.sqrt((share * (1 - share) + z2 / (4 * count)) / count)
    return (share + z2 / (2 * count) - spread) / (1 + z2 / count)


def _number(least: object) -> float:
    if least is None:
        return math.inf
    if isinstance(least, bool) or not isinstance(least, int | float) or not 0 <= least <= 1:
        raise ValueError(f"{least!r} is no threshold")
    return float(least)
