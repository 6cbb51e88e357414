"""`weft tune`: better weights, searched on some queries and reported on others."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from pathlib import Path

from weft.api.commands.files import writing
from weft.api.commands.options import add_json, add_store, settings_of, whole_number
from weft.api.terminal import answers, progress_bar, write_json
from weft.evaluation import data
from weft.evaluation.metrics import MEASURES
from weft.evaluation.qrels import answerable, read_qrels
from weft.evaluation.queries import LabelledQuery, read_queries
from weft.evaluation.trials import scoring
from weft.evaluation.tuning import Parts, parts_of, split, tune
from weft.evaluation.tuning_report import print_tuned, tuned_as_json, tuned_as_toml

_MEASURES = tuple(name for name in MEASURES if name.endswith("@10"))


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    add_store(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="settings file to write")
    parser.add_argument(
        "--queries",
        type=Path,
        default=data.QUERIES,
        metavar="FILE",
        help="labelled queries (the public benchmark's)",
    )
    parser.add_argument(
        "--qrels", type=Path, default=data.QRELS, metavar="FILE", help="judgments (the public benchmark's)"
    )
    parser.add_argument(
        "--unseen",
        type=Path,
        metavar="FILE",
        help="report on these queries and train on all others (a part of --queries is kept back)",
    )
    parser.add_argument(
        "--share", type=_share, default=0.5, metavar="SHARE", help="share of --queries to train on (0.5)"
    )
    parser.add_argument("--measure", choices=_MEASURES, default=_MEASURES[0], help="what to raise (nDCG@10)")
    parser.add_argument(
        "--seed", type=whole_number(0, 2**31), default=0, metavar="N", help="of the split and the search (0)"
    )
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Writes the settings file and says what it is worth."""
    settings, qrels = settings_of(arguments), read_qrels(arguments.qrels)
    parts = _parts(arguments, answerable(qrels))
    with (
        scoring(arguments.store, settings, qrels, arguments.measure) as score,
        progress_bar("settings") as tick,
    ):
        tuned = tune(parts, score, settings, measure=arguments.measure, seed=arguments.seed, progress=tick)
    with writing(arguments.out, "The settings file") as path:
        path.write_text(tuned_as_toml(tuned), encoding="utf-8")
    if arguments.json:
        write_json(tuned_as_json(tuned))
    else:
        print_tuned(tuned, answers())
    return 0


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise ArgumentTypeError(f"must be between 0 and 1, not {text!r}")
    return share


def _parts(arguments: Namespace, judged: frozenset[str]) -> Parts:
    queries = _judged(arguments.queries, judged)
    if arguments.unseen:
        return parts_of(queries, _judged(arguments.unseen, judged))
    return split(queries, share=arguments.share, seed=arguments.seed)


def _judged(path: Path, judged: frozenset[str]) -> Sequence[LabelledQuery]:
    return [query for query in read_queries(path) if query.id in judged]
