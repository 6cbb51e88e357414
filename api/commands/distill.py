"""`weft distill`: a student of your own, trained on labelled photos."""

from __future__ import annotations

import shlex
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table

from weft.api.commands.options import add_json, add_settings, settings_of, whole_number
from weft.api.terminal import ProgressTick, answers, progress_bar, remarks, write_json
from weft.engine.errors import ExtraMissingError, UsageError
from weft.vocab.loader import load_vocabulary
from weft.vocab.model import Vocabulary

if TYPE_CHECKING:  # it needs torch
    from weft.engine.extraction.distill.card import Score
    from weft.engine.extraction.distill.distill import Photos, Plan

NEEDED = ("torch", "onnx", "onnxscript")
"""The packages of the extra `train` that are imported."""


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    parser.add_argument("catalogue", type=Path, metavar="CATALOGUE", help="catalogue lines with attributes")
    parser.add_argument("--images", type=Path, required=True, metavar="DIR", help="folder of the pictures")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the student")
    parser.add_argument("--split", metavar="NAME", help="learn only from lines with this `split`")
    parser.add_argument("--test", metavar="NAME", help="measure on lines with this `split`")
    parser.add_argument(
        "--together",
        default="product_id",
        metavar="FIELD",
        help="lines that agree in it are never both learnt from and calibrated with (product_id)",
    )
    parser.add_argument(
        "--beside",
        type=Path,
        nargs=2,
        action="append",
        default=[],
        metavar=("CATALOGUE", "DIR"),
        help="further photos to know, such as drawn ones; may be repeated",
    )
    _add_recipe(parser)
    add_settings(parser)
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Trains, writes the student, and says how often it is right."""
    _require_extra()
    from weft.engine.extraction.distill.distill import distill  # needs torch

    if arguments.test and arguments.split in (None, arguments.test):
        hint = "Measure on photos that are not learnt from: --split train --test dev."
        raise UsageError("--test needs a --split that is another.", hint=hint)
    vocabulary = load_vocabulary(settings_of(arguments).vocabulary)
    plan, photos = _plan(arguments), _photos(arguments, vocabulary)
    with ExitStack() as bars:

        def stage(what: str) -> ProgressTick:
            bars.close()  # one bar at a time
            return bars.enter_context(progress_bar(what))

        facts = _facts(photos, plan)
        measured = distill(photos, vocabulary, arguments.out, plan=plan, facts=facts, stage=stage)
    if arguments.json:
        write_json([asdict(score) for score in measured])
    else:
        answers().print(_table(measured))
    remarks().print(f"The student is {arguments.out}.", markup=False, soft_wrap=True)
    return 0


def _add_recipe(parser: ArgumentParser) -> None:
    parser.add_argument("--name", help="name of the student (that of --out)")
    parser.add_argument(
        "--version", type=whole_number(1, 2**31 - 1), default=1, metavar="N", help="its version (1)"
    )
    parser.add_argument(
        "--backbone", default="lite0", metavar="NAME", help="lite0 (default), lite1, lite2 or tiny"
    )
    parser.add_argument("--from-nothing", action="store_true", help="begin without ImageNet's weights")
    parser.add_argument("--epochs", type=whole_number(1, 10_000), default=8, metavar="N", help="(8)")
    parser.add_argument("--seed", type=whole_number(0, 2**31 - 1), default=0, metavar="N", help="(0)")
    parser.add_argument(
        "--held-out",
        type=whole_number(1, 50),
        default=10,
        metavar="PERCENT",
        help="kept back to calibrate with (10)",
    )
    parser.add_argument(
        "--half",
        action="store_true",
        help="train at half precision, for processors and GPUs that have bfloat16",
    )


def _require_extra() -> None:
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        raise ExtraMissingError(
            f"Training needs packages that are not installed: {', '.join(missing)}.",
            hint="pip install 'weft[train]'.",
        )


def _plan(arguments: Namespace) -> Plan:
    from weft.engine.extraction.distill.distill import Plan  # needs torch
    from weft.engine.extraction.distill.train import Recipe

    return Plan(
        name=arguments.name or arguments.out.resolve().name,
        version=arguments.version,
        backbone=arguments.backbone,
        pretrained=not arguments.from_nothing,
        recipe=Recipe(epochs=arguments.epochs, seed=arguments.seed, half=arguments.half),
    )


def _photos(arguments: Namespace, vocabulary: Vocabulary) -> Photos:
    from weft.engine.extraction.distill.distill import Photos  # needs torch
    from weft.engine.extraction.distill.lessons import held_out, of_split, read_photos

    found = read_photos(arguments.catalogue, arguments.images, vocabulary)
    share, together = arguments.held_out / 100, arguments.together
    learnt = of_split(found, arguments.split)
    main, calibration = held_out(learnt, share, together=together, seed=arguments.seed)
    beside = [photo for lines, folder in arguments.beside for photo in read_photos(lines, folder, vocabulary)]
    test = of_split(found, arguments.test) if arguments.test else ()
    return Photos(main, calibration, beside, test)


def _facts(photos: Photos, plan: Plan) -> dict[str, object]:
    from weft.engine.extraction.distill.backbone import SHAPES  # needs torch

    begun = (SHAPES[plan.backbone].package if plan.pretrained else "") or "nothing"
    return {
        "made by": f"`weft {shlex.join(sys.argv[1:])}`",
        "learnt from": f"{len(photos.main):,} photos, and {len(photos.beside):,} beside them",
        "calibrated on": f"{len(photos.calibration):,} photos that it did not learn from",
        "measured on": f"{len(photos.test):,} photos that nothing was learnt or calibrated from",
        "backbone": f"{plan.backbone}, begun with {begun}; it reads {plan.size} by {plan.size} pixels",
        "recipe": ", ".join(f"{name} {value}" for name, value in asdict(plan.recipe).items()),
    }


def _table(measured: Sequence[Score]) -> Table:
    table = Table(
        "facet", "photos", "right", "calibration error", "right among plausible", "plausible values"
    )
    for each in measured:
        shares = (f"{share:.3f}" for share in (each.accuracy, each.calibration_error, each.covered))
        table.add_row(each.facet, str(each.photos), *shares, f"{each.plausible:.1f}")
    return table
