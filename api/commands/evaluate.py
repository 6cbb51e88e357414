"""`weft evaluate`: a run scored by judgments."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from weft.api.commands.options import add_json, add_settings, settings_of
from weft.api.terminal import answers, write_json
from weft.evaluation.metrics import Evaluation, evaluate
from weft.evaluation.photos import read_photos
from weft.evaluation.qrels import read_qrels
from weft.evaluation.queries import read_queries
from weft.evaluation.report import make_report, print_report, report_as_json
from weft.evaluation.runs import read_run
from weft.vocab.loader import load_vocabulary


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    parser.add_argument("run", type=Path, metavar="RUN", help="a TREC run, as weft run writes it")
    parser.add_argument("--qrels", type=Path, required=True, metavar="FILE", help="judgments in TREC's form")
    parser.add_argument(
        "--queries", type=Path, metavar="FILE", help="labelled queries: report by tag and language"
    )
    parser.add_argument(
        "--catalogue", type=Path, metavar="FILE", help="catalogue lines: count hits that break an exclusion"
    )
    parser.add_argument("--baseline", type=Path, metavar="RUN", help="another run to compare with")
    add_json(parser)
    add_settings(parser)


def run(arguments: Namespace) -> int:
    """Prints the report."""
    queries = read_queries(arguments.queries) if arguments.queries else ()
    qrels = read_qrels(arguments.qrels)
    vocabulary = load_vocabulary(settings_of(arguments).vocabulary)
    photos = read_photos(arguments.catalogue, vocabulary) if arguments.catalogue else None

    def scores(path: Path) -> Evaluation:
        return evaluate(read_run(path), qrels, queries=queries, photos=photos)

    baseline = scores(arguments.baseline) if arguments.baseline else None
    report = make_report(scores(arguments.run), queries, baseline)
    if arguments.json:
        write_json(report_as_json(report))
    else:
        print_report(report, answers())
    return 0
