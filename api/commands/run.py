"""`weft run`: a file of queries answered as a TREC run."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from weft.api.commands.options import add_store, opened_engine, whole_number
from weft.api.terminal import progress_bar, remarks
from weft.engine.model import SearchRequest
from weft.engine.search.engine import SearchEngine
from weft.evaluation.queries import read_queries
from weft.evaluation.runs import Run, ScoredImage, write_run

NAME = "weft"


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    parser.add_argument(
        "queries", type=Path, metavar="QUERIES.jsonl", help="one query a line, with id and query"
    )
    add_store(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="RUN", help="the file to write")
    parser.add_argument(
        "--depth", type=whole_number(1, 1_000), default=100, metavar="N", help="images a query (100)"
    )


def run(arguments: Namespace) -> int:
    """Writes the run and says how long it took."""
    queries = read_queries(arguments.queries)
    with opened_engine(arguments) as engine, progress_bar("queries") as tick:
        rankings = {}
        for done, query in enumerate(queries, 1):
            rankings[query.id] = _ranking(engine, query.text, arguments.depth)
            tick(done, len(queries))
    write_run(Run(NAME, rankings), arguments.out)
    remarks().print(f"{len(queries)} queries answered; the run is {arguments.out}.", markup=False)
    return 0


def _ranking(engine: SearchEngine, text: str, depth: int) -> tuple[ScoredImage, ...]:
    result = engine.search(SearchRequest(text=text, collapse=False, limit=depth, facets=()))
    return tuple(ScoredImage(hit.image.image_id, hit.score) for hit in result.hits)
