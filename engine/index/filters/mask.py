"""Filter tree to a mask over the columns in memory: the reading that totals, counts and ranking rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

import numpy as np
from numpy.typing import NDArray

from weft.engine.filters import AllOf, AnyOf, Filter, Match, Not, Plausible, Says, Within
from weft.engine.index.filters.check import bounds

if TYPE_CHECKING:
    from weft.engine.index.columns import Columns

Mask = NDArray[np.bool_]


def mask(tree: Filter, columns: Columns) -> Mask:
    """Which rows a `checked` filter tree lets through; a fresh array, rows that are not live undefined."""
    match tree:
        case Match(field, values):
            return columns.has_any(field, values)
        case Plausible(field, values):
            return columns.may_have_any(field, values)
        case Within(field):
            low, high = bounds(tree)
            numbers = columns.numbers(field)
            return (numbers >= low) & (numbers <= high)
        case Says():
            return _disjunction((tree,), columns)
        case AllOf(filters):
            return _conjunction(filters, columns)
        case AnyOf(filters):
            return _disjunction(filters, columns)
        case Not(inner):
            found = mask(inner, columns)
            return np.logical_not(found, out=found)
        case _:
            assert_never(tree)


def _conjunction(filters: tuple[Filter, ...], columns: Columns) -> Mask:
    found = np.ones(len(columns.live), dtype=np.bool_)
    for each in filters:
        found &= mask(each, columns)
    return found


def _disjunction(filters: tuple[Filter, ...], columns: Columns) -> Mask:
    found = np.zeros(len(columns.live), dtype=np.bool_)
    for each in filters:
        if isinstance(each, Says):  # a few rows need no mask of their own
            found[columns.saying(each.stems)] = True
        else:
            found |= mask(each, columns)
    return found
