"""`weft bench`: how fast Weft searches catalogues of several sizes, beside LanceDB's own hybrid search."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

from weft.api.commands.files import writing
from weft.api.commands.options import add_json, add_settings, settings_of, whole_number
from weft.api.terminal import answers, remarks, write_json
from weft.engine.errors import EvaluationError
from weft.evaluation import data
from weft.evaluation.bench.clients import Server
from weft.evaluation.bench.peers import VECTOR_INDEXES
from weft.evaluation.bench.results import plotted, print_trial, trial_as_json, trials_as_markdown
from weft.evaluation.bench.trial import Plan, Trial, run_trial
from weft.evaluation.records import read_records
from weft.vocab.loader import load_vocabulary

SIZE = 100_000

_LOOK_AGAIN = 0.2


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    parser.add_argument(
        "--size",
        dest="sizes",
        type=whole_number(1_000, 10_000_000),
        nargs="+",
        default=[SIZE],
        metavar="N",
        help=f"images; several sizes show how it grows ({SIZE:,})",
    )
    parser.add_argument(
        "--peers",
        choices=[*VECTOR_INDEXES],
        nargs="*",
        default=["hnsw"],
        help="vector indexes of LanceDB to compare with, or none (hnsw)",
    )
    parser.add_argument(
        "--mix", type=whole_number(28, 10_000), default=224, metavar="N", help="different searches (224)"
    )
    parser.add_argument(
        "--catalogue",
        type=Path,
        default=data.CATALOGUE,
        metavar="FILE",
        help="catalogue to draw images from, as JSONL (the public benchmark's)",
    )
    parser.add_argument("--folder", type=Path, metavar="DIR", help="build there (in a temporary folder)")
    parser.add_argument(
        "--markdown", type=Path, metavar="FILE", help="write a page there, and its plot beside it"
    )
    add_json(parser)
    add_settings(parser)


def run(arguments: Namespace) -> int:
    """Measures one size after the other; with --json the last line is the last size's."""
    settings = settings_of(arguments)
    records = read_records(arguments.catalogue, load_vocabulary(settings.vocabulary))
    trials = []
    for size in sorted(set(arguments.sizes)):
        plan = Plan(size, tuple(dict.fromkeys(arguments.peers)), mix=arguments.mix)
        remarks().print(f"{size:,} images ...")
        with TemporaryDirectory(prefix="weft-bench-", dir=arguments.folder) as folder:
            trials.append(run_trial(plan, records, Path(folder), settings=settings, serve=_served))
        _tell(trials[-1], as_json=arguments.json)
    if arguments.markdown:
        _write_page(trials, arguments.markdown)
    return 0


def _tell(trial: Trial, *, as_json: bool) -> None:
    if as_json:
        write_json(trial_as_json(trial))
    else:
        print_trial(trial, answers())


def _write_page(trials: list[Trial], path: Path) -> None:
    picture = path.with_suffix(".svg")
    page = trials_as_markdown(trials, shlex.join(["weft", *sys.argv[1:]]), picture.name)
    with writing(path, "The page"):
        path.write_text(page, encoding="utf-8")
        picture.write_text(plotted(trials), encoding="utf-8")


@contextmanager
def _served(store: Path) -> Iterator[Server]:
    """`weft serve` in a process of its own, on a free port."""
    words = ["serve", "--store", str(store), "--port", "0", "--open"]
    code = "import sys; from weft.api.cli import main; sys.exit(main())"
    with TemporaryFile("w+", encoding="utf-8") as said:
        process = subprocess.Popen([sys.executable, "-c", code, *words], stderr=said)
        try:
            yield Server(_address(process, said), process.pid)
        finally:
            process.terminate()
            process.wait()


def _address(process: subprocess.Popen[bytes], said: IO[str]) -> str:
    """Where the server says that it is, as soon as it does; EvaluationError if it ends instead."""
    while process.poll() is None:
        said.seek(0)
        if address := re.search(r"http://\S+?:\d+", said.read()):
            return address[0]
        time.sleep(_LOOK_AGAIN)
    said.seek(0)
    raise EvaluationError(f"The server did not start: {said.read().strip()}", hint="See weft serve --help.")
