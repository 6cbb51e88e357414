from __future__ import annotations

import math

import pytest

from tests.lamps import LAMPS
from weft.engine.errors import QueryError
from weft.engine.filters import EVERYTHING, AllOf, Filter, Match, Not, Says, Within
from weft.engine.index.filters.check import DEEPEST, NEVER, checked


@pytest.mark.parametrize(
    ("tree", "message", "hint"),
    [
        (Match("color", frozenset({"red"})), "no facet or field 'color'", "Nearest: colors"),
        (Match("colors", frozenset({"redd"})), "colors has no value 'redd'", "red"),
        (Match("colors", frozenset({"unknown"})), "colors has no value 'unknown'", "Nearest"),
        (Not(Match("marks", frozenset({"mark-70"}))), "no value 'mark-70'", "mark-7"),
        (Within("prise", 1), "'prise' is not a number or date", "Nearest: price"),
        (Within("colors", 1), "'colors' is not a number or date", "Nearest"),
        (Within("price", math.nan), "not a number", "Leave it out"),
    ],
)
def test_a_filter_that_means_nothing_is_refused_with_the_nearest_that_does(
    tree: Filter, message: str, hint: str
) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        checked(AllOf((tree,)), LAMPS)

    assert hint in caught.value.hint


def test_a_filter_nested_too_deep_is_refused() -> None:
    tree: Filter = EVERYTHING
    for _ in range(DEEPEST * 100):
        tree = Not(tree)

    with pytest.raises(QueryError, match="nested more than"):
        checked(tree, LAMPS)


@pytest.mark.parametrize(
    "tree",
    [Match("kind", frozenset()), Match("brand", frozenset({"\0"})), Says(()), Says(("a b",)), Says(("|",))],
)
def test_what_can_never_match_is_said_to_be_never(tree: Filter) -> None:
    assert checked(tree, LAMPS) == NEVER


def test_absence_is_a_value_of_a_single_valued_facet() -> None:
    tree = Match("shade", frozenset({"unknown", "not_applicable"}))

    assert checked(tree, LAMPS) == tree
