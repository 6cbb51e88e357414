"""`weft quepid`: judgments and runs to Quepid's CSV files, and back."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from weft.api.commands.files import writing
from weft.api.commands.options import whole_number
from weft.engine.errors import UsageError
from weft.evaluation import quepid
from weft.evaluation.qrels import read_qrels, write_qrels
from weft.evaluation.queries import LabelledQuery, read_queries
from weft.evaluation.runs import read_run, write_run


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    parser.add_argument(
        "--queries", type=Path, required=True, metavar="FILE", help="queries with id and text"
    )
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument(
        "--qrels", type=Path, metavar="FILE", help="judgments: TREC, or Quepid's ratings (.csv)"
    )
    given.add_argument("--run", type=Path, metavar="FILE", help="a run: TREC, or Quepid's snapshot (.csv)")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the other form: .csv if the given is TREC"
    )
    parser.add_argument(
        "--case", type=whole_number(1, 10**9), default=1, metavar="N", help="Quepid case of a snapshot (1)"
    )


def run(arguments: Namespace) -> int:
    """Writes the other form."""
    given = arguments.qrels or arguments.run
    if _is_csv(given) == _is_csv(arguments.out):
        raise UsageError(
            "One of the two files must be .csv, and one not.", hint="TREC files have any other ending."
        )
    queries = read_queries(arguments.queries)
    with writing(arguments.out, "The other form") as path:
        (_judgments if arguments.qrels else _hits)(arguments, queries, path)
    return 0


def _judgments(arguments: Namespace, queries: Sequence[LabelledQuery], out: Path) -> None:
    if _is_csv(arguments.qrels):
        write_qrels(quepid.read_ratings(arguments.qrels, queries), out)
    else:
        quepid.write_ratings(read_qrels(arguments.qrels), queries, out)


def _hits(arguments: Namespace, queries: Sequence[LabelledQuery], out: Path) -> None:
    if _is_csv(arguments.run):
        write_run(quepid.read_snapshot(arguments.run, queries), out)
    else:
        quepid.write_snapshot(read_run(arguments.run), queries, out, arguments.case)


def _is_csv(path: Path) -> bool:
    return path.suffix.lower() == ".csv"
