from weft.engine.query.llm.breaker import Breaker


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def tripped(clock: Clock) -> Breaker:
    breaker = Breaker(limit=2, pause=10.0, clock=clock)
    breaker.failed()
    breaker.failed()
    return breaker


def test_it_allows_until_there_are_too_many_failures_in_a_row() -> None:
    breaker = Breaker(limit=2, clock=Clock())

    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    assert breaker.allows()

    breaker.failed()
    assert not breaker.allows()


def test_after_the_pause_one_attempt_is_allowed_and_no_second_beside_it() -> None:
    clock = Clock()
    breaker = tripped(clock)

    clock.now += 9.9
    assert not breaker.allows()
    clock.now += 0.1
    assert [breaker.allows(), breaker.allows()] == [True, False]


def test_an_attempt_that_fails_begins_another_pause() -> None:
    clock = Clock()
    breaker = tripped(clock)
    clock.now += 10.0
    breaker.allows()
    breaker.failed()

    clock.now += 9.9
    assert not breaker.allows()


def test_an_attempt_that_succeeds_ends_it() -> None:
    clock = Clock()
    breaker = tripped(clock)
    clock.now += 10.0
    breaker.allows()
    breaker.succeeded()

    assert [breaker.allows(), breaker.allows()] == [True, True]
