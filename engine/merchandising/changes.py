"""One change of one value: what it asks, whether it can be meant, and the correction that it makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from weft.engine.database import now
from weft.engine.errors import ConflictError, QueryError
from weft.engine.index.names import nearest_names
from weft.engine.index.schema import labels
from weft.engine.merchandising.audit import Entry
from weft.engine.merchandising.overlay import Correction, Key, Known, absent
from weft.engine.model import Attribute, ImageRecord, Source
from weft.vocab.model import Vocabulary

CORRECTION = "correction"
"""What the audit log calls them; the subject is `IMAGE FACET`."""


class Act(StrEnum):
    """What is done to a value: given, taken away, confirmed as it is, or left to feed and model again."""

    SET = "set"
    CLEAR = "clear"
    CONFIRM = "confirm"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one facet of one image.

    `values` are those that are set. `expected` are the values that whoever asks for it saw there; None if
    it does not matter.
    """

    image_id: str
    facet: str
    act: Act
    values: tuple[str, ...] = ()
    expected: tuple[str, ...] | None = None

    @property
    def key(self) -> Key:
        """What it is about."""
        return self.image_id, self.facet


def check_changes(changes: Sequence[Change], vocabulary: Vocabulary) -> None:
    """QueryError for a facet or value that does not exist or cannot be set, or one changed twice."""
    if len({change.key for change in changes}) < len(changes):
        raise QueryError("A value is changed twice at once.", hint="Name each image and facet once.")
    for facet, act, values in {(each.facet, each.act, each.values) for each in changes}:
        _check_facet(facet, vocabulary)
        _check_values(facet, act, values, vocabulary)


def require_expected(changes: Iterable[Change], current: Mapping[str, ImageRecord], known: Known) -> None:
    """ConflictError for a value that is not any more what was seen when the change was decided."""
    for change in changes:
        there = current[change.image_id].attributes[change.facet].values
        if change.expected not in (None, there):
            other = known.get(change.key)
            by = f", by {other.who} at {other.at}" if other and other.values is not None else ""
            message = f"{change.facet} of {change.image_id!r} is {_listed(there)} now{by}."
            raise ConflictError(message, hint="Look at it again, then repeat what still holds.")


def correction_of(
    change: Change, record: ImageRecord, known: Known, *, who: str, batch: str, vocabulary: Vocabulary
) -> Correction | None:
    """The correction that a change makes of what is `known`; None if it is so already."""
    before = known.get(change.key)
    if change.act is Act.UNDO:
        values = None
    elif change.act is Act.CLEAR:
        values = absent(record, change.facet, vocabulary)
    elif change.act is Act.CONFIRM:
        values = record.attributes[change.facet].values
    else:
        values = change.values
    if values == (before.values if before else None):
        return None
    beneath = before.beneath if before else _from_no_person(record.attributes[change.facet])
    return Correction(change.image_id, change.facet, values, beneath, who, now(), batch, pending=True)


def entry_of(made: Correction, record: ImageRecord, vocabulary: Vocabulary) -> Entry:
    """What the audit log says of a correction; `record` is as it was before."""
    said = record.attributes[made.facet]
    if made.values is None:
        after = made.beneath or Attribute(absent(record, made.facet, vocabulary))
    else:
        after = Attribute(made.values, source=Source.HUMAN)
    subject = f"{made.image_id} {made.facet}"
    return Entry(CORRECTION, subject, _told(said), _told(after), made.who, made.batch)


def reverse(entry: Entry) -> Change:
    """The change that takes back what an entry tells, if nobody has changed it since."""
    image_id, _, facet = entry.subject.rpartition(" ")
    was, expected = entry.before, tuple(entry.after["values"])
    if was["source"] == Source.HUMAN:
        return Change(image_id, facet, Act.SET, tuple(was["values"]), expected)
    return Change(image_id, facet, Act.UNDO, (), expected)


def _check_facet(facet_id: str, vocabulary: Vocabulary) -> None:
    facet = vocabulary.by_id.get(facet_id)
    if facet is None:
        message = f"There is no facet {facet_id!r} to correct."
        raise QueryError(message, hint=nearest_names(facet_id, vocabulary.by_id))
    if facet.derived_from:
        message = f"{facet_id} follows from {facet.derived_from}."
        raise QueryError(message, hint=f"Correct {facet.derived_from} instead.")


def _check_values(facet_id: str, act: Act, values: tuple[str, ...], vocabulary: Vocabulary) -> None:
    facet = vocabulary.by_id[facet_id]
    if act is not Act.SET:
        if values:
            raise QueryError(f"{act.capitalize()} takes no values.", hint=f"Set {facet_id} to give it one.")
        return
    if not facet.multiple and len(values) != 1:
        raise QueryError(f"{facet_id} has one value, not {len(values)}.", hint="Give one, or clear it.")
    if len(set(values)) < len(values):
        raise QueryError(f"A value of {facet_id} comes twice.", hint="Name each once.")
    for value in values:
        if value not in labels(facet):
            raise QueryError(f"{facet_id} has no value {value!r}.", hint=nearest_names(value, labels(facet)))


def _from_no_person(said: Attribute) -> Attribute | None:
    return None if said.source is Source.HUMAN else said


def _listed(values: tuple[str, ...]) -> str:
    return " and ".join(values) or "nothing"


def _told(said: Attribute) -> dict[str, object]:
    return {"values": list(said.values), "source": said.source.value}
