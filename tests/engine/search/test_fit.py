from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.engine.search.vases import VASES, line, must, must_not, prefer, snapshot_of
from weft.engine.model import Mode, ParsedFilter, ParsedRange
from weft.engine.search.chance import SURPRISE
from weft.engine.search.fit import BESIDE, DOUBT, RELATIVE, Fit

Lines = list[dict[str, Any]]


def distances(path: Path, lines: Lines, *wishes: ParsedFilter) -> list[float]:
    fit = Fit(snapshot_of(path / "store", lines).columns, VASES)
    return [round(float(each), 3) for each in fit.distances(wishes, np.arange(len(lines)))]


def test_a_dominant_color_comes_before_a_secondary_one(tmp_path: Path) -> None:
    lines = [
        line("a", colors=["white", "red"]),
        line("b", colors=["red", "white"]),
        line("c", colors=["red"]),
    ]
    assert distances(tmp_path, lines, must("colors", "red")) == [1 - BESIDE, 0, 0]


def test_members_of_a_family_are_as_good_and_bordering_values_are_not(tmp_path: Path) -> None:
    lines = [line("a", colors=["coral"]), line("b", colors=["wine"]), line("c", colors=["white", "coral"])]
    assert distances(tmp_path, lines, must("colors", "red")) == [RELATIVE, 0, 1 - RELATIVE * BESIDE]


def test_of_two_colors_either_may_dominate(tmp_path: Path) -> None:
    lines = [
        line("a", colors=["red", "white"]),
        line("b", colors=["white", "red"]),
        line("c", colors=["blue", "white", "red"]),
    ]
    assert distances(tmp_path, lines, must("colors", "red"), must("colors", "white")) == [0, 0, 1]


def test_the_values_that_were_meant_come_before_those_only_let_through(tmp_path: Path) -> None:
    lines = [line("a", kind="jug"), line("b", kind="vase")]
    assert distances(tmp_path, lines, must("kind", "vase", "jug", best=["vase"])) == [RELATIVE, 0]


def test_a_preference_costs_what_does_not_meet_it(tmp_path: Path) -> None:
    lines = [line("a", texture="ribbed"), line("b", texture="smooth"), line("c", texture="unknown")]
    assert distances(tmp_path, lines, prefer("texture", "ribbed")) == [0, 1, 1]


def test_the_dominant_color_does_not_matter_to_a_preference(tmp_path: Path) -> None:
    lines = [line("a", colors=["white", "red"]), line("b", colors=["red"]), line("c", colors=["blue"])]
    assert distances(tmp_path, lines, prefer("colors", "red")) == [0, 0, 1]


def test_what_is_not_known_comes_last_in_an_exclusion(tmp_path: Path) -> None:
    lines = [line("a", kind="unknown"), line("b", kind="jug")]
    assert distances(tmp_path, lines, must_not("kind", "vase")) == [1, 0]


def test_excluding_a_painting_puts_none_before_a_stamp_and_smooth_before_ribbed(tmp_path: Path) -> None:
    lines = [
        line("a", painting="stamp", texture="ribbed"),
        line("b", painting="stamp"),
        line("c", texture="ribbed"),
        line("d"),
    ]
    assert distances(tmp_path, lines, must_not("painted", "yes")) == [2, 1, 1, 0]


def test_asking_for_the_plain_value_asks_for_plainness_elsewhere(tmp_path: Path) -> None:
    lines = [line("a", painting="stamp"), line("b")]
    assert distances(tmp_path, lines, must("texture", "smooth")) == [1, 0]


def test_who_asks_for_something_there_is_not_after_plainness(tmp_path: Path) -> None:
    lines = [line("a", texture="ribbed", painting="stamp"), line("b", texture="ribbed")]
    assert distances(tmp_path, lines, must("texture", "ribbed")) == [0, 0]


def test_an_exclusion_beside_it_makes_only_its_own_facet_plain(tmp_path: Path) -> None:
    lines = [line("a", texture="speckled", painting="stamp"), line("b", texture="speckled")]
    wishes = must("texture", "speckled"), must_not("painting", "scene")
    assert distances(tmp_path, lines, *wishes) == [1, 0]


def test_requiring_the_unpainted_puts_none_before_a_stamp(tmp_path: Path) -> None:
    lines = [line("a", painting="stamp"), line("b")]
    assert distances(tmp_path, lines, must("painted", "no")) == [1, 0]


def test_the_nearest_of_several_alternatives_counts(tmp_path: Path) -> None:
    lines = [
        line("a", kind="vase", colors=["red"]),
        line("b", kind="jug", colors=["white", "blue"]),
        line("c", kind="jug", colors=["red"]),
    ]
    red_vase = must("kind", "vase", group=1), must("colors", "red", group=1)
    blue_jug = must("kind", "jug", group=2), must("colors", "blue", group=2)
    assert distances(tmp_path, lines, *red_vase, *blue_jug) == [0, 0.5, 1]


def test_what_is_not_sure_comes_later_but_before_any_shortcoming(tmp_path: Path) -> None:
    lines = [line(name) for name in "abcd"]
    for each, confidence in zip(lines, (0.2, 0.98, 0.9, 0.6), strict=True):
        each["confidence"] = {"kind": confidence}
    found = distances(tmp_path, lines, must("kind", "vase"))
    assert found[1] == found[2] == 0 < found[3] < found[0] <= DOUBT < min(RELATIVE, BESIDE)


def maybe(
    image_id: str, plausible: dict[str, list[tuple[str, float]]], **facts: str | list[str]
) -> dict[str, Any]:
    """A line of which only chances are known."""
    made: dict[str, Any] = line(image_id, "", product="", **facts)
    return {**made, "plausible": plausible}


def test_the_probability_of_what_is_asked_orders_what_is_not_certain(tmp_path: Path) -> None:
    lines = [
        maybe("likely", {"kind": [("vase", 0.6), ("jug", 0.3)]}),
        maybe("doubtful", {"kind": [("jug", 0.7), ("vase", 0.1)]}, kind="jug"),
        line("certain"),
    ]
    found = distances(tmp_path, lines, must("kind", "vase"))
    assert found == [round(-math.log(0.6) * SURPRISE, 3), round(-math.log(0.1) * SURPRISE, 3), 0]


def test_a_sum_of_distances_orders_by_the_product_of_the_probabilities(tmp_path: Path) -> None:
    chances = {"kind": [("vase", 0.5), ("jug", 0.5)], "painting": [("scene", 0.8), ("bare", 0.2)]}
    (found,) = distances(tmp_path, [maybe("a", chances)], must("kind", "vase"), must("painting", "scene"))
    assert found == pytest.approx(-math.log(0.5 * 0.8) * SURPRISE, abs=0.002)


def test_chances_of_a_family_add_up_and_its_relatives_are_worth_half(tmp_path: Path) -> None:
    lines = [maybe("a", {"kind": [("jug", 0.5), ("vase", 0.5)]}, kind="jug")]
    wish = must("kind", "vase", "jug", best=["vase"])
    assert distances(tmp_path, lines, wish) == [0.25]  # one of the two it is; half the time the relative


def test_of_a_multiple_facet_each_value_is_there_or_not_for_itself(tmp_path: Path) -> None:
    lines = [maybe("a", {"colors": [("red", 0.5), ("wine", 0.5)]}, colors=["white"])]
    assert distances(tmp_path, lines, must("colors", "red")) == [round(-math.log(0.75) * SURPRISE, 3)]


def test_what_may_have_what_is_excluded_comes_later(tmp_path: Path) -> None:
    lines = [maybe("a", {"kind": [("jug", 0.8), ("vase", 0.2)]}, kind="jug"), line("b", kind="jug")]
    assert distances(tmp_path, lines, must_not("kind", "vase")) == [round(-math.log(0.8) * SURPRISE, 3), 0]


def test_chances_reach_a_derived_facet(tmp_path: Path) -> None:
    lines = [maybe("a", {"painting": [("bare", 0.5), ("scene", 0.3), ("garland", 0.2)]})]
    assert distances(tmp_path, lines, must("painted", "yes")) == [round(-math.log(0.5) * SURPRISE, 3)]


def test_a_preference_is_met_as_far_as_it_is_likely(tmp_path: Path) -> None:
    lines = [maybe("a", {"texture": [("smooth", 0.75), ("ribbed", 0.25)]})]
    assert distances(tmp_path, lines, prefer("texture", "ribbed")) == [0.75]


def test_a_preferred_range_ranks(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path / "store", [line("a", price=50.0), line("b", price=20.0), line("c")])
    bounds = ParsedRange("price", None, 30.0, Mode.PREFER, ())
    leg = Fit(snapshot.columns, VASES).leg([], [bounds], np.arange(3), weight=1.0)
    assert leg is not None
    assert leg.ranks.tolist() == [2, 1, 2]


@pytest.mark.parametrize("mode", [Mode.MUST, Mode.MUST_NOT])
def test_nothing_wished_for_is_no_leg(tmp_path: Path, mode: Mode) -> None:
    snapshot = snapshot_of(tmp_path / "store", [line("a")])
    bounds = ParsedRange("price", None, 30.0, mode, ())
    assert Fit(snapshot.columns, VASES).leg([], [bounds], np.arange(1), weight=1.0) is None


def test_a_column_that_is_no_facet_fits_or_does_not(tmp_path: Path) -> None:
    lines = [line("a", brand="Tarn"), line("b", brand="Fieldmark")]
    assert distances(tmp_path, lines, prefer("brand", "Tarn")) == [0, 1]
