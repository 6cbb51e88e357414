"""The facets with their counts as checkboxes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from weft.api.question import Question
from weft.engine.model import FacetCount, FacetCounts
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Vocabulary

SHORT = 6
"""How many values of a facet are shown before "all"."""

OPEN = 5
"""How many facets start unfolded."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A checkbox; `swatch` is the colour of the value as `#rrggbb`, or empty."""

    tick: str
    label: str
    count: str
    ticked: bool
    swatch: str


@dataclass(frozen=True, slots=True)
class Box:
    """A facet: the values that are shown at once, and the others."""

    facet: str
    label: str
    first: tuple[Choice, ...]
    others: tuple[Choice, ...]
    open: bool


def boxes_of(facets: Iterable[FacetCounts], question: Question, vocabulary: Vocabulary) -> tuple[Box, ...]:
    """The sidebar, in the order of the answer; facets that offer no choice are left out."""
    offered = [(each, _choices(each, question, vocabulary)) for each in facets]
    kept = [(each, choices) for each, choices in offered if choices]
    return tuple(_box(each, choices, number) for number, (each, choices) in enumerate(kept))


def _choices(facet: FacetCounts, question: Question, vocabulary: Vocabulary) -> list[Choice]:
    counts = [each for each in facet.counts if each.value not in (UNKNOWN, NOT_APPLICABLE)]
    choices = [_choice(facet.facet, each, question, vocabulary) for each in counts]
    gone = set(question.ticked) - {choice.tick for choice in choices}
    return choices + [_lost(tick, vocabulary) for tick in sorted(gone) if tick.startswith(f"{facet.facet}:")]


def _choice(facet: str, count: FacetCount, question: Question, vocabulary: Vocabulary) -> Choice:
    tick = f"{facet}:{count.value}"
    swatch = _swatch(facet, count.value, vocabulary)
    return Choice(tick, count.label, f"{count.count:,}", tick in question.ticked, swatch)


def _lost(tick: str, vocabulary: Vocabulary) -> Choice:
    """A ticked value that no product has any more: it stays, so that it can be unticked."""
    facet, _, value = tick.partition(":")
    term = vocabulary.by_id[facet].by_id.get(value)
    return Choice(tick, term.label if term else value, "0", True, _swatch(facet, value, vocabulary))


def _swatch(facet: str, value: str, vocabulary: Vocabulary) -> str:
    term = vocabulary.by_id[facet].by_id.get(value)
    return term.swatch if term else ""


def _box(facet: FacetCounts, choices: list[Choice], number: int) -> Box:
    ticked = any(choice.ticked for choice in choices)
    first = [choice for place, choice in enumerate(choices) if place < SHORT or choice.ticked]
    others = [choice for choice in choices if choice not in first]
    return Box(facet.facet, facet.label, tuple(first), tuple(others), ticked or number < OPEN)
