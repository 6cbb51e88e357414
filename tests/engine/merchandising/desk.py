"""A store of lamps with the database beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from sqlalchemy import Engine

from tests.lamps import LAMPS, new_store, opened, put, writer
from weft.engine.database import open_database
from weft.engine.filters import Filter
from weft.engine.merchandising.corrections import Corrections
from weft.engine.merchandising.corrector import Corrector
from weft.engine.model import ImageRecord


@contextmanager
def opened_database(store: Path) -> Iterator[Engine]:
    """The database of a store."""
    database = open_database(store)
    try:
        yield database
    finally:
        database.dispose()


@contextmanager
def corrector_of(path: Path) -> Iterator[Corrector]:
    """Corrects the store at the path."""
    with opened_database(path) as database:
        yield Corrector(Corrections(database, LAMPS), opened(path), lambda: writer(path))


def load(path: Path, records: Sequence[ImageRecord]) -> None:
    """Records on their way into a store, as whoever loads a catalogue brings them."""
    if not path.exists():
        new_store(path)
    with opened_database(path) as database:
        put(path, Corrections(database, LAMPS).apply(records))


def stored(path: Path, image_id: str) -> ImageRecord:
    """What the store has."""
    snapshot = opened(path).snapshot()
    return snapshot.records([snapshot.row_of(image_id)])[0]


def values(path: Path, image_id: str, facet: str) -> tuple[str, ...]:
    """What the store has of one facet."""
    return stored(path, image_id).attributes[facet].values


def found(path: Path, within: Filter) -> list[str]:
    """The images that a filter lets through."""
    snapshot = opened(path).snapshot()
    rows = np.flatnonzero(snapshot.columns.match(within))
    return sorted(record.image_id for record in snapshot.records(rows))
