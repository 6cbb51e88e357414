"""What is asked and looked at, kept for the reports: nothing about who asks, and nothing that waits.

Questions are gathered in memory and written by a thread of their own. When it cannot keep up, the newest are
dropped and counted; a search never waits for it.
"""

from __future__ import annotations

import logging
import re
import secrets
import threading
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, insert, select, update

from weft.engine.catalogue.lines import LONGEST_ID
from weft.engine.database import make_tables, now, writing
from weft.engine.errors import StoreError
from weft.engine.merchandising.tables import clicks, questions, traffic
from weft.engine.model import ParsedQuery, SearchResult
from weft.engine.query.expression import print_parsed
from weft.vocab.model import Vocabulary

LONGEST_SENTENCE = 300
"""Characters of a sentence that is kept; who pastes more does not search."""
MOST_WAITING = 10_000
"""Questions and clicks in memory at most."""
WRITE_SECONDS = 2.0
"""How long they stay there."""
MOST_CLICKS = 50
"""Clicks on the hits of one question that are kept."""

_AT_ONCE = 500
_LONGEST_ID = 32

_PERSONAL = re.compile(
    r"""\S@\S                      # an e-mail address
    | (?:\+|\b)\d(?:[\s()./-]*\d){6,}   # a number of a telephone, card or account
    | \bhttps?:// | \bwww\.        # an address that may name somebody
    """,
    re.VERBOSE,
)
_LOG = logging.getLogger("weft.query_log")


@dataclass(frozen=True, slots=True)
class _Question:
    id: str
    at: str
    typed: str
    query: ParsedQuery
    relaxed: tuple[str, ...]
    total: int
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Click:
    question: str
    image_id: str
    rank: int
    at: str


class QueryLog:
    """Keeps questions and clicks; every method may be called from several threads at once."""

    def __init__(self, database: Engine, vocabulary: Vocabulary, *, days: int) -> None:
        """Makes the tables if they are not there; what is older than so many days is forgotten."""
        make_tables(database)
        self.dropped = 0
        self._database = database
        self._vocabulary = vocabulary
        self._days = days
        self._waiting: deque[_Question | _Click] = deque()
        self._closing = threading.Event()
        self._writing = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="query log", daemon=True)
        self._thread.start()

    def record(self, typed: str, result: SearchResult) -> str:
        """Takes note of a first page; gives the id that clicks on its hits name, "" if it is not kept.

        `typed` is the sentence as it was typed.
        """
        if is_personal(typed) or is_personal(result.query.text) or not self._has_room():
            return ""
        shown = tuple(hit.image.image_id for hit in result.hits)
        id_ = secrets.token_urlsafe(9)
        self._waiting.append(_Question(id_, now(), typed, result.query, result.relaxed, result.total, shown))
        return id_

    def click(self, question: str, image_id: str, rank: int) -> None:
        """Takes note that a hit was looked at; `question` is what `record` gave.

        Both may come from outside: what is no id is passed over.
        """
        sound = 0 < len(question) <= _LONGEST_ID and len(image_id) <= LONGEST_ID and rank > 0
        if sound and (question + image_id).isprintable() and self._has_room():
            self._waiting.append(_Click(question, image_id, rank, now()))

    def flush(self) -> None:
        """Writes what is in memory; StoreError where that fails, and it stays there."""
        with self._writing:
            while self._waiting:
                # by place, because others add to it meanwhile
                taken = [self._waiting[place] for place in range(min(len(self._waiting), _AT_ONCE))]
                with writing(self._database) as connection:
                    self._write(connection, taken)
                for _ in taken:
                    self._waiting.popleft()

    def close(self) -> None:
        """Writes what is in memory and takes note of nothing more."""
        self._closing.set()
        self._thread.join()
        self._flush_or_tell()

    def _has_room(self) -> bool:
        if self._closing.is_set() or len(self._waiting) >= MOST_WAITING:
            self.dropped += 1
            return False
        return True

    def _run(self) -> None:
        while not self._closing.wait(WRITE_SECONDS):
            if self._waiting:
                self._flush_or_tell()

    def _flush_or_tell(self) -> None:
        try:
            self.flush()
        except StoreError as error:
            _LOG.warning("%d questions cannot be kept yet: %s", len(self._waiting), error)

    def _write(self, connection: Connection, taken: Sequence[_Question | _Click]) -> None:
        asked = [each for each in taken if isinstance(each, _Question)]
        clicked = [each for each in taken if isinstance(each, _Click)]
        if asked:
            connection.execute(insert(questions), [self._row(each) for each in asked])
        known = _add_clicks(connection, clicked)
        shown = Counter(image_id for each in asked for image_id in each.shown)
        _count(connection, shown, Counter(click.image_id for click in known))
        oldest = (datetime.now(UTC) - timedelta(days=self._days)).isoformat(timespec="milliseconds")
        connection.execute(delete(questions).where(questions.c.at < oldest))
        connection.execute(delete(clicks).where(clicks.c.at < oldest))

    def _row(self, asked: _Question) -> dict[str, Any]:
        return {
            "id": asked.id,
            "at": asked.at,
            "sentence": _storable(asked.typed),
            "language": asked.query.language,
            "understood": _storable(print_parsed(asked.query, self._vocabulary)),
            "residual": _storable(asked.query.residual),
            "relaxed": list(asked.relaxed),
            "total": asked.total,
            "shown": len(asked.shown),
        }


def is_personal(sentence: str) -> bool:
    """Whether a sentence may name a person, or is no search: it is not kept then."""
    return len(sentence) > LONGEST_SENTENCE or bool(_PERSONAL.search(sentence))


def _storable(text: str) -> str:
    """In one line, without what no database takes: half characters and NUL."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return " ".join(whole.replace("\0", " ").split())


def _add_clicks(connection: Connection, clicked: Iterable[_Click]) -> list[_Click]:
    """Adds those on questions that are known, each hit of a question once; gives those that were added."""
    first = {(click.question, click.image_id): click for click in clicked}
    ids = {question for question, _ in first}
    there = set(connection.scalars(select(questions.c.id).where(questions.c.id.in_(ids))))
    before = connection.execute(select(clicks).where(clicks.c.question.in_(ids))).all()
    again = {(row.question, row.image_id) for row in before}
    room = Counter(dict.fromkeys(there, MOST_CLICKS))
    room.subtract(row.question for row in before)
    fresh = []
    for key, click in first.items():
        if key not in again and room[click.question] > 0:
            room[click.question] -= 1
            fresh.append(click)
    if fresh:
        connection.execute(insert(clicks), [asdict(click) for click in fresh])
    return fresh


def _count(connection: Connection, shown: Counter[str], clicked: Counter[str]) -> None:
    """Adds to how often images were shown and looked at."""
    ids = iter(sorted({*shown, *clicked}))
    while some := list(islice(ids, _AT_ONCE)):
        known = set(connection.scalars(select(traffic.c.image_id).where(traffic.c.image_id.in_(some))))
        new = [{"image_id": each, "shown": 0, "clicked": 0} for each in some if each not in known]
        if new:
            connection.execute(insert(traffic), new)
        added = {"shown": traffic.c.shown + bindparam("s"), "clicked": traffic.c.clicked + bindparam("c")}
        more = [{"i": each, "s": shown[each], "c": clicked[each]} for each in some]
        connection.execute(update(traffic).where(traffic.c.image_id == bindparam("i")).values(added), more)
