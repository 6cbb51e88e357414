"""Two catalogues side by side: photos as they were read, and as they are labelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from weft.engine.errors import EvaluationError
from weft.engine.model import Attribute, ImageRecord
from weft.evaluation.attributes.measures import Judged
from weft.evaluation.records import read_records
from weft.vocab.model import Facet, Vocabulary


@dataclass(frozen=True, slots=True)
class Readings:
    """The photos that were read, with their labels: `pairs` of (as read, as labelled), in order.

    `unread` is how many labelled photos the reading does not have.
    """

    pairs: tuple[tuple[ImageRecord, ImageRecord], ...]
    unread: int

    def of(self, facet: Facet, vocabulary: Vocabulary) -> list[Judged]:
        """One facet of all photos; a derived one is derived on both sides."""
        return [
            Judged(read.image_id, *(attribute_of(each, facet, vocabulary) for each in (read, label)))
            for read, label in self.pairs
        ]


def read_readings(predicted: Path, labels: Path, vocabulary: Vocabulary) -> Readings:
    """Reads both files; EvaluationError for a photo that was read and has no label."""
    known = {record.image_id: record for record in read_records(labels, vocabulary)}
    read = {record.image_id: record for record in read_records(predicted, vocabulary)}
    if strangers := sorted(read.keys() - known.keys()):
        raise EvaluationError(
            f"{len(strangers)} photos of {predicted} are not in {labels}, {strangers[0]!r} among them.",
            hint="Label them, or leave them out.",
        )
    pairs = tuple((record, known[image_id]) for image_id, record in read.items())
    return Readings(pairs, len(known.keys() - read.keys()))


def attribute_of(record: ImageRecord, facet: Facet, vocabulary: Vocabulary) -> Attribute:
    """What a record says of a facet; a derived value is as probable as all that it may come from."""
    if not facet.derived_from:
        return record.attributes[facet.id]
    source = record.attributes[facet.derived_from]
    chances: dict[str, float] = {}
    for value, chance in source.plausible or ((source.values[0], source.confidence),):
        derived = vocabulary.derive(facet.id, value)
        chances[derived] = chances.get(derived, 0.0) + chance
    value = vocabulary.derive(facet.id, source.values[0])
    return Attribute((value,), min(chances.get(value, 0.0), 1.0), source.source, _ranked(chances))


def _ranked(chances: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    ranked: Sequence[tuple[str, float]] = sorted(chances.items(), key=lambda pair: -pair[1])
    return tuple(ranked) if len(ranked) > 1 else ()
