import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.extraction.calibration import calibration_error, conformal_bound


def test_calibration_error_is_the_mean_gap_between_confidence_and_share_right() -> None:
    # bin 0.9 to 1: two answers at 0.95, one right: gap 0.45; bin 0.2 to 0.3: one at 0.25, wrong: gap 0.25
    error = calibration_error([0.95, 0.95, 0.25], [True, False, False])

    assert error == pytest.approx((2 * 0.45 + 0.25) / 3)


def test_sure_and_right_is_no_error_and_nothing_is_none() -> None:
    assert calibration_error([1.0, 1.0, 0.0], [True, True, False]) == 0
    assert calibration_error([], []) == 0


def test_the_bound_is_the_share_that_one_in_twenty_right_values_did_not_reach() -> None:
    shares = [place / 100 for place in range(1, 100)]  # 99 of them: floor(0.05 * 100) = the 5th smallest

    assert conformal_bound(shares, 0.95) == pytest.approx(0.05)


def test_too_few_photos_rule_nothing_out() -> None:
    assert conformal_bound([0.9] * 18, 0.95) == 0
    assert conformal_bound([0.9] * 19, 0.95) == 0.9
    assert conformal_bound([], 0.95) == 0


@given(
    shares=st.lists(st.floats(0, 1, width=32), min_size=1, max_size=60),
    coverage=st.floats(0.05, 0.99),
)
def test_at_least_the_asked_share_of_the_known_values_reaches_the_bound(
    shares: list[float], coverage: float
) -> None:
    reached = np.mean(np.asarray(shares) >= conformal_bound(shares, coverage))

    assert reached >= coverage - 1 / len(shares)
