"""What a sentence asks for, as labels and parsers say it: constraints, exclusions, alternatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, Field

from weft.engine.text import stems


def _value(given: object) -> object:
    return str(given).lower() if isinstance(given, bool) else given


def _alternative(given: object) -> object:
    return {"all": given} if isinstance(given, list) else given


def _stems(given: object) -> object:
    return stems(given) if isinstance(given, str) else given


Stems = Annotated[tuple[str, ...], BeforeValidator(_stems)]
"""The stems of some words; in a file the words as they are written."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """A photo meets it when any of its values of the facet is among `values` (leaf values)."""

    facet: str
    values: Annotated[frozenset[Annotated[str, BeforeValidator(_value)]], Field(min_length=1)]

    def __str__(self) -> str:
        return f"{self.facet}:{'|'.join(sorted(self.values))}"


@dataclass(frozen=True, slots=True)
class Bound:
    """A range on a number or date column, both ends included; None is open."""

    field: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a sentence asks for: all of `all`, nothing of `none`, and one of `either` if there are any.

    `either` holds the products of a sentence that asks for several ("red dress, blue shoes"); in a file
    one of them may be just the list of its constraints. `excluded_words` are words that caption and
    title must not have ("no pompom").
    """

    all: tuple[Constraint, ...] = ()
    none: tuple[Constraint, ...] = ()
    either: tuple[Annotated[Asked, BeforeValidator(_alternative)], ...] = ()
    ranges: tuple[Bound, ...] = ()
    excluded_words: frozenset[Stems] = frozenset()
    residual: str = ""
