"""A student of a dozen drawn pictures, from the first line to the card, in some seconds."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch", reason="training needs the extra train")
pytest.importorskip("onnxscript", reason="training needs the extra train")

from tests.lamps import LAMPS  # noqa: E402
from weft.engine.errors import ExtraMissingError, SettingsError  # noqa: E402
from weft.engine.extraction.distill.backbone import SHAPES, open_backbone  # noqa: E402
from weft.engine.extraction.distill.card import FILE as CARD  # noqa: E402
from weft.engine.extraction.distill.distill import Photos, Plan, distill  # noqa: E402
from weft.engine.extraction.distill.lessons import read_photos  # noqa: E402
from weft.engine.extraction.distill.network import as_input  # noqa: E402
from weft.engine.extraction.distill.pictures import varied  # noqa: E402
from weft.engine.extraction.distill.train import Recipe  # noqa: E402
from weft.engine.extraction.student.student import Student  # noqa: E402
from weft.engine.model import Analysis  # noqa: E402

INKS = {"white": (250, 250, 250), "red": (200, 20, 30), "green": (20, 140, 40)}
RECIPE = Recipe(epochs=2, size=33, batch=4, rate=1e-3)
PLAN = Plan(name="lamps", backbone="tiny", size=65, recipe=RECIPE)
Tick = Callable[[int, int | None], None]


class Interrupted(Exception):
    """What a test does where a person would press Ctrl-C."""


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Photos:
    folder = tmp_path_factory.mktemp("lamps")
    lines = []
    for number in range(16):
        color = list(INKS)[number % 3]
        Image.new("RGB", (40, 50), INKS[color]).save(folder / f"{number}.png")
        label = {"kind": ("bulb", "table-lamp")[number % 2], "colors": [color]}
        lines.append(json.dumps({"image": f"{number}.png", "attributes": label}))
    (folder / "catalogue.jsonl").write_text("\n".join(lines))
    found = read_photos(folder / "catalogue.jsonl", folder, LAMPS)
    return Photos(main=found[:8], calibration=found[8:12], beside=found[:2], test=found[12:])


@pytest.fixture(scope="module")
def made(photos: Photos, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A student whose training was interrupted after its first epoch, and gone on with."""
    folder = tmp_path_factory.mktemp("student")
    with pytest.raises(Interrupted):
        run(photos, folder, interrupt_at=3)
    assert (folder / "work" / "checkpoint.pt").is_file()
    stages = run(photos, folder)
    assert next(each for each in stages if each.startswith("training")) == "training 3 of 4"
    return folder


def run(photos: Photos, folder: Path, *, interrupt_at: int = 0, plan: Plan = PLAN) -> list[str]:
    """Makes a student; returns what the stages told."""
    told = []

    def stage(what: str) -> Tick:
        def tick(done: int, total: int | None) -> None:
            if what == "training" and done == interrupt_at:
                raise Interrupted
            told.append(f"{what} {done} of {total}")

        return tick

    distill(photos, LAMPS, folder, plan=plan, facts={"made by": "a test"}, stage=stage)
    return told


def test_a_student_reads_what_it_was_taught_to(made: Path, photos: Photos) -> None:
    read = Student(LAMPS, made).extract([Image.new("RGB", (30, 30), INKS["red"])] * 2)

    assert all(
        isinstance(each, Analysis) and set(each.attributes) == {f.id for f in LAMPS.stored} for each in read
    )


def test_its_card_says_how_it_was_made_and_how_good_it_is(made: Path) -> None:
    card = (made / CARD).read_text()

    assert "- made by: a test" in card
    assert "| kind | 4 |" in card
    assert not (made / "work").exists()


def test_what_is_shipped_tells_nothing_of_the_machine_it_was_made_on(made: Path) -> None:
    network = (made / "student.onnx").read_bytes()

    assert str(Path.cwd()).encode() not in network
    assert b".py" not in network


def test_a_training_is_not_gone_on_with_by_another_recipe(photos: Photos, tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        run(photos, tmp_path, interrupt_at=3)

    with pytest.raises(SettingsError, match="begun with other photos or another recipe"):
        run(photos, tmp_path, plan=replace(PLAN, recipe=replace(RECIPE, seed=1)))


def test_pictures_are_varied_by_chance_and_hues_stay() -> None:
    red = np.full((6, 44, 44, 3), INKS["red"], np.uint8)

    seen = varied(red, 33, torch.Generator().manual_seed(1))
    again = varied(red, 33, torch.Generator().manual_seed(1))

    assert seen.shape == (6, 3, 33, 33)
    assert torch.equal(seen, again)
    colourful = seen[(seen[:, :1] != seen[:, 1:2]).expand_as(seen)].reshape(-1)  # not what is covered in gray
    assert colourful.numel() > 0
    assert bool((seen[:, 0] >= seen[:, 2]).all())  # red is nowhere less than blue


def test_padding_of_both_sides_keeps_corners_where_they_are() -> None:
    backbone = open_backbone("tiny").eval()

    middle, last = backbone(as_input(torch.zeros(1, 65, 65, 3, dtype=torch.uint8)))

    assert (middle.shape[2:], last.shape[2:]) == ((5, 5), (3, 3))


def test_a_backbone_that_there_is_not_and_weights_that_are_not_installed_are_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(SettingsError, match='no backbone "huge"'):
        open_backbone("huge")
    monkeypatch.setitem(SHAPES, "lite0", replace(SHAPES["lite0"], package="not_installed_at_all"))
    with pytest.raises(ExtraMissingError, match="not_installed_at_all"):
        open_backbone("lite0")
