"""Filter tree to a LanceDB expression; nothing a user typed ever becomes SQL text."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import and_, or_
from typing import assert_never

from lancedb.expr import Expr, col, lit

from weft.engine.filters import AllOf, AnyOf, Filter, Match, Not, Plausible, Says, Within
from weft.engine.index.filters.check import bounds
from weft.engine.index.schema import NUMBERS, TERMS, WORDS, plausible_term, term
from weft.vocab.model import Vocabulary


def lance_filter(tree: Filter, vocabulary: Vocabulary) -> Expr:
    """The expression that lets through exactly the rows of a `checked` filter tree."""
    match tree:
        case Match():
            return _match(tree, vocabulary)
        case Plausible(field, values):
            return _match(Match(field, values), vocabulary) | _any_term(plausible_term, tree)
        case Within():
            return _within(tree)
        case Says(stems):
            return col(WORDS).contains(f" {' '.join(stems)} ")
        case AllOf(filters):
            return reduce(and_, (lance_filter(each, vocabulary) for each in filters), lit(True))
        case AnyOf(filters):
            return reduce(or_, (lance_filter(each, vocabulary) for each in filters), lit(False))
        case Not(inner):
            return ~lance_filter(inner, vocabulary)
        case _:
            assert_never(tree)


def _match(match: Match, vocabulary: Vocabulary) -> Expr:
    facet = vocabulary.by_id.get(match.field)
    if facet is None or not facet.multiple:
        return col(match.field).isin(sorted(match.values))
    return _any_term(term, match)


def _any_term(spelled: Callable[[str, str], str], asked: Match | Plausible) -> Expr:
    """Expressions have no list membership; `terms` spells the lists out, each value between blanks."""
    terms = (f" {spelled(asked.field, value)} " for value in sorted(asked.values))
    return reduce(or_, (col(TERMS).contains(each) for each in terms))


def _within(within: Within) -> Expr:
    low, high = bounds(within)
    column = col(NUMBERS[within.field])
    # NaN, an absent number, sorts above infinity: the upper bound keeps it out.
    return (column >= lit(low)) & (column <= lit(high))
