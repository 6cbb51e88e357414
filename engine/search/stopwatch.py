"""Wall-clock by stage, for `took_ms`."""

from __future__ import annotations

import time


class Stopwatch:
    """Started when made; each `lap` names what the time since the last one went into."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """Books the time since the last lap."""
        now = time.perf_counter()
        self._laps[stage] = self._laps.get(stage, 0.0) + (now - self._last) * 1000
        self._last = now

    @property
    def took_ms(self) -> dict[str, float]:
        """Milliseconds by stage, and in `total`."""
        return {**self._laps, "total": (self._last - self._start) * 1000}
