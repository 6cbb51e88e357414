from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.engine.search.vases import VASES, line, must, must_not, prefer, snapshot_of
from weft.engine.model import Mode, ParsedFilter, ParsedRange
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
