"""How long a search takes, warm and in process: parse, filters, legs, fusion, page, facets and reasons.

`python -m weft.evaluation.bench.search STORE QUERIES.jsonl` asks each labelled query once to warm up, then
`--rounds` times in an order that changes, and prints the percentiles of the whole and of each stage.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random

import numpy as np
from rich.console import Console
from rich.table import Table

from weft.engine.errors import WeftError
from weft.engine.model import SearchRequest
from weft.engine.search.engine import SearchEngine
from weft.engine.settings import load_settings
from weft.evaluation.queries import read_queries

WHOLE = "whole"
PERCENTILES = (50, 95, 99)


def time_searches(
    engine: SearchEngine, sentences: Sequence[str], *, rounds: int, seed: int = 0
) -> Mapping[str, Mapping[str, float]]:
    """Percentiles in milliseconds, by stage and for the whole call as its caller sees it."""
    order = list(sentences)
    for sentence in order:
        engine.search(SearchRequest(sentence))
    taken: dict[str, list[float]] = {WHOLE: []}
    chance = Random(seed)
    for _ in range(rounds):
        chance.shuffle(order)
        for sentence in order:
            _time_one(engine, sentence, taken)
    return {stage: _percentiles(values) for stage, values in taken.items()}


def _time_one(engine: SearchEngine, sentence: str, taken: dict[str, list[float]]) -> None:
    started = time.perf_counter()
    result = engine.search(SearchRequest(sentence))
    taken[WHOLE].append((time.perf_counter() - started) * 1000)
    for stage, milliseconds in result.took_ms.items():
        taken.setdefault(stage, []).append(milliseconds)


def _percentiles(values: Iterable[float]) -> Mapping[str, float]:
    found = np.percentile(np.fromiter(values, dtype=np.float64), PERCENTILES)
    return {f"p{share}_ms": round(float(value), 3) for share, value in zip(PERCENTILES, found, strict=True)}


def main(arguments: Sequence[str]) -> int:
    """Runs the benchmark; the exit code is 2 when the arguments are wrong."""
    parser = argparse.ArgumentParser(prog="python -m weft.evaluation.bench.search", description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    console = Console()
    try:
        engine = SearchEngine.open(given.store, load_settings())
        sentences = [query.text for query in read_queries(given.queries)]
    except WeftError as error:
        Console(stderr=True).print(f"{error} {error.hint}", markup=False, highlight=False)
        return 2
    found = time_searches(engine, sentences, rounds=given.rounds)
    engine.close()
    if given.json:
        console.print_json(json.dumps(found))
        return 0
    table = Table("stage", *(f"p{share} ms" for share in PERCENTILES), title=f"{len(sentences)} sentences")
    for stage, values in found.items():
        table.add_row(stage, *(f"{value:.2f}" for value in values.values()))
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
