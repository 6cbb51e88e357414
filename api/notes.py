"""What is asked and looked at, for the reports; nothing about who asks."""

from __future__ import annotations

import logging
import threading

from weft.api.catalogue.changes import Changes
from weft.engine.errors import WeftError
from weft.engine.merchandising.query_log import QueryLog
from weft.engine.model import SearchResult

_LOG = logging.getLogger("weft.api")


class Notes:
    """Takes note of questions and clicks, where the settings say so; opened with the first question."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._opening = threading.Lock()
        self._log: QueryLog | None = None
        self._wanted = changes.settings.query_log

    def asked(self, sentence: str, result: SearchResult) -> str:
        """Takes note of a first page; gives the id that clicks on its hits name, "" where none is kept."""
        log = self._opened()
        return log.record(sentence, result) if log else ""

    def clicked(self, question: str, image_id: str, rank: int) -> None:
        """Takes note that a hit of a question was looked at."""
        if log := self._opened():
            log.click(question, image_id, rank)

    def close(self) -> None:
        """Writes what is in memory."""
        with self._opening:
            if self._log is not None:
                self._log.close()

    def _opened(self) -> QueryLog | None:
        """The log; None where there shall be none, or can be none: that is no reason not to answer."""
        with self._opening:
            if self._wanted and self._log is None:
                try:
                    self._log = self._made()
                except WeftError as error:
                    self._wanted = False
                    _LOG.warning("Nothing is noted for the reports: %s", error)
            return self._log

    def _made(self) -> QueryLog:
        changes = self._changes
        days = changes.settings.query_log_days
        return QueryLog(changes.database, changes.engine.vocabulary, days=days)
