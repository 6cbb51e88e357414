"""What people said about images: kept in the database, laid over whatever feed and model say.

Every record goes through `Corrections.apply` on its way into a store, so that nothing that is read or
extracted again touches a correction, and a store made anew from its source has all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from sqlalchemy import Engine, delete, update

from weft.engine.database import make_tables, reading, writing
from weft.engine.merchandising.overlay import (
    AT_ONCE,
    Correction,
    corrections_of,
    news,
    overlaid,
    put_corrections,
    read_corrections,
)
from weft.engine.merchandising.tables import corrections
from weft.engine.model import ImageRecord
from weft.vocab.model import Vocabulary


class Writer(Protocol):
    """What corrections need of the writer of a store."""

    def records(self, image_ids: Iterable[str]) -> list[ImageRecord]:
        """The images of these ids as they stand."""
        ...

    def revise(self, records: Sequence[ImageRecord]) -> None:
        """Replaces images of which only the attributes have changed."""
        ...

    def commit(self) -> int:
        """Shows readers what was written."""
        ...


class Corrections:
    """The corrections of a catalogue; may be used from several threads and processes at once."""

    def __init__(self, database: Engine, vocabulary: Vocabulary) -> None:
        """Makes the tables if they are not there; raises StoreError."""
        make_tables(database)
        self.database = database
        self.vocabulary = vocabulary

    def apply(self, records: Sequence[ImageRecord]) -> list[ImageRecord]:
        """The records as they are to be stored: what people said in place of what feed or model say.

        What is beneath a correction is remembered, and what a record has from a person becomes one.
        """
        ids = [record.image_id for record in records]
        with reading(self.database) as connection:
            known = corrections_of(connection, ids)
        if any(news(records, known)):
            with writing(self.database) as connection:
                put_corrections(connection, news(records, corrections_of(connection, ids)))
                known = corrections_of(connection, ids)
        return overlaid(records, known, self.vocabulary)

    def write_pending(self, writer: Writer) -> int:
        """Brings a store up to the corrections that it has not seen, commits, and says how many they were.

        Whoever holds a writer for long calls this now and then.
        """
        done = 0
        while pending := self._pending():
            stored = writer.records({each.image_id for each in pending})
            applied = self.apply(stored)
            writer.revise([new for new, old in zip(applied, stored, strict=True) if new != old])
            writer.commit()
            self._settle(pending)
            done += len(pending)
        return done

    def find(self, *, image_id: str = "", facet: str = "", who: str = "") -> list[Correction]:
        """Corrections by image and facet; those of one image, facet or person where it is named."""
        wanted = {"image_id": image_id, "facet": facet, "who": who}
        where = [corrections.c[name] == value for name, value in wanted.items() if value]
        with reading(self.database) as connection:
            return read_corrections(connection, corrections.c.said.is_not(None), *where)

    def _pending(self) -> list[Correction]:
        with reading(self.database) as connection:
            return read_corrections(connection, corrections.c.pending, limit=AT_ONCE)

    def _settle(self, written: Iterable[Correction]) -> None:
        """Forgets what was taken back, and that the rest was pending; but not what has changed meanwhile."""
        batches = {each.batch for each in written}
        ids = {each.image_id for each in written}
        same = corrections.c.batch.in_(batches), corrections.c.image_id.in_(ids)
        with writing(self.database) as connection:
            connection.execute(delete(corrections).where(*same, corrections.c.said.is_(None)))
            connection.execute(update(corrections).where(*same).values(pending=False))
