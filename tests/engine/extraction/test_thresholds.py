import json
import math
from pathlib import Path

import pytest

from tests.lamps import LAMPS
from weft.engine.errors import SettingsError
from weft.engine.extraction.thresholds import (
    USUAL,
    Threshold,
    read_thresholds,
    thresholds_for,
    usual_thresholds,
    write_thresholds,
)
from weft.engine.model import Analysis, Attribute


def answers(*sure: float, value: str = "glass") -> list[Analysis]:
    return [Analysis({"shade": Attribute((value,), each)}, "") for each in sure]


def labels(*values: str) -> list[dict[str, Attribute]]:
    return [{"shade": Attribute((value,))} for value in values]


def derive(said: list[Analysis], true: list[dict[str, Attribute]], target: float) -> Threshold:
    (found,) = thresholds_for(said, true, ["shade"], target=target)
    return found


def test_the_threshold_is_the_lowest_confidence_that_is_right_often_enough() -> None:
    """Of 60 sure ones all are right, of 40 unsure ones half: Wilson's lower end is .957 at .9, .727 at .5."""
    said = answers(*[0.9] * 60, *[0.5] * 40)
    true = labels(*["glass"] * 60, *["glass", "paper"] * 20)

    assert derive(said, true, 0.95) == Threshold("shade", 0.9, 0.6, 1.0)
    assert derive(said, true, 0.72) == Threshold("shade", 0.5, 1.0, 0.8)


def test_a_few_right_answers_prove_nothing() -> None:
    found = derive(answers(0.9, 0.9, 0.9), labels("glass", "glass", "glass"), 0.9)

    assert (found.least, found.kept) == (math.inf, 0.0)


def test_answers_of_equal_confidence_stand_or_fall_together() -> None:
    """Were ties cut by chance, the 60 right ones alone would do."""
    said = answers(*[0.9] * 80)

    assert derive(said, labels(*["glass"] * 60, *["paper"] * 20), 0.95).least == math.inf


def test_photos_whose_label_is_unknown_are_not_judged() -> None:
    said, true = answers(*[0.9] * 90), labels(*["glass"] * 60, *["unknown"] * 30)

    assert derive(said, true, 0.95) == Threshold("shade", 0.9, 1.0, 1.0)


def test_the_order_of_several_values_does_not_count() -> None:
    said = [Analysis({"colors": Attribute(("red", "white"), 0.9)}, "")] * 60
    true = [{"colors": Attribute(("white", "red"))}] * 60

    (found,) = thresholds_for(said, true, ["colors"], target=0.95)
    assert found.accuracy == 1.0


def test_a_file_holds_what_was_derived(tmp_path: Path) -> None:
    path = tmp_path / "thresholds.json"
    found = [Threshold("kind", 0.625, 0.5, 0.96), Threshold("shade", math.inf, 0.0, math.nan)]
    write_thresholds(path, found, target=0.95, by="small-1")

    assert read_thresholds(path, LAMPS, by="small-1") == {"kind": 0.625, "shade": math.inf}
    assert json.loads(path.read_text())["target"] == 0.95


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"extractor": "small-1"}',
        '{"extractor": "small-1", "thresholds": {"kind": 2}}',
        '{"extractor": "small-1", "thresholds": {"kind": true}}',
        '{"extractor": "small-1", "thresholds": {"smell": 0.5}}',
        '{"extractor": "other-1", "thresholds": {"kind": 0.5}}',
    ],
)
def test_a_file_that_is_none_or_not_for_this_extractor_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "thresholds.json"
    path.write_text(text)

    with pytest.raises(SettingsError, match=r"thresholds") as caught:
        read_thresholds(path, LAMPS, by="small-1")
    assert caught.value.hint


def test_without_a_file_every_facet_with_one_value_counts() -> None:
    assert usual_thresholds(LAMPS) == {"kind": USUAL, "shade": USUAL}
