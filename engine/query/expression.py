"""Filter trees and parsed sentences as text, in the filter syntax that `syntax.py` reads back as the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import assert_never

from weft.engine.filters import AllOf, AnyOf, Filter, Match, Not, Plausible, Says, Within
from weft.engine.model import ParsedQuery, Sort
from weft.engine.query.tree import to_filter
from weft.vocab.model import Facet, Vocabulary


def print_filter(tree: Filter, vocabulary: Vocabulary) -> str:
    """The expression that reads back as this tree; the empty text for one that lets everything through."""
    return _Printer(vocabulary).top(tree)


def print_sort(sort: Sort) -> str:
    """The clause that reads back as this order."""
    return f"sort:{'-' if sort.descending else ''}{sort.field}"


def print_parsed(parsed: ParsedQuery, vocabulary: Vocabulary) -> str:
    """What a sentence requires, excludes and sorts by, as an expression; preferences and residual rank."""
    said = print_filter(to_filter(parsed, vocabulary, captions=False), vocabulary)
    return f"{said} {print_sort(parsed.sort)}".strip() if parsed.sort else said


class _Printer:
    """Writes a tree in the syntax that `_Reader` reads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def top(self, tree: Filter) -> str:
        if isinstance(tree, AllOf):
            return " ".join(self._one(each) for each in tree.filters)
        return self._one(tree)

    def _one(self, tree: Filter) -> str:
        match tree:
            case Match(field, values):
                return f"{field}:{self._values(field, sorted(values))}"
            case Plausible(field, values):
                return f"{field}:~{self._values(field, sorted(values))}"
            case Within(field, low, high):
                return (
                    f"{field}:{'' if low is None else _digits(low)}..{'' if high is None else _digits(high)}"
                )
            case Says(words):
                return f'"{" ".join(words)}"'
            case Not(inner):
                return f"-{self._one(inner)}"
            case AllOf(filters):
                return f"({' '.join(self._one(each) for each in filters)})"
            case AnyOf(filters):
                return f"({' or '.join(self._one(each) for each in filters)})"
            case _:
                assert_never(tree)

    def _values(self, field: str, values: Sequence[str]) -> str:
        facet = self._vocabulary.by_id.get(field)
        written = [_quoted(value) for value in values] if facet is None else _in_families(facet, values)
        return written[0] if len(written) == 1 else f"({' or '.join(written)})"


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _in_families(facet: Facet, values: Iterable[str]) -> list[str]:
    """The values in as few words as there are: whole families by name, what is left one by one."""
    wanted, rest, written = frozenset(values), set(values), []
    for term in sorted(facet.terms, key=lambda term: -len(facet.leaves(term.id))):
        family = facet.leaves(term.id)
        if family <= wanted and family & rest:
            written.append(term.id)
            rest -= family
    return [*written, *(f"={value}" if value in facet.by_id else value for value in sorted(rest))]


def _digits(number: float) -> str:
    return f"{number:.0f}" if number.is_integer() else f"{Decimal(repr(number)):f}"
