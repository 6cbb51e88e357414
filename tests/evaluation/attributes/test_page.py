import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image

from tests.lamps import LAMPS
from weft.api.cli import main
from weft.engine.errors import EvaluationError
from weft.evaluation.attributes.page import render_attribute_page
from weft.evaluation.attributes.reading import Readings, read_readings
from weft.evaluation.attributes.report import make_attribute_report
from weft.evaluation.page.pictures import embedded, linked


def line(image_id: str, kind: str, shade: str, **more: object) -> dict[str, object]:
    attributes = {"kind": kind, "shade": shade} if shade else {"kind": kind}
    return {"image_id": image_id, "image": f"{image_id}.png", "attributes": attributes, **more}


def write(path: Path, *lines: Mapping[str, object]) -> Path:
    path.write_text("".join(f"{json.dumps(each)}\n" for each in lines))
    return path


@pytest.fixture
def readings(tmp_path: Path) -> Readings:
    sure = {
        "confidence": {"shade": 0.9},
        "plausible": {"shade": [["glass", 0.5], ["paper", 0.3], ["iron", 0.1]]},
    }
    predicted = write(
        tmp_path / "predicted.jsonl",
        line("a", "table-lamp", "glass", **sure),
        line("b", "bulb", ""),
    )
    labels = write(
        tmp_path / "labels.jsonl",
        line("a", "table-lamp", "iron", caption="an <iron> lamp"),
        line("b", "bulb", ""),
        line("c", "bulb", ""),
    )
    return read_readings(predicted, labels, LAMPS)


def test_a_derived_facet_is_as_sure_as_all_that_it_may_come_from(readings: Readings) -> None:
    lit = readings.of(LAMPS.by_id["lit"], LAMPS)[0]

    assert lit.read.values == ("yes",)  # glass and paper are
    assert lit.read.confidence == pytest.approx(0.8)
    assert lit.label.values == ("no",)


def test_labels_that_were_not_read_are_counted(readings: Readings) -> None:
    assert (len(readings.pairs), readings.unread) == (2, 1)


def test_a_photo_without_a_label_is_refused(tmp_path: Path) -> None:
    predicted = write(tmp_path / "p.jsonl", line("x", "bulb", ""))
    labels = write(tmp_path / "l.jsonl", line("a", "bulb", ""))

    with pytest.raises(EvaluationError, match="'x' among them"):
        read_readings(predicted, labels, LAMPS)


def test_the_page_shows_the_surest_mistakes_with_their_pictures(readings: Readings, tmp_path: Path) -> None:
    Image.new("RGB", (9, 9)).save(tmp_path / "a.png")
    report = make_attribute_report(readings, LAMPS)

    page = render_attribute_page(report, readings, LAMPS, embedded(tmp_path, 1_000))

    assert "Surest mistakes" in page
    assert "an &lt;iron&gt; lamp" in page
    assert page.count("data:image/jpeg") == 2  # shade, and what is derived from it
    assert "data:image" not in render_attribute_page(report, readings, LAMPS, linked)


def test_the_command_prints_the_report_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hat = {"image_id": "a", "image": "a.jpg", "attributes": {"category": "hat", "colors": ["red", "blue"]}}
    cap = {**hat, "attributes": {"category": "cap", "colors": ["red"]}}
    predicted, labels = write(tmp_path / "p.jsonl", hat), write(tmp_path / "l.jsonl", cap)

    code = main(["evaluate", "--attributes", str(predicted), "--labels", str(labels), "--json"])

    report = json.loads(capsys.readouterr().out)
    assert code == 0
    by_facet = {each["facet"]: each for each in report["facets"]}
    assert (by_facet["category"]["accuracy"], by_facet["colors"]["accuracy"]) == (0, 1)
    assert by_facet["colors"]["overlap"] == 0.5
