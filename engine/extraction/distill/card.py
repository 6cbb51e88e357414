"""The card of a student: what it was taught on, and how often it is right about photos it never saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from weft.engine.extraction.calibration import calibration_error
from weft.engine.extraction.distill.lessons import Photo
from weft.engine.extraction.student.sheet import Sheet
from weft.engine.model import Analysis, Attribute
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Facet, Vocabulary

FILE = "CARD.md"


@dataclass(frozen=True, slots=True)
class Score:
    """One facet over the photos of which a value is known.

    An answer is right when it, or the first of several, is the first of the labels. `covered` is the share
    of labelled values that are plausible, `plausible` how many values are on average. The calibration error
    is over all photos, as a confidence is also given where there is nothing to be seen.
    """

    facet: str
    photos: int
    accuracy: float
    calibration_error: float
    covered: float
    plausible: float


def scores(analyses: Sequence[Analysis], photos: Sequence[Photo], vocabulary: Vocabulary) -> list[Score]:
    """How often the analyses of labelled photos are right, each facet, derived ones included."""
    pairs = [(each.attributes, photo.record.attributes) for each, photo in zip(analyses, photos, strict=True)]
    found = [_score(facet, pairs) for facet in vocabulary.stored]
    return [score for score in found if score.photos]


def write_card(folder: Path, *, sheet: Sheet, facts: Mapping[str, object], measured: Sequence[Score]) -> None:
    """Writes CARD.md into the folder: the facts about the making as a list, the scores as a table."""
    lines = [f"# Student {sheet.name}", "", *(f"- {name}: {fact}" for name, fact in facts.items())]
    if measured:
        head = ("facet", "photos", "right", "calibration error", "right among plausible", "plausible values")
        lines += ["", f"| {' | '.join(head)} |", "|---|" + "---:|" * (len(head) - 1)]
        lines += [_row(score) for score in measured]
    (folder / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _score(facet: Facet, pairs: Sequence[tuple[Mapping[str, Attribute], Mapping[str, Attribute]]]) -> Score:
    both = [(read[facet.id], said[facet.id].values) for read, said in pairs]
    seen = [(read, values) for read, values in both if values and values[0] not in (UNKNOWN, NOT_APPLICABLE)]
    right = [read.values[:1] == values[:1] for read, values in seen]
    sets = [({*read.values, *dict(read.plausible)}, values) for read, values in seen]
    count, labels = max(len(seen), 1), max(sum(len(values) for _, values in sets), 1)
    return Score(
        facet.id,
        len(seen),
        sum(right) / count,
        calibration_error(
            [read.confidence for read, _ in both], [read.values[:1] == values[:1] for read, values in both]
        ),
        sum(value in plausible for plausible, values in sets for value in values) / labels,
        sum(len(plausible) for plausible, _ in sets) / count,
    )


def _row(score: Score) -> str:
    shares = (score.accuracy, score.calibration_error, score.covered)
    cells = (*(f"{share:.3f}" for share in shares), f"{score.plausible:.1f}")
    return f"| {score.facet} | {score.photos} | {' | '.join(cells)} |"
