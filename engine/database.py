"""The database of what outlives an index: ingestion, corrections, rules, queries and the audit log.

SQLite in the folder of the store, or PostgreSQL by URL where several machines share it. Each part declares
its tables on `metadata`, and whoever opens the database makes sure of them with `make_tables`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, MetaData, create_engine, event, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from weft.engine.errors import ExtraMissingError, SettingsError, StoreBusyError, StoreError, StoreMissingError

FILE = "weft.db"
"""The SQLite file in the folder of a store."""

WAIT_SECONDS = 10.0
"""How long a write waits for another one."""

_WRITES = "weft_writes"

metadata = MetaData()


def open_database(store: Path, url: str = "") -> Engine:
    """The database of a store: the one at the URL, or for "" the file in the store's folder, made if need be.

    Nothing is connected to yet. Raises StoreMissingError where there is no such folder, SettingsError for
    a URL that means nothing, and ExtraMissingError without the driver for it.
    """
    if not url and not store.is_dir():
        hint = f"Make one: weft index SOURCE --store {store}"
        raise StoreMissingError(f"There is no store at {store}.", hint=hint)
    try:
        address = make_url(url) if url else URL.create("sqlite", database=str(store.absolute() / FILE))
        engine = create_engine(address, pool_pre_ping=bool(url))
    except (ArgumentError, NoSuchModuleError) as error:
        hint = "For example: postgresql+psycopg://weft@localhost/weft"
        raise SettingsError(f"Setting database: {error}.", hint=hint) from error
    except ModuleNotFoundError as error:
        hint = "Install the extra: pip install 'weft[postgres]'."
        raise ExtraMissingError(f"The database needs the package {error.name}.", hint=hint) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def is_made(store: Path, url: str = "") -> bool:
    """Whether the database is there already; one by URL is taken to be."""
    return bool(url) or (store / FILE).is_file()


def make_tables(database: Engine, tables: MetaData = metadata) -> None:
    """Makes those of the tables that are not there yet; several processes may do so at once."""
    with _translated(database):
        missing = set(tables.tables) - set(inspect(database).get_table_names())
    if missing:
        with writing(database) as connection:
            tables.create_all(connection)


@contextmanager
def reading(database: Engine) -> Iterator[Connection]:
    """A consistent look at the database; StoreError where it cannot be read."""
    with _translated(database), database.begin() as connection:
        yield connection


@contextmanager
def writing(database: Engine) -> Iterator[Connection]:
    """All of the changes in the block or none of them, one writer after the other.

    Raises StoreBusyError when another one writes for too long, and StoreError.
    """
    with _translated(database):
        engine = database.execution_options(**{_WRITES: True})
        with engine.begin() as connection:
            if database.dialect.name == "postgresql":
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('weft'))")
            yield connection


def now() -> str:
    """The time as it is kept: ISO, UTC, to the millisecond, so that texts sort as times do."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@contextmanager
def _translated(database: Engine) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        name = database.url.render_as_string(hide_password=True)
        if "locked" in str(error.orig):
            hint = "Wait until the other process is done; PostgreSQL lets more of them write."
            raise StoreBusyError(f"The database {name} is being written to.", hint=hint) from error
        hint = "Check that it runs, its rights, and the space on its disk."
        raise StoreError(f"The database {name} cannot be used: {error.orig}", hint=hint) from error
    except SQLAlchemyError as error:
        name = database.url.render_as_string(hide_password=True)
        raise StoreError(f"The database {name} refused: {error}") from error


def _prepare_sqlite(connection: object, _: ConnectionPoolEntry) -> None:
    """Readers beside a writer, waiting instead of failing, and transactions as SQLAlchemy begins them."""
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000:.0f}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its turn at once: having read first, it might not be let in any more."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
