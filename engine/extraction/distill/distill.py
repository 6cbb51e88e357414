"""From labelled photos to a student: read, keep back, learn, ship, calibrate, measure."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL.Image import Image

from weft.engine.catalogue.images import decode
from weft.engine.extraction.distill.backbone import open_backbone
from weft.engine.extraction.distill.calibrate import calibrated
from weft.engine.extraction.distill.card import Score, scores, write_card
from weft.engine.extraction.distill.export import export
from weft.engine.extraction.distill.lessons import Photo, blank_sheet, targets
from weft.engine.extraction.distill.network import StudentNetwork
from weft.engine.extraction.distill.pictures import MARGIN, MAX_PIXELS, Progress, kept_pictures
from weft.engine.extraction.distill.train import Course, Recipe, train
from weft.engine.extraction.student.sheet import Sheet, write_sheet
from weft.engine.extraction.student.student import Network, Student
from weft.vocab.model import Vocabulary

Floats = NDArray[np.float32]

Stage = Callable[[str], Progress]
"""Told what comes next, and gives what is told how far that is."""

DIMENSION = 128
"""Length of image vectors."""

_AT_ONCE = 16
_PICTURES_FOR_AXES = 2_000


@dataclass(frozen=True, slots=True)
class Photos:
    """What a student is made from: learnt from in full, learnt from in part, calibrated on, measured on.

    Of `beside` as many as a seventh of `main` are drawn for each epoch: other pictures, such as drawn
    ones, that are to be known too and not to take over.
    """

    main: Sequence[Photo]
    calibration: Sequence[Photo]
    beside: Sequence[Photo] = ()
    test: Sequence[Photo] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What kind of student: its name and version, its backbone, the side of the pictures that it reads."""

    name: str
    version: int = 1
    backbone: str = "lite0"
    pretrained: bool = True
    size: int = 193
    recipe: Recipe = field(default_factory=Recipe)


def distill(
    photos: Photos,
    vocabulary: Vocabulary,
    folder: Path,
    *,
    plan: Plan,
    facts: Mapping[str, object],
    stage: Stage,
) -> list[Score]:
    """Makes a student in the folder, and returns how good it is on the photos to measure on.

    An interrupted one goes on where it stopped: what is not finished lies in `folder/work`.
    """
    work = folder / "work"
    work.mkdir(parents=True, exist_ok=True)
    sheet = blank_sheet(vocabulary, name=plan.name, version=plan.version, size=plan.size, dimension=DIMENSION)
    _learn(photos, sheet, folder, plan=plan, stage=stage)
    write_sheet(sheet, folder)
    rows = _rows(Network(folder), photos.calibration, stage("calibrating"))
    sheet = calibrated(sheet, rows, photos.calibration, vocabulary)
    write_sheet(sheet, folder)
    measured = _measured(Student(vocabulary, folder), photos.test, vocabulary, stage("measuring"))
    write_card(folder, sheet=sheet, facts=facts, measured=measured)
    shutil.rmtree(work)
    return measured


def _learn(photos: Photos, sheet: Sheet, folder: Path, *, plan: Plan, stage: Stage) -> None:
    """Trains the network and writes it."""
    taught = [*photos.main, *photos.beside]
    side = round(plan.recipe.size * MARGIN)
    pictures = kept_pictures(taught, side, folder / "work" / "pictures.npy", stage("reading pictures"))
    course = Course(pictures, targets(taught, sheet), sheet, len(photos.main), _beside(photos))
    torch.manual_seed(plan.recipe.seed)  # for what the new layers begin with
    network = StudentNetwork(open_backbone(plan.backbone, pretrained=plan.pretrained), sheet.width)
    checkpoint = folder / "work" / "checkpoint.pt"
    network = train(network, course, plan.recipe, checkpoint=checkpoint, progress=stage("training"))
    some = pictures[: len(photos.main)][:_PICTURES_FOR_AXES]
    export(network, folder, size=plan.size, pictures=some, dimension=sheet.dimension)


def _beside(photos: Photos) -> int:
    return min(len(photos.beside), len(photos.main) // 7)


def _rows(network: Network, photos: Sequence[Photo], progress: Progress) -> Floats:
    """The logits of the photos, read as they will be read."""
    rows = [network.run(pictures)[0] for pictures in _batches(photos, progress)]
    return np.concatenate(rows)


def _measured(
    student: Student, photos: Sequence[Photo], vocabulary: Vocabulary, progress: Progress
) -> list[Score]:
    analyses = [each for pictures in _batches(photos, progress) for each in student.read(pictures)]
    return scores(analyses, photos, vocabulary)


def _batches(photos: Sequence[Photo], progress: Progress) -> Iterator[list[Image]]:
    for start in range(0, len(photos), _AT_ONCE):
        progress(start, len(photos))
        yield [decode(photo.path, MAX_PIXELS) for photo in photos[start : start + _AT_ONCE]]
