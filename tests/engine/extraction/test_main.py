"""From labelled photos to what thresholds are derived from; the student is played by a ruler."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL.Image import Image, new

from tests.furniture import FOLDER
from tests.lamps import LAMPS
from weft.engine.errors import CatalogueError, ExtractionError, ImageError
from weft.engine.extraction.__main__ import judge, labelled_photos, main
from weft.engine.extraction.thresholds import thresholds_for
from weft.engine.model import Analysis, Attribute

COUNT = 150


class Ruler:
    """Takes wide photos for floor lamps, and is surer the wider they are; cannot read the first."""

    name = fingerprint = "ruler"
    version = 1

    def extract(self, pictures: Sequence[Image]) -> list[Analysis | ExtractionError]:
        return [
            Analysis({"kind": Attribute(("floor-lamp",), picture.width / COUNT)}, "")
            if picture.width > 1
            else ExtractionError("too narrow")
            for picture in pictures
        ]

    def close(self) -> None:
        """Holds nothing."""


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """Photos from 1 to 150 pixels wide; those above 80 show floor lamps."""
    lines = []
    for width in range(1, COUNT + 1):
        new("RGB", (width, 1)).save(tmp_path / f"{width}.png")
        kind = "floor-lamp" if width > 80 else "bulb"
        split = "train" if width % 150 == 100 else "dev"
        lines.append({"image": f"{width}.png", "attributes": {"kind": kind}, "split": split})
    path = tmp_path / "lamps.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    return path


def test_photos_of_a_split_are_judged_but_for_those_that_cannot_be_read(catalogue: Path) -> None:
    photos = labelled_photos(catalogue, catalogue.parent, "dev", LAMPS)
    judged = list(judge(Ruler(), photos, 10_000))

    assert (len(photos), len(judged)) == (COUNT - 1, COUNT - 2)
    answers, labels = zip(*judged, strict=True)
    found = thresholds_for(answers, labels, ["kind"], target=0.9)
    assert 60 / COUNT < found[0].least <= 81 / COUNT


def test_a_catalogue_without_such_photos_or_with_lines_that_are_none_is_refused(catalogue: Path) -> None:
    with pytest.raises(CatalogueError, match="no labelled photos"):
        labelled_photos(catalogue, catalogue.parent, "test", LAMPS)
    with pytest.raises(ImageError, match="no picture"):
        labelled_photos(catalogue, catalogue.parent / "elsewhere", "", LAMPS)
    catalogue.write_text("{")
    with pytest.raises(CatalogueError, match="line 1"):
        labelled_photos(catalogue, catalogue.parent, "", LAMPS)


@pytest.mark.parametrize(
    "extra", [["--labels", "nowhere.jsonl"], ["--facets", "smell"], ["--vocabulary", "moon"]]
)
def test_what_is_wrong_is_said_in_a_line(
    extra: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--labels", "x.jsonl", "--images", str(tmp_path), "--vocabulary", str(FOLDER)]

    assert main([*given, "--out", str(tmp_path / "out.json"), *extra]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("target", ["0", "1", "95", "most"])
def test_a_target_is_a_share(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--labels", "x", "--images", "x", "--out", "x", "--target", target])
    assert "--target" in capsys.readouterr().err
