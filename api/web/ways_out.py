"""What to give up when nothing is found: the fewest conditions that bring products, counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from itertools import chain, combinations, groupby, islice

from weft.api.question import Question
from weft.api.web import wording
from weft.api.web.chips import Chip, Tick
from weft.engine.model import Mode

AT_ONCE = 3
"""Most conditions that are given up together."""

TRIED = 60
"""Most combinations that are counted for one answer."""

SHOWN = 6


@dataclass(frozen=True, slots=True)
class WayOut:
    """Conditions to give up, the search without them, and how many products that brings."""

    label: str
    link: str
    total: str


@dataclass(frozen=True, slots=True)
class _Condition:
    label: str
    give_up: Callable[[Question], Question]


def ways_out(
    question: Question, chips: Sequence[Chip], ticks: Sequence[Tick], count: Callable[[Question], int]
) -> tuple[WayOut, ...]:
    """The ways out with the most products first; none if giving up `AT_ONCE` conditions is not enough.

    `count` says how many products a question has.
    """
    conditions = [*_conditions(chips, ticks)]
    tried = islice(_given_up(conditions), TRIED)
    for _, together in groupby(tried, key=len):
        found = [way for each in together if (way := _way(question, each, count))[0]]
        if found:
            found.sort(key=lambda way: -way[0])
            return tuple(way for _, way in found[:SHOWN])
    return ()


def _conditions(chips: Sequence[Chip], ticks: Sequence[Tick]) -> Iterator[_Condition]:
    for chip in chips:
        if not chip.off and chip.mode is not Mode.PREFER:
            yield _Condition(f"“{chip.words}”", partial(Question.switched_off, key=chip.key))
    for tick in ticks:
        yield _Condition(f"{tick.label} {tick.value}".strip(), tick.take_back)


def _given_up(conditions: Sequence[_Condition]) -> Iterator[tuple[_Condition, ...]]:
    """One condition, then two together, then three."""
    return chain.from_iterable(combinations(conditions, many) for many in range(1, AT_ONCE + 1))


def _way(
    question: Question, given_up: Sequence[_Condition], count: Callable[[Question], int]
) -> tuple[int, WayOut]:
    without = reduce(lambda asked, condition: condition.give_up(asked), given_up, question)
    total = count(without)
    label = ", ".join(condition.label for condition in given_up)
    return total, WayOut(label, without.address(), wording.products(total))
