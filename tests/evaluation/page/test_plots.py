from weft.evaluation.page.plots import bars, histogram, whisker
from weft.evaluation.significance import Interval


def test_an_interval_is_drawn_in_per_cent_of_the_axis() -> None:
    drawn = whisker(Interval(0.5, 0.25, 0.75))

    assert (drawn.low, drawn.at, drawn.high) == (25, 50, 75)


def test_bars_share_the_width_and_gains_are_told_from_losses() -> None:
    loss, gain = bars([("a", -0.5), ("b", 1.0)])

    assert (loss.left, loss.width, loss.height, loss.gain) == (0, 50, 50, False)
    assert (gain.left, gain.width, gain.height, gain.gain) == (50, 50, 100, True)
    assert bars([]) == ()


def test_where_less_is_better_a_fall_is_a_gain() -> None:
    (bar,) = bars([("a", -0.5)], smaller_is_better=True)

    assert bar.gain


def test_a_score_of_one_is_in_the_last_tenth() -> None:
    assert histogram({"a": 0.0, "b": 0.05, "c": 0.95, "d": 1.0}) == (2, 0, 0, 0, 0, 0, 0, 0, 0, 2)
