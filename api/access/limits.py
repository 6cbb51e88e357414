"""How much one may ask for, and how much all together: who asks too much waits, nobody waits for them."""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from weft.api.refusals import OverloadedError, TooManyError

REMEMBERED = 10_000
"""Callers whose requests are counted; who asked longest ago is forgotten first."""


@dataclass
class Bucket:
    """Tokens that drip in: each request takes one, and an empty bucket refuses."""

    tokens: float
    filled_at: float


class Buckets:
    """A token bucket for each caller, in bounded memory; for one event loop only."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        """`rate` in tokens a second, `burst` what a bucket holds."""
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, who: str) -> None:
        """Takes a token; TooManyError, which says when there is one again, if there is none."""
        now = self._clock()
        bucket = self._buckets.setdefault(who, Bucket(self._burst, now))
        self._buckets.move_to_end(who)
        while len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.filled_at) * self._rate)
        bucket.filled_at = now
        if bucket.tokens < 1:
            message = f"More than {self._rate:g} requests a second."
            raise TooManyError(message, seconds=(1 - bucket.tokens) / self._rate)
        bucket.tokens -= 1


class Places:
    """How many requests are worked on at once, by caller and in all; for one event loop only."""

    def __init__(self, each: int, everybody: int) -> None:
        self._each = each
        self._everybody = everybody
        self._taken: Counter[str] = Counter()
        self.taken = 0

    def enter(self, who: str) -> None:
        """Takes a place; OverloadedError where all are taken, TooManyError where the caller has its share."""
        if self.taken >= self._everybody:
            raise OverloadedError(
                f"{self.taken} requests are being answered, which is all there is room for."
            )
        if self._taken[who] >= self._each:
            raise TooManyError(f"{self._each} requests of yours are being answered.")
        self._taken[who] += 1
        self.taken += 1

    def leave(self, who: str) -> None:
        """Gives the place back."""
        self.taken -= 1
        self._taken[who] -= 1
        if not self._taken[who]:
            del self._taken[who]
