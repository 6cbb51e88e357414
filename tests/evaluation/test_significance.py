import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.errors import EvaluationError
from weft.evaluation.significance import DRAWS, compare, interval


def test_equal_values_leave_no_doubt() -> None:
    assert (interval([0.5] * 20).low, interval([0.5] * 20).mean, interval([0.5] * 20).high) == (0.5, 0.5, 0.5)


def test_the_interval_of_zeros_and_ones_is_that_of_a_proportion() -> None:
    """Fifty of a hundred: 0.5 give or take 1.96 times the standard error 0.05."""
    spread = interval([0.0, 1.0] * 50)

    assert spread.mean == 0.5
    assert spread.low == pytest.approx(0.402, abs=0.02)
    assert spread.high == pytest.approx(0.598, abs=0.02)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_an_interval_holds_its_mean_within_the_values_and_is_the_same_again(values: list[float]) -> None:
    spread = interval(values)

    assert min(values) - 1e-9 <= spread.low <= spread.mean + 1e-9
    assert spread.mean - 1e-9 <= spread.high <= max(values) + 1e-9
    assert interval(values) == spread


def test_five_wins_of_five_happen_by_chance_once_in_sixteen() -> None:
    """Two of the 32 assignments of signs are as extreme: all plus and all minus."""
    ours = dict.fromkeys("abcde", 1.0)

    comparison = compare("nDCG@10", ours, dict.fromkeys("abcde", 0.5))

    assert comparison.p == pytest.approx(2 / 32, abs=0.01)
    assert (comparison.wins, comparison.losses, comparison.ties) == (5, 0, 0)
    assert comparison.difference.mean == comparison.baseline == 0.5


def test_runs_that_never_differ_are_not_different() -> None:
    comparison = compare("MRR", {"a": 1.0, "b": 0.2}, {"a": 1.0, "b": 0.2})

    assert (comparison.p, comparison.ties, comparison.differences) == (1.0, 2, ())


def test_a_difference_on_every_one_of_many_queries_is_as_sure_as_the_draws_allow() -> None:
    ours = {str(query): 0.6 for query in range(60)}

    assert compare("MRR", ours, dict.fromkeys(ours, 0.5)).p == 1 / (DRAWS + 1)


def test_differences_begin_with_our_greatest_loss_and_leave_ties_out() -> None:
    comparison = compare(
        "MRR", {"a": 0.5, "b": 0.1, "c": 1.0, "d": 0}, {"a": 1.0, "b": 0.2, "c": 0.0, "d": 0}
    )

    assert [query for query, _ in comparison.differences] == ["a", "b", "c"]


def test_where_smaller_is_better_a_fall_is_a_win() -> None:
    comparison = compare("wrong@10", {"a": 0.0, "b": 0.4}, {"a": 0.5, "b": 0.3}, smaller_is_better=True)

    assert (comparison.wins, comparison.losses) == (1, 1)
    assert [query for query, _ in comparison.differences] == ["b", "a"]


def test_runs_without_a_common_query_cannot_be_compared() -> None:
    with pytest.raises(EvaluationError, match="no queries"):
        compare("MRR", {"a": 1.0}, {"b": 1.0})
