from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.api.access.limits import REMEMBERED, Buckets, Places
from weft.api.refusals import OverloadedError, TooManyError


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def taken(buckets: Buckets, who: str, times: int) -> int:
    """How many of so many requests are let through."""
    passed = 0
    for _ in range(times):
        try:
            buckets.take(who)
        except TooManyError:
            continue
        passed += 1
    return passed


def test_a_bucket_lets_a_burst_through_and_then_what_drips_in() -> None:
    clock = Clock()
    buckets = Buckets(2.0, 5, clock)
    assert taken(buckets, "a", 10) == 5
    clock.now = 1.0
    assert taken(buckets, "a", 10) == 2
    clock.now = 100.0
    assert taken(buckets, "a", 10) == 5


def test_each_caller_has_a_bucket() -> None:
    buckets = Buckets(1.0, 1, Clock())
    assert taken(buckets, "a", 2) + taken(buckets, "b", 2) == 2


def test_the_refusal_says_when_to_come_again() -> None:
    clock = Clock()
    buckets = Buckets(0.25, 1, clock)
    buckets.take("a")
    with pytest.raises(TooManyError) as caught:
        buckets.take("a")
    assert caught.value.headers == {"retry-after": "4"}
    clock.now = 4.0
    buckets.take("a")


@given(st.lists(st.floats(0, 5), max_size=60))
def test_no_more_passes_than_rate_and_burst_allow(pauses: list[float]) -> None:
    clock = Clock()
    buckets = Buckets(2.0, 3, clock)
    passed = 0
    for pause in pauses:
        clock.now += pause
        passed += taken(buckets, "a", 1)
    assert passed <= 3 + 2.0 * clock.now + 1e-6


def test_callers_are_forgotten_before_they_fill_the_memory() -> None:
    buckets = Buckets(1.0, 1, Clock())
    for number in range(REMEMBERED + 1):
        buckets.take(f"caller {number}")
    buckets.take("caller 0")
    with pytest.raises(TooManyError):
        buckets.take(f"caller {REMEMBERED}")


def test_places_are_few_for_one_and_for_all() -> None:
    places = Places(each=2, everybody=3)
    places.enter("a")
    places.enter("a")
    with pytest.raises(TooManyError) as caught:
        places.enter("a")
    assert caught.value.status == 429
    places.enter("b")
    with pytest.raises(OverloadedError) as overloaded:
        places.enter("c")
    assert overloaded.value.status == 503
    assert overloaded.value.headers == {"retry-after": "1"}
    places.leave("a")
    places.enter("c")
    assert places.taken == 3
