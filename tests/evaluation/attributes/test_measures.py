import pytest

from weft.engine.model import Attribute
from weft.evaluation.attributes.measures import Judged, answered_at, macro_f1, measure


def judged(
    read: str, label: str, confidence: float = 0.9, plausible: tuple[tuple[str, float], ...] = ()
) -> Judged:
    """Values are words; no word is an empty list."""
    return Judged(
        "a", Attribute(tuple(read.split()), confidence, plausible=plausible), Attribute(tuple(label.split()))
    )


def test_visible_and_absent_are_judged_apart_and_unknown_in_neither() -> None:
    found = measure(
        "neck",
        [
            judged("crew", "crew"),
            judged("crew", "boat"),
            judged("not_applicable", "not_applicable"),
            judged("crew", "not_applicable"),
            judged("not_applicable", "not_applicable"),
            judged("boat", "unknown"),
        ],
    )

    assert (found.visible, found.accuracy) == (2, 0.5)
    assert found.absent == 3
    assert found.absent_accuracy == pytest.approx(2 / 3)
    assert found.confusions == (("boat", "crew", 1),)


def test_of_several_values_the_first_must_be_right_and_the_overlap_counts_all() -> None:
    found = measure("colors", [judged("red blue", "red white"), judged("white", "red white"), judged("", "")])

    assert found.accuracy == 0.5
    assert found.overlap == pytest.approx((1 / 3 + 1 / 2) / 2)
    assert (found.absent, found.absent_accuracy) == (1, 1)


def test_macro_f1_is_the_mean_over_the_values_that_there_are() -> None:
    # crew: said 2, true 1, hit 1: F1 2/3; boat: said 1, true 2, hit 1: F1 2/3
    assert macro_f1(
        [judged("crew", "crew"), judged("crew", "boat"), judged("boat", "boat")]
    ) == pytest.approx(2 / 3)
    assert macro_f1([judged("crew", "boat")]) == 0


def test_a_right_value_counts_as_plausible_at_any_place_and_in_the_top_three_at_three() -> None:
    far = (("a", 0.4), ("b", 0.3), ("c", 0.2), ("d", 0.1))

    found = measure("x", [judged("a", "d", plausible=far), judged("a", "c", plausible=far), judged("a", "e")])

    assert found.covered == pytest.approx(2 / 3)
    assert found.top3 == pytest.approx(1 / 3)
    assert found.plausible == 3  # four, four, and the value alone


def test_photos_are_answered_surest_first_as_long_as_enough_are_right() -> None:
    photos = [judged("a", "a", 0.9), judged("a", "a", 0.8), judged("a", "b", 0.7), judged("a", "a", 0.6)]

    assert answered_at(1, photos) == 0.5
    assert answered_at(0.75, photos) == 1
    assert answered_at(0.9, [judged("a", "b", 0.9)]) == 0
    assert answered_at(0.9, []) == 0


def test_photos_of_one_confidence_are_answered_together_or_not_at_all() -> None:
    assert answered_at(1, [judged("a", "a", 0.9), judged("a", "b", 0.9)]) == 0


def test_confidence_is_measured_over_all_photos() -> None:
    found = measure("x", [judged("a", "a", 0.95), judged("not_applicable", "not_applicable", 0.55)])

    assert found.calibration_error == pytest.approx((0.05 + 0.45) / 2)
