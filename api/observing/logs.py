"""Logs as JSON, one object a line on stderr, each with the number of the request that it belongs to."""

from __future__ import annotations

import json
import logging
import re
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The number of the request that is being answered, "" outside of one."""

_GIVEN = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


def number_for(given: str) -> str:
    """The number that a request brings, if it is short and plain, else a new one."""
    return given if _GIVEN.fullmatch(given) else uuid.uuid4().hex


@contextmanager
def logging_to_stderr(level: str) -> Iterator[None]:
    """Has all loggers write JSON, from this level on, as long as the block lasts."""
    handler, root = logging.StreamHandler(sys.stderr), logging.getLogger()
    handler.setFormatter(JsonLines())
    before = root.level
    root.addHandler(handler)
    root.setLevel(level.upper())
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


class JsonLines(logging.Formatter):
    """A record as one JSON object; what a call gave as `extra` is part of it."""

    def format(self, record: logging.LogRecord) -> str:
        """The object on one line."""
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if number := request_id.get():
            said["request"] = number
        said |= {name: value for name, value in vars(record).items() if name not in _PLAIN}
        if record.exc_info:
            said["exception"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False, default=str)
