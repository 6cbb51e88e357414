"""`weft grade`: a page where a person grades what runs found, and how far two graders agree."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from weft.api.commands.options import PORT, add_json, add_settings, settings_of, whole_number
from weft.api.server import address_of, bind, serve
from weft.api.terminal import answers, remarks, write_json
from weft.engine.errors import UsageError
from weft.evaluation.grading import Agreement, Grades, agreement, create_grading_app, make_pool
from weft.evaluation.grading.app import Session
from weft.evaluation.qrels import read_qrels
from weft.evaluation.queries import read_queries
from weft.evaluation.records import read_records
from weft.evaluation.runs import read_run
from weft.vocab.loader import load_vocabulary

_SHOWN = 20


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    parser.add_argument("runs", type=Path, nargs="*", metavar="RUN", help="TREC runs whose hits are pooled")
    parser.add_argument("--queries", type=Path, metavar="FILE", help="their queries, JSONL")
    parser.add_argument("--catalogue", type=Path, metavar="FILE", help="the images they found, JSONL")
    parser.add_argument("--images", type=Path, metavar="DIR", help="folder of the pictures")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="TREC judgments; grading goes on where it stops"
    )
    parser.add_argument(
        "--depth",
        type=whole_number(1, 1_000),
        default=10,
        metavar="N",
        help="hits of each run that are pooled (10)",
    )
    parser.add_argument(
        "--port",
        type=whole_number(0, 65_535),
        default=PORT,
        metavar="N",
        help=f"port ({PORT}; 0: a free one)",
    )
    parser.add_argument(
        "--agreement",
        nargs=2,
        type=Path,
        metavar="FILE",
        help="compare the judgments of two graders instead",
    )
    add_json(parser)
    add_settings(parser)


def run(arguments: Namespace) -> int:
    """Serves the page until Ctrl-C, or compares two graders."""
    if arguments.agreement:
        first, second = map(read_qrels, arguments.agreement)
        _tell(agreement(first, second), as_json=arguments.json)
        return 0
    session = _session(arguments)
    with bind("127.0.0.1", arguments.port) as listening:
        pooled = sum(map(len, session.pool.values()))
        told = f"Grade {pooled:,} images of {len(session.pool):,} sentences at {address_of(listening)}"
        remarks().print(
            f"{told} (Ctrl-C stops it; {arguments.out} keeps the grades)", markup=False, soft_wrap=True
        )
        port = listening.getsockname()[1]
        serve(create_grading_app(session, [f"127.0.0.1:{port}", f"localhost:{port}"]), listening)
    return 0


def _session(arguments: Namespace) -> Session:
    for name in ("runs", "queries", "catalogue", "out"):
        if not getattr(arguments, name):
            hint = "weft grade RUN --queries FILE --catalogue FILE --images DIR --out FILE"
            raise UsageError(f"To grade, {name} must be named too.", hint=hint)
    if arguments.images is not None and not arguments.images.is_dir():
        raise UsageError(
            f"There is no folder {arguments.images}.", hint="--images names the folder of the pictures."
        )
    queries = read_queries(arguments.queries)
    vocabulary = load_vocabulary(settings_of(arguments).vocabulary)
    return Session(
        queries,
        make_pool([read_run(path) for path in arguments.runs], queries, depth=arguments.depth),
        {record.image_id: record for record in read_records(arguments.catalogue, vocabulary)},
        arguments.images,
        Grades(arguments.out),
    )


def _tell(found: Agreement, *, as_json: bool) -> None:
    if as_json:
        write_json(asdict(found))
        return
    console = answers()
    console.print(
        f"{found.shared:,} judged by both: {found.equal:.1%} equal, {found.equal_relevance:.1%} on relevance"
    )
    console.print(f"Krippendorff's alpha (ordinal) {found.alpha:.3f}")
    for each in found.disagreements[:_SHOWN]:
        console.print(f"  {each.query_id} {each.image_id}: {each.first} and {each.second}", markup=False)
    if len(found.disagreements) > _SHOWN:
        console.print(f"  ... and {len(found.disagreements) - _SHOWN:,} more; --json lists them all")
