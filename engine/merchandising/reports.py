"""What questions tell a merchandiser: what found nothing, what nobody looked at, which words meant nothing.

Each finding comes with the rule that would mend it, where questions or vocabulary suggest one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Engine, Row, select

from weft.engine.database import make_tables, reading
from weft.engine.merchandising.remedies import Remedies
from weft.engine.merchandising.rules import Rule
from weft.engine.merchandising.tables import clicks, questions
from weft.engine.model import SearchRequest
from weft.engine.search.engine import SearchEngine
from weft.engine.text import stems

MOST_READ = 200_000
"""Questions that a report looks at, the newest first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a report: a sentence or word, how often it was asked, and how often with a click after it.

    `total` is what it finds now. `why` says what could be done and why; `rule` is None where nothing suggests
    one.
    """

    text: str
    asked: int
    clicked: int
    total: int
    why: str
    rule: Rule | None = None


@dataclass
class Asked:
    """Questions that are one to a report: how they were written, and what came of them."""

    written: Counter[str] = field(default_factory=Counter)
    empty: int = 0
    clicked: int = 0
    images: Counter[str] = field(default_factory=Counter)
    wanted: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        """How they were written most often."""
        return self.written.most_common(1)[0][0]

    @property
    def times(self) -> int:
        """How many they are."""
        return self.written.total()


class Reports:
    """Reads the questions of the last days against an engine as it is now."""

    def __init__(self, database: Engine, engine: SearchEngine) -> None:
        """Makes the tables if they are not there; raises StoreError."""
        make_tables(database)
        self._database = database
        self._engine = engine

    def no_results(self, *, days: int = 30, limit: int = 20) -> list[Finding]:
        """Sentences of which nothing had all, and nothing has, the most frequent first."""
        remedies = Remedies(self._engine)
        asked = (each for each in self._asked(days, _sentences) if each.empty)
        still = (each for each in _by_frequency(asked) if not self._total(each.text))
        return [
            Finding(each.text, each.times, each.clicked, 0, why, rule)
            for each in islice(still, limit)
            for rule, why in [remedies.for_nothing(each.text)]
        ]

    def low_clicks(self, *, days: int = 30, limit: int = 20, least: int = 5) -> list[Finding]:
        """Sentences asked at least so often that find something, by how often nobody looked at it."""
        remedies = Remedies(self._engine)
        known = (each for each in self._asked(days, _sentences) if each.times >= least and not each.empty)
        missed = sorted(known, key=lambda each: (each.clicked - each.times, each.text))
        return [
            Finding(each.text, each.times, each.clicked, self._total(each.text), why, rule)
            for each in missed[:limit]
            for rule, why in [remedies.for_little_interest(each.text, each.images)]
        ]

    def unknown_words(self, *, days: int = 30, limit: int = 20) -> list[Finding]:
        """Words that no filter took and no caption says, the most frequent first."""
        remedies = Remedies(self._engine)
        asked = _by_frequency(self._asked(days, _residual_words))
        unknown = (each for each in asked if not remedies.is_said(each.text))
        return [
            Finding(each.text, each.times, each.clicked, 0, why, rule)
            for each in islice(unknown, limit)
            for rule, why in [remedies.for_word(each.text, each.images, each.wanted)]
        ]

    def _total(self, sentence: str) -> int:
        return self._engine.search(SearchRequest(sentence, limit=0, facets=())).total

    def _asked(self, days: int, parts: Callable[[Row[Any]], Iterable[str]]) -> Iterable[Asked]:
        """The questions of the last days by what `parts` takes of them; the same stems are the same."""
        since = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="milliseconds")
        recent = select(questions).where(questions.c.at >= since).order_by(questions.c.at.desc())
        clicked: dict[str, list[str]] = defaultdict(list)
        with reading(self._database) as connection:
            for click in connection.execute(select(clicks).where(clicks.c.at >= since)):
                clicked[click.question].append(click.image_id)
            rows = connection.execute(recent.limit(MOST_READ)).all()
        found: dict[Sequence[str], Asked] = defaultdict(Asked)
        for row in rows:
            for text in parts(row):
                _add(found[stems(text)], row, text, clicked.get(row.id, []))
        return [asked for key, asked in found.items() if key]


def _sentences(row: Row[Any]) -> Iterable[str]:
    return [row.sentence]


def _residual_words(row: Row[Any]) -> Iterable[str]:
    return {stems(word): word for word in row.residual.split()}.values()


def _add(asked: Asked, row: Row[Any], text: str, clicked: Sequence[str]) -> None:
    asked.written[text] += 1
    asked.empty += row.total == 0 or bool(row.relaxed)
    asked.clicked += bool(clicked)
    asked.images.update(clicked)
    asked.wanted.add(row.understood)


def _by_frequency(asked: Iterable[Asked]) -> list[Asked]:
    return sorted(asked, key=lambda each: (-each.times, each.text))
