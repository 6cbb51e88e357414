"""Collections: searches that were given a name."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, Engine, delete, insert, select

from weft.engine.database import make_tables, now, reading, writing
from weft.engine.errors import NotFoundError, QueryError
from weft.engine.index.names import nearest_names
from weft.engine.merchandising.audit import Entry, new_batch, write_entries
from weft.engine.merchandising.tables import collections
from weft.engine.model import SearchRequest
from weft.engine.query.syntax import parse_filter
from weft.vocab.model import Vocabulary

COLLECTION = "collection"
"""What the audit log calls them; the subject is the name."""

LONGEST_NAME = 100
LONGEST_SENTENCE = 1_000


@dataclass(frozen=True, slots=True)
class Collection:
    """A named search: a sentence, a filter expression, or both; who saved it, and when."""

    name: str
    sentence: str = ""
    filter: str = ""
    who: str = ""
    at: str = ""

    def request(self, vocabulary: Vocabulary) -> SearchRequest:
        """The search; FilterSyntaxError where the vocabulary does not know its words any more."""
        return SearchRequest(self.sentence, filter=parse_filter(self.filter, vocabulary).filter)


class Collections:
    """The collections of a catalogue, by name."""

    def __init__(self, database: Engine, vocabulary: Vocabulary) -> None:
        """Makes the tables if they are not there; raises StoreError."""
        make_tables(database)
        self._database = database
        self._vocabulary = vocabulary

    def all(self) -> list[Collection]:
        """Every collection, by name."""
        with reading(self._database) as connection:
            return list(_read(connection).values())

    def get(self, name: str) -> Collection:
        """One of them; NotFoundError if there is none of that name."""
        with reading(self._database) as connection:
            return _known(name, _read(connection))

    def save(self, name: str, *, sentence: str = "", filter: str = "", who: str) -> Collection:
        """Saves a search under a name, in place of what was there; QueryError for one that cannot be run."""
        collection = Collection(" ".join(name.split()), sentence.strip(), filter.strip(), who, now())
        _require_sound(collection, self._vocabulary)
        with writing(self._database) as connection:
            before = _read(connection).get(collection.name)
            connection.execute(delete(collections).where(collections.c.name == collection.name))
            connection.execute(insert(collections), [asdict(collection)])
            write_entries(connection, [_entry(collection.name, before, collection, who)])
        return collection

    def remove(self, name: str, *, who: str) -> None:
        """Forgets a collection; NotFoundError if there is none of that name."""
        with writing(self._database) as connection:
            before = _known(name, _read(connection))
            connection.execute(delete(collections).where(collections.c.name == name))
            write_entries(connection, [_entry(name, before, None, who)])


def _require_sound(collection: Collection, vocabulary: Vocabulary) -> None:
    if not 0 < len(collection.name) <= LONGEST_NAME or not collection.name.isprintable():
        message = f"A collection has a name of 1 to {LONGEST_NAME} characters."
        raise QueryError(message, hint="Give it one.")
    if not (collection.sentence or collection.filter):
        message = f"The collection {collection.name!r} would hold everything."
        raise QueryError(message, hint="Give a sentence or a filter.")
    if len(collection.sentence) > LONGEST_SENTENCE:
        message = f"The sentence is longer than {LONGEST_SENTENCE:,} characters."
        raise QueryError(message, hint="Shorten it.")
    if parse_filter(collection.filter, vocabulary).sort:
        hint = "Say it in the sentence instead: cheapest first."
        raise QueryError("The filter of a collection has no order.", hint=hint)


def _entry(name: str, before: Collection | None, after: Collection | None, who: str) -> Entry:
    was, is_now = (each and {"sentence": each.sentence, "filter": each.filter} for each in (before, after))
    return Entry(COLLECTION, name, was, is_now, who, new_batch())


def _read(connection: Connection) -> dict[str, Collection]:
    rows = connection.execute(select(collections).order_by(collections.c.name))
    return {row.name: Collection(**row._mapping) for row in rows}


def _known(name: str, known: dict[str, Collection]) -> Collection:
    if name not in known:
        raise NotFoundError(f"There is no collection {name!r}.", hint=nearest_names(name, known))
    return known[name]
