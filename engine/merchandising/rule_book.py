"""The rules in the database: changed with who and when, and looked up while others search."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, func, insert, inspect, select

from weft.engine.database import is_made, make_tables, open_database, reading, writing
from weft.engine.errors import NotFoundError, QueryError, WeftError
from weft.engine.index.names import nearest_names
from weft.engine.merchandising.audit import Entry, new_batch, write_entries
from weft.engine.merchandising.rule_file import check_rules, make_rule
from weft.engine.merchandising.rule_set import NO_RULES, RuleSet
from weft.engine.merchandising.rules import Rule, told
from weft.engine.merchandising.tables import audit, rules
from weft.vocab.model import Vocabulary

RULE = "rule"
"""What the audit log calls them; the subject is the name."""

FRESH_SECONDS = 1.0
"""How old the rules are at most that a search goes by."""

_LOG = logging.getLogger("weft.rules")


class RuleBook:
    """The rules of a catalogue, in the order in which they have their say."""

    def __init__(self, database: Engine, vocabulary: Vocabulary) -> None:
        """Makes the tables if they are not there; raises StoreError."""
        make_tables(database)
        self._database = database
        self._vocabulary = vocabulary

    def all(self) -> tuple[Rule, ...]:
        """Every rule, those that are switched off too."""
        with reading(self._database) as connection:
            return _read(connection)

    def put(self, changed: Iterable[Rule], *, who: str) -> None:
        """Adds rules behind the others, or puts them in the place of those of the same names.

        Raises QueryError for one that cannot be meant, SettingsError if there would be too many.
        """
        changed = check_rules(changed)
        with writing(self._database) as connection:
            self._write(connection, amended(_read(connection), changed), who)

    def set(self, wanted: Iterable[Rule], *, who: str) -> None:
        """Makes these all the rules there are, in this order; raises as `put`."""
        with writing(self._database) as connection:
            self._write(connection, wanted, who)

    def remove(self, name: str, *, who: str) -> None:
        """Takes a rule out; NotFoundError if there is none of that name."""
        with writing(self._database) as connection:
            known = {rule.name: rule for rule in _read(connection)}
            _require(name, known)
            self._write(connection, (rule for rule in known.values() if rule.name != name), who)

    def switch(self, name: str, *, enabled: bool, who: str) -> None:
        """Switches a rule on or off; NotFoundError if there is none of that name."""
        with writing(self._database) as connection:
            known = {rule.name: rule for rule in _read(connection)}
            _require(name, known)
            known[name] = known[name].model_copy(update={"enabled": enabled})
            self._write(connection, known.values(), who)

    def _write(self, connection: Connection, wanted: Iterable[Rule], who: str) -> None:
        """Puts these in the place of all, and into the log what that changes."""
        checked = check_rules(wanted)
        RuleSet(checked, self._vocabulary)
        before = {rule.name: told(rule) for rule in _read(connection)}
        after = {rule.name: told(rule) for rule in checked}
        if list(before.items()) == list(after.items()):
            return
        connection.execute(delete(rules))
        rows = [
            {"name": name, "place": place, "told": body} for place, (name, body) in enumerate(after.items())
        ]
        if rows:
            connection.execute(insert(rules), rows)
        changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        batch = new_batch()
        moved = [] if changed else list(after)
        entries = [
            Entry(RULE, name, before.get(name), after.get(name), who, batch) for name in changed or moved
        ]
        write_entries(connection, entries)


class LiveRules:
    """The rules of a store as they are now, for those who search; called, it gives them.

    They are looked up once a second at most. Where that fails the last ones go on, and the log says so.
    """

    def __init__(
        self, store: Path, url: str, vocabulary: Vocabulary, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`url` is as in `open_database`; a database that is not there has no rules, and is not made."""
        self._store = store
        self._url = url
        self._vocabulary = vocabulary
        self._clock = clock
        self._looking = threading.Lock()
        self._database: Engine | None = None
        self._revision = 0
        self._rules = NO_RULES
        self._next = float("-inf")

    def __call__(self) -> RuleSet:
        """The rules."""
        if self._clock() >= self._next and self._looking.acquire(blocking=False):
            try:
                self._look()
            except WeftError as error:
                _LOG.warning("The rules stay as they were: %s", error)
            finally:
                self._next = self._clock() + FRESH_SECONDS
                self._looking.release()
        return self._rules

    @property
    def revision(self) -> int:
        """Rises with every change of a rule that was seen."""
        return self._revision

    def close(self) -> None:
        """Lets go of the database."""
        if self._database is not None:
            self._database.dispose()

    def _look(self) -> None:
        if self._database is None:
            if not is_made(self._store, self._url):
                return
            self._database = open_database(self._store, self._url)
        with reading(self._database) as connection:
            if not inspect(connection).has_table(rules.name):
                return
            newest = select(func.max(audit.c.id)).where(audit.c.what == RULE)
            revision = connection.execute(newest).scalar_one() or 0
            if revision != self._revision:
                self._rules, self._revision = self._valid(_read(connection)), revision

    def _valid(self, read: Iterable[Rule]) -> RuleSet:
        """The rules but for those that mean nothing any more, because the vocabulary has changed."""
        kept = []
        for rule in read:
            try:
                RuleSet([rule], self._vocabulary)
                kept.append(rule)
            except QueryError as error:
                _LOG.warning("A rule is left out: %s", error)
        return RuleSet(kept, self._vocabulary)


def amended(rules: Iterable[Rule], changed: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules with others behind them, or in the places of those of the same names."""
    return tuple({rule.name: rule for rule in (*rules, *changed)}.values())


def today() -> date:
    """The day that rules go by, in UTC."""
    return datetime.now(UTC).date()


def _read(connection: Connection) -> tuple[Rule, ...]:
    rows = connection.execute(select(rules.c.told).order_by(rules.c.place))
    return tuple(make_rule(row.told, "The database") for row in rows)


def _require(name: str, known: Iterable[str]) -> None:
    if name not in known:
        raise NotFoundError(f"There is no rule {name!r}.", hint=nearest_names(name, known))
