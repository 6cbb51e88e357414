from __future__ import annotations

from functools import partial

from weft.api.question import Question
from weft.api.web.chips import Chip, Tick
from weft.api.web.ways_out import TRIED, ways_out
from weft.engine.model import Mode


def chip(key: str, mode: Mode = Mode.MUST, *, off: bool = False) -> Chip:
    return Chip(1, mode, "must", "", key, key, (), off, key, "")


ABC = [chip("a"), chip("b"), chip("c")]


def counted(**totals: int) -> dict[frozenset[str], int]:
    return {frozenset(keys): total for keys, total in totals.items()}


def test_the_condition_that_costs_most_comes_first() -> None:
    totals = counted(a=1, c=12)
    ways = ways_out(Question("x"), ABC, [], lambda asked: totals.get(frozenset(asked.off), 0))
    assert [(way.label, way.total) for way in ways] == [("“c”", "12 products"), ("“a”", "1 product")]


def test_two_are_given_up_only_when_one_is_not_enough() -> None:
    totals = counted(ab=3, abc=99)
    ways = ways_out(Question("x"), ABC, [], lambda asked: totals.get(frozenset(asked.off), 0))
    assert [(way.label, way.link) for way in ways] == [("“a”, “b”", "/?q=x&off=a&off=b")]


def test_what_does_not_filter_is_never_given_up() -> None:
    chips = [chip("a", Mode.PREFER), chip("b", off=True)]
    assert ways_out(Question("x", off=("b",)), chips, [], lambda asked: 5) == ()


def test_a_tick_can_be_given_up() -> None:
    question = Question("x", ticked=("colors:red",))
    tick = Tick("Color", "red", "/", partial(Question.unticked, tick="colors:red"))
    ways = ways_out(question, [], [tick], lambda asked: 2 - len(asked.ticked))
    assert [(way.label, way.link) for way in ways] == [("Color red", "/?q=x")]


def test_a_long_sentence_does_not_count_for_ever() -> None:
    asked: list[Question] = []
    many = [chip(f"chip-{number}") for number in range(40)]

    def count(question: Question) -> int:
        asked.append(question)
        return 0

    assert ways_out(Question("x"), many, [], count) == ()
    assert len(asked) == TRIED
