"""`weft benchmark`: Weft and the baselines on the public benchmark, or on one of your own."""

from __future__ import annotations

import shlex
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import replace
from pathlib import Path

from weft.api.commands.files import writing
from weft.api.commands.options import add_json, add_settings, settings_of
from weft.api.terminal import answers, progress_bar, write_json
from weft.engine.settings import Settings
from weft.evaluation import data
from weft.evaluation.benchmark import Entry, make_leaderboard, timed
from weft.evaluation.contestants import contestants
from weft.evaluation.leaderboard import leaderboard_as_json, leaderboard_as_markdown, print_leaderboard
from weft.evaluation.photos import read_photos
from weft.evaluation.qrels import read_qrels
from weft.evaluation.queries import LabelledQuery, read_queries
from weft.evaluation.runs import read_run
from weft.vocab.loader import load_vocabulary


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    ours = "(the public benchmark's)"
    parser.add_argument(
        "--queries", type=Path, default=data.QUERIES, metavar="FILE", help=f"labelled queries {ours}"
    )
    parser.add_argument("--qrels", type=Path, default=data.QRELS, metavar="FILE", help=f"judgments {ours}")
    parser.add_argument(
        "--catalogue", type=Path, default=data.CATALOGUE, metavar="FILE", help=f"catalogue as JSONL {ours}"
    )
    parser.add_argument(
        "--run",
        dest="runs",
        action="append",
        type=_named_file,
        default=[],
        metavar="NAME=FILE",
        help="a TREC run of another engine, to be scored too; may be repeated",
    )
    parser.add_argument("--store", type=Path, metavar="DIR", help="keep Weft's index there (temporary)")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the leaderboard there too")
    add_json(parser)
    add_settings(parser)


def run(arguments: Namespace) -> int:
    """Lets every engine answer, and prints the leaderboard."""
    settings = settings_of(arguments)
    queries, qrels = read_queries(arguments.queries), read_qrels(arguments.qrels)
    photos = read_photos(arguments.catalogue, load_vocabulary(settings.vocabulary))
    given = [Entry(replace(read_run(path), name=name)) for name, path in arguments.runs]
    if given:  # refuses a run of another catalogue before the engines do their work
        make_leaderboard(given, qrels, queries=queries, photos=photos)
    entries = _answers(arguments, settings, queries) + given
    board = make_leaderboard(entries, qrels, queries=queries, photos=photos)
    if arguments.markdown:
        page = leaderboard_as_markdown(board, shlex.join(["weft", *sys.argv[1:]]))
        with writing(arguments.markdown, "The leaderboard") as path:
            path.write_text(page, encoding="utf-8")
    if arguments.json:
        write_json(leaderboard_as_json(board))
    else:
        print_leaderboard(board, answers())
    return 0


def _named_file(text: str) -> tuple[str, Path]:
    name, equals, path = text.partition("=")
    if not (name.strip() and equals and path):
        raise ArgumentTypeError(f"must be NAME=FILE, not {text!r}")
    return name.strip(), Path(path)


def _answers(arguments: Namespace, settings: Settings, queries: tuple[LabelledQuery, ...]) -> list[Entry]:
    """Every engine's answers, Weft's first."""
    with contestants(arguments.catalogue, settings, arguments.store) as engines:
        entries = []
        for name, rank in engines.items():
            with progress_bar(name) as tick:
                entries.append(timed(name, rank, queries, progress=tick))
        return entries
