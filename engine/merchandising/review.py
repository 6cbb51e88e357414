"""The queue of values that a person should look at.

A value is accepted or corrected through the `Corrector`, or skipped here: then it comes back when the image
is said to show something else. What a person said is not asked again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from sqlalchemy import Connection, Engine, delete, insert, select

from weft.engine.database import make_tables, reading, writing
from weft.engine.errors import NotFoundError, QueryError
from weft.engine.index.names import nearest_names
from weft.engine.index.store import Snapshot
from weft.engine.merchandising.corrector import Snapshots
from weft.engine.merchandising.doubts import Numbers, at, dissent, doubt, highest, rows_by_id
from weft.engine.merchandising.tables import corrections, opinions, skips, traffic
from weft.engine.model import ImageRecord
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Facet, Vocabulary

Values = tuple[str, ...]

_ABSENT = frozenset({UNKNOWN, NOT_APPLICABLE})
_TIE = 1e-3
"""How little doubt counts beside disagreement."""


class Order(StrEnum):
    """What comes first: what is least sure, what is shown most often, or what is contradicted most."""

    DOUBT = "doubt"
    TRAFFIC = "traffic"
    DISAGREEMENT = "disagreement"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What is seen there by somebody else: another image of the product, by its id, or another extractor."""

    by: str
    values: Values


@dataclass(frozen=True, slots=True)
class Item:
    """One value to be looked at; `shown` is how often its image was a hit, `others` contradict it."""

    image: ImageRecord
    facet: str
    shown: int
    others: tuple[Opinion, ...]


class Review:
    """The values of a store that nobody has looked at yet."""

    def __init__(self, database: Engine, vocabulary: Vocabulary, store: Snapshots) -> None:
        """Makes the tables if they are not there; raises StoreError."""
        make_tables(database)
        self._database = database
        self._vocabulary = vocabulary
        self._store = store

    def queue(self, order: Order, *, facet: str = "", limit: int = 20) -> list[Item]:
        """The first values to look at, of one facet where it is named; QueryError if there is no such facet.

        Of equal ones the more doubtful comes first, then that of the earlier row.
        """
        facets = self._facets(facet)
        with reading(self._database) as connection:
            known = _Known(self._store.snapshot(), connection)
        scores = np.stack([known.scores(each, order) for each in facets])
        found: list[Item] = []
        for number, row in highest(scores, limit + len(known.skipped)):
            item = known.item(facets[number].id, row)
            if len(found) < limit and not known.is_skipped(item):
                found.append(item)
        return found

    def skip(self, image_id: str, facet: str) -> None:
        """Leaves a value as it is, until it changes; NotFoundError if there is no such image or facet."""
        snapshot = self._store.snapshot()
        (record,) = snapshot.records([snapshot.row_of(image_id)])
        if facet not in record.attributes:
            raise NotFoundError(f"There is no facet {facet!r}.", hint=nearest_names(facet, record.attributes))
        said = list(record.attributes[facet].values)
        with writing(self._database) as connection:
            connection.execute(delete(skips).where(skips.c.image_id == image_id, skips.c.facet == facet))
            connection.execute(insert(skips), [{"image_id": image_id, "facet": facet, "said": said}])

    def compare(self, records: Iterable[ImageRecord], by: str) -> int:
        """Takes what another extractor reads as opinions, in place of earlier ones.

        Gives how many contradict the store; where either sees nothing there is no contradiction. Images that
        the store does not have are passed over.
        """
        snapshot = self._store.snapshot()
        rows = rows_by_id(snapshot.columns)
        differing = [
            {"image_id": record.image_id, "facet": name, "said": list(read.values), "by": by}
            for record in records
            if record.image_id in rows
            for stored in snapshot.records([rows[record.image_id]])
            for name, read in record.attributes.items()
            if _contradicts(read.values, stored.attributes[name].values)
        ]
        with writing(self._database) as connection:
            connection.execute(delete(opinions))
            if differing:
                connection.execute(insert(opinions), differing)
        return len(differing)

    def _facets(self, facet: str) -> Sequence[Facet]:
        stored = {each.id: each for each in self._vocabulary.stored}
        if facet and facet not in stored:
            raise QueryError(f"There is no facet {facet!r} to review.", hint=nearest_names(facet, stored))
        return [stored[facet]] if facet else self._vocabulary.stored


class _Known:
    """What the database knows about the images of one version of the data."""

    def __init__(self, snapshot: Snapshot, connection: Connection) -> None:
        self._snapshot = snapshot
        self._rows = rows_by_id(snapshot.columns)
        self._shown = {row.image_id: row.shown for row in connection.execute(select(traffic))}
        self.skipped = {
            (row.image_id, row.facet): tuple(row.said) for row in connection.execute(select(skips))
        }
        self._opinions: dict[str, dict[str, Opinion]] = defaultdict(dict)
        for row in connection.execute(select(opinions)):
            self._opinions[row.facet][row.image_id] = Opinion(row.by, tuple(row.said))
        self._settled: dict[str, list[str]] = defaultdict(list)
        for row in connection.execute(select(corrections.c.image_id, corrections.c.facet)):
            self._settled[row.facet].append(row.image_id)

    def scores(self, facet: Facet, order: Order) -> Numbers:
        """How soon each row is to be looked at, shape (rows,)."""
        columns = self._snapshot.columns
        doubts = doubt(facet, columns)
        if order is Order.TRAFFIC:
            shown = np.zeros(len(doubts))
            shown[at(self._shown, self._rows)] = [n for id_, n in self._shown.items() if id_ in self._rows]
            scores = np.where(doubts > 0, doubts + shown, 0)
        elif order is Order.DISAGREEMENT:
            against = dissent(facet, columns)
            against[at(self._opinions[facet.id], self._rows)] = 1
            scores = np.where(against > 0, against + _TIE * doubts, 0)
        else:
            scores = doubts
        scores[at(self._settled[facet.id], self._rows)] = 0
        return scores

    def item(self, facet: str, row: int) -> Item:
        """What is to be looked at there."""
        (record,) = self._snapshot.records([row])
        others = tuple(self._others(record, facet))
        return Item(record, facet, self._shown.get(record.image_id, 0), others)

    def is_skipped(self, item: Item) -> bool:
        """Whether somebody has left it just so."""
        said = item.image.attributes[item.facet].values
        return self.skipped.get((item.image.image_id, item.facet)) == said

    def _others(self, record: ImageRecord, facet: str) -> Iterator[Opinion]:
        said = record.attributes[facet].values
        opinion = self._opinions[facet].get(record.image_id)
        if opinion and opinion.values != said:
            yield opinion
        columns = self._snapshot.columns
        rows = np.flatnonzero(columns.has_any("product_id", (record.product_id,)) & columns.live)
        for other in self._snapshot.records(rows):
            if _contradicts(other.attributes[facet].values, said):
                yield Opinion(other.image_id, other.attributes[facet].values)


def _contradicts(one: Values, other: Values) -> bool:
    """Whether both see something there, and not the same."""
    return one != other and not any(not values or _ABSENT.issuperset(values) for values in (one, other))
