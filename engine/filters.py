"""The filter tree: which images are in the result set, said once and answered alike by every engine.

A tree is built of frozen nodes. `Match` asks for any of some values, `Plausible` also for what may have
them, `Within` for a range, `Says` for words in caption or title; `AllOf`, `AnyOf` and `Not` combine. No
value is ever NULL, so that `Not` is the exact complement everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Match:
    """The field (a facet, or a text column such as `brand`) has any of these values."""

    field: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Plausible:
    """The facet has any of these values, or one of them is among the plausible ones that it may have."""

    field: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Within:
    """The number or date column lies between the bounds, both included; None is open.

    An image without the number is never within.
    """

    field: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Says:
    """Caption or title contain these words one after the other, compared by their stems.

    `stems` are as `weft.engine.text.stems` gives them; empty never matches.
    """

    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of the filters holds; of none at all: always."""

    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the filters holds; of none at all: never."""

    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """The filter does not hold."""

    filter: Filter


Filter = Match | Plausible | Within | Says | AllOf | AnyOf | Not

EVERYTHING = AllOf()
"""The filter that lets every image through."""


def all_of(filters: Iterable[Filter]) -> Filter:
    """Conjunction with the needless nesting taken out."""
    flat: list[Filter] = []
    for each in filters:
        flat.extend(each.filters if isinstance(each, AllOf) else (each,))
    return flat[0] if len(flat) == 1 else AllOf(tuple(flat))


def any_of(filters: Iterable[Filter]) -> Filter:
    """Disjunction with the needless nesting taken out."""
    flat: list[Filter] = []
    for each in filters:
        flat.extend(each.filters if isinstance(each, AnyOf) else (each,))
    return flat[0] if len(flat) == 1 else AnyOf(tuple(flat))
