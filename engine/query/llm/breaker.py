"""Leaves alone what fails: a search must not wait again and again for a model that does not answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Breaker:
    """Counts failures in a row; after `limit` of them nothing is allowed for `pause` seconds.

    Then one attempt is, and if it fails too, none for as long again. `clock` gives seconds that only rise.
    Any thread may call it.
    """

    def __init__(
        self, *, limit: int = 3, pause: float = 30.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit, self._pause, self._clock = limit, pause, clock
        self._failures = 0
        self._closed_until = 0.0
        self._lock = threading.Lock()

    def allows(self) -> bool:
        """Whether an attempt may be made now."""
        with self._lock:
            if self._failures < self._limit:
                return True
            if self._clock() < self._closed_until:
                return False
            self._closed_until = self._clock() + self._pause  # for all others; this one may try
            return True

    def succeeded(self) -> None:
        """An attempt went well: all failures are forgotten."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """An attempt went wrong."""
        with self._lock:
            self._failures += 1
            self._closed_until = self._clock() + self._pause
