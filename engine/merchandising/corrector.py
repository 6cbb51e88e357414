"""Changes what is known about images: checked, saved with who and when, and brought to the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from weft.engine.database import reading, writing
from weft.engine.errors import NotFoundError, QueryError, StoreBusyError
from weft.engine.filters import Filter, Match
from weft.engine.index.store import Snapshot
from weft.engine.merchandising.audit import new_batch, read_entries, write_entries
from weft.engine.merchandising.changes import (
    CORRECTION,
    Act,
    Change,
    check_changes,
    correction_of,
    entry_of,
    require_expected,
    reverse,
)
from weft.engine.merchandising.corrections import Corrections, Writer
from weft.engine.merchandising.overlay import corrections_of, overlaid, put_corrections
from weft.engine.model import ImageRecord

MOST_CHANGES = 100_000
"""How many values are changed at once."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of changes: the batch to undo them by, how many changed anything, how many were so already.

    `pending`: another process is writing to the store, and will write these too, or whoever comes next.
    """

    batch: str
    changed: int
    unchanged: int
    pending: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A change of many images before it is made: `before` counts them by the values that they have now."""

    changes: tuple[Change, ...]
    matched: int
    before: Mapping[tuple[str, ...], int]


class Snapshots(Protocol):
    """Where the newest view of a store comes from."""

    def snapshot(self) -> Snapshot:
        """The newest consistent view."""
        ...


@dataclass(frozen=True)
class Corrector:
    """Makes corrections to a store; `open_writer` gives its writer, or raises StoreBusyError."""

    corrections: Corrections
    store: Snapshots
    open_writer: Callable[[], AbstractContextManager[Writer]]

    def correct(self, changes: Sequence[Change], *, who: str) -> Outcome:
        """Makes all of the changes, or none.

        Raises QueryError for what the vocabulary does not know, NotFoundError for an image that is not
        there, and ConflictError where a value is not the expected one any more.
        """
        check_changes(changes, self.corrections.vocabulary)
        stored = self._stored({change.image_id for change in changes})
        batch = new_batch()
        changed = self._save(changes, stored, who, batch)
        pending = changed > 0 and not self.follow()
        return Outcome(batch, changed, len(changes) - changed, pending)

    def undo(self, batch: str, *, who: str) -> Outcome:
        """Takes back what was changed at once; what was a correction before is one again.

        Raises NotFoundError for a batch that is not there, ConflictError where it was changed since.
        """
        entries = read_entries(self.corrections.database, what=CORRECTION, batch=batch, limit=MOST_CHANGES)
        if not entries:
            hint = "The log of changes names each by its batch."
            raise NotFoundError(f"There is no change {batch!r} to undo.", hint=hint)
        return self.correct([reverse(entry) for entry in entries], who=who)

    def plan(self, within: Filter, facet: str, act: Act, values: tuple[str, ...] = ()) -> Plan:
        """The change of one facet of all images that a filter lets through, but where it is so already.

        Raises QueryError for what the vocabulary does not know, or more images than are changed at once.
        """
        check_changes([Change("", facet, act, values)], self.corrections.vocabulary)
        snapshot = self.store.snapshot()
        rows = np.flatnonzero(snapshot.columns.match(within))
        if len(rows) > MOST_CHANGES:
            message = f"{len(rows):,} images are more than the {MOST_CHANGES:,} that are changed at once."
            raise QueryError(message, hint="Narrow the filter.")
        changes = self._planned(snapshot.records(rows), facet, act, values)
        return Plan(changes, len(rows), Counter(change.expected or () for change in changes))

    def follow(self) -> bool:
        """Brings the store up to the corrections; False if another process is writing to it."""
        try:
            with self.open_writer() as writer:
                self.corrections.write_pending(writer)
        except StoreBusyError:
            return False
        return True

    def _stored(self, image_ids: set[str]) -> dict[str, ImageRecord]:
        snapshot = self.store.snapshot()
        rows: NDArray[np.int64] = np.flatnonzero(
            snapshot.columns.match(Match("image_id", frozenset(image_ids)))
        )
        found = {record.image_id: record for record in snapshot.records(rows)}
        missing = sorted(image_ids - found.keys())
        if missing:
            raise NotFoundError(f"There is no image {missing[0]!r}.")
        return found

    def _save(
        self, changes: Sequence[Change], stored: Mapping[str, ImageRecord], who: str, batch: str
    ) -> int:
        vocabulary = self.corrections.vocabulary
        with writing(self.corrections.database) as connection:
            known = corrections_of(connection, sorted(stored))
            current = {each.image_id: each for each in overlaid(stored.values(), known, vocabulary)}
            require_expected(changes, current, known)
            possible = (
                correction_of(
                    change, current[change.image_id], known, who=who, batch=batch, vocabulary=vocabulary
                )
                for change in changes
            )
            made = [correction for correction in possible if correction]
            put_corrections(connection, made)
            write_entries(connection, (entry_of(each, current[each.image_id], vocabulary) for each in made))
        return len(made)

    def _planned(
        self, records: Sequence[ImageRecord], facet: str, act: Act, values: tuple[str, ...]
    ) -> tuple[Change, ...]:
        """One change an image, where it makes a difference."""
        with reading(self.corrections.database) as connection:
            known = corrections_of(connection, [record.image_id for record in records])
        vocabulary = self.corrections.vocabulary
        changes = [
            (record, Change(record.image_id, facet, act, values, record.attributes[facet].values))
            for record in overlaid(records, known, vocabulary)
        ]
        return tuple(
            change
            for record, change in changes
            if correction_of(change, record, known, who="", batch="", vocabulary=vocabulary)
        )
