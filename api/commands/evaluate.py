"""`weft evaluate`: a run scored by judgments, a parser by labelled sentences, or an extractor by labels."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from weft.api.commands.bounds import add_bounds, bounds_of, verdict
from weft.api.commands.files import writing
from weft.api.commands.options import add_json, add_settings, settings_of
from weft.api.commands.page import add_page, make_page, require_page
from weft.api.terminal import answers, write_json
from weft.engine.errors import UsageError
from weft.engine.query.parser import Parser
from weft.evaluation import data
from weft.evaluation.attributes.page import render_attribute_page
from weft.evaluation.attributes.reading import read_readings
from weft.evaluation.attributes.report import (
    attribute_report_as_json,
    make_attribute_report,
    print_attribute_report,
)
from weft.evaluation.metrics import evaluate
from weft.evaluation.page.pictures import embedded, linked
from weft.evaluation.parses import read_parses
from weft.evaluation.parsing import judge_parses, parses_as_json, parses_by, parses_by_id, print_parses
from weft.evaluation.photos import read_photos
from weft.evaluation.qrels import read_qrels
from weft.evaluation.queries import read_queries
from weft.evaluation.report import make_report, print_report, report_as_json
from weft.evaluation.runs import read_run
from weft.vocab.loader import load_vocabulary


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    parser.add_argument(
        "run",
        type=Path,
        nargs="?",
        metavar="RUN",
        help="a TREC run by weft run; with --parse: parses",
    )
    parser.add_argument(
        "--parse",
        action="store_true",
        help="score the parser on --queries over --catalogue instead (the public benchmark's), or the"
        " parses in RUN, as weft parse --json writes them",
    )
    parser.add_argument(
        "--attributes",
        type=Path,
        metavar="FILE",
        help="score an extractor instead: catalogue lines as it read them, against --labels",
    )
    parser.add_argument(
        "--labels", type=Path, metavar="FILE", help="catalogue lines that are true (the public benchmark's)"
    )
    parser.add_argument("--qrels", type=Path, metavar="FILE", help="judgments in TREC's form")
    parser.add_argument(
        "--queries", type=Path, metavar="FILE", help="labelled queries: report by tag and language"
    )
    parser.add_argument(
        "--catalogue", type=Path, metavar="FILE", help="catalogue lines: count hits that break an exclusion"
    )
    parser.add_argument("--baseline", type=Path, metavar="RUN", help="another run to compare with")
    add_page(parser)
    add_bounds(parser)
    add_json(parser)
    add_settings(parser)


def run(arguments: Namespace) -> int:
    """Prints the report; the exit code says whether it keeps within the bounds."""
    if arguments.parse:
        return _score_parses(arguments)
    if arguments.attributes:
        return _score_attributes(arguments)
    if arguments.run is None or arguments.qrels is None:
        hint = "For example: weft evaluate RUN --qrels FILE, or: weft evaluate --parse."
        raise UsageError("Give a run and its judgments.", hint=hint)
    require_page(arguments)
    bounds = bounds_of(arguments)
    queries = read_queries(arguments.queries) if arguments.queries else ()
    qrels, settings = read_qrels(arguments.qrels), settings_of(arguments)
    vocabulary = load_vocabulary(settings.vocabulary)
    photos = read_photos(arguments.catalogue, vocabulary) if arguments.catalogue else None
    runs = [read_run(path) for path in (arguments.run, arguments.baseline) if path]
    scored = [(run, evaluate(run, qrels, queries=queries, photos=photos)) for run in runs]
    report = make_report(scored[0][1], queries, scored[1][1] if arguments.baseline else None)
    if arguments.html and photos:
        make_page(arguments, scored, queries=queries, qrels=qrels, photos=photos, settings=settings)
    if arguments.json:
        write_json(report_as_json(report))
    else:
        print_report(report, answers())
    return verdict(report, bounds)


def _score_parses(arguments: Namespace) -> int:
    vocabulary = load_vocabulary(settings_of(arguments).vocabulary)
    queries = read_queries(arguments.queries or data.QUERIES)
    photos = read_photos(arguments.catalogue or data.CATALOGUE, vocabulary)
    given = arguments.run
    parse = parses_by_id(read_parses(given)) if given else parses_by(Parser(vocabulary))
    outcomes = judge_parses(queries, parse, photos)
    if arguments.json:
        write_json(parses_as_json(outcomes))
    else:
        print_parses(outcomes, answers())
    return 0


def _score_attributes(arguments: Namespace) -> int:
    settings = settings_of(arguments)
    vocabulary = load_vocabulary(settings.vocabulary)
    readings = read_readings(arguments.attributes, arguments.labels or data.CATALOGUE, vocabulary)
    report = make_attribute_report(readings, vocabulary)
    if arguments.html:
        picture = embedded(arguments.images, settings.max_pixels) if arguments.images else linked
        with writing(arguments.html, "The page") as path:
            path.write_text(render_attribute_page(report, readings, vocabulary, picture), encoding="utf-8")
    if arguments.json:
        write_json(attribute_report_as_json(report))
    else:
        print_attribute_report(report, answers())
    return 0
