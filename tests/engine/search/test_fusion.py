from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.search.fusion import Leg, fuse, ranks_of_levels, ranks_of_sorted


def leg(weight: float, *ranks: int) -> Leg:
    return Leg("any", weight, np.array(ranks, dtype=np.int64))


def test_scores_are_the_weighted_sums_of_reciprocal_ranks() -> None:
    scores = fuse([leg(1.0, 1, 2, 3), leg(2.0, 3, 1, 2)], 3, rank_constant=60)
    assert scores == pytest.approx([1 / 61 + 2 / 63, 1 / 62 + 2 / 61, 1 / 63 + 2 / 62])


def test_a_leg_adds_nothing_to_what_it_does_not_rank() -> None:
    scores = fuse([leg(1.0, 1, 0, 2), leg(1.0, 0, 0, 1)], 3, rank_constant=10)
    assert scores == pytest.approx([1 / 11, 0.0, 1 / 12 + 1 / 11])


def test_no_legs_give_no_scores() -> None:
    assert fuse([], 2, rank_constant=60).tolist() == [0.0, 0.0]


def test_what_ties_shares_a_rank() -> None:
    assert ranks_of_sorted(np.array([0.9, 0.5, 0.5, 0.1])).tolist() == [1, 2, 2, 4]
    assert ranks_of_levels(np.array([7, 0, 7, 3])).tolist() == [3, 1, 3, 2]


def test_the_tied_of_one_leg_are_ordered_by_the_others() -> None:
    scores = fuse([leg(5.0, 1, 1, 3), leg(0.1, 3, 2, 1)], 3, rank_constant=60)
    assert np.argsort(-scores).tolist() == [1, 0, 2]


@given(st.lists(st.integers(0, 40), min_size=1))
def test_levels_rank_as_counting_the_better_ones_does(levels: list[int]) -> None:
    expected = [1 + sum(other < level for other in levels) for level in levels]
    assert ranks_of_levels(np.array(levels)).tolist() == expected


@given(st.lists(st.floats(-10, 10, width=32), min_size=1))
def test_sorted_scores_rank_as_counting_the_better_ones_does(scores: list[float]) -> None:
    falling = sorted(scores, reverse=True)
    expected = [1 + sum(other > score for other in falling) for score in falling]
    assert ranks_of_sorted(np.array(falling)).tolist() == expected


@given(st.permutations(range(8)))
def test_one_leg_alone_keeps_its_order(order: list[int]) -> None:
    scores = fuse([leg(1.0, *(rank + 1 for rank in order))], 8, rank_constant=60)
    assert np.argsort(-scores).tolist() == np.argsort(order).tolist()
