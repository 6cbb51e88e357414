"""How long a sentence takes to understand, with the vocabulary as it is and with one ten times as large.

`python -m weft.evaluation.bench.parse [--queries FILE] [--rounds N] [--json]` parses every sentence of the
file (one JSON object with a `query` a line) on one core. The larger vocabulary has every term and phrase
nine times more, under made-up words of the same length. "first" is the first time that a parser sees the
sentences, so that no word is remembered; "again" the median of the rounds that follow.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from time import perf_counter_ns

import numpy as np
from rich.console import Console
from rich.table import Table

from weft.engine.errors import WeftError
from weft.engine.query.parser import Parser
from weft.evaluation.queries import read_queries
from weft.vocab.loader import load_vocabulary
from weft.vocab.model import Facet, Phrase, Term, Vocabulary

TIMES = 10
QUERIES = Path("tests/golden/sentences.jsonl")
_CONSONANTS, _VOWELS = "bcdfghjklmnprstvwz", "aeiou"


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds a sentence, for one size of vocabulary; `build` is what making the parser takes."""

    vocabulary: str
    terms: int
    build: float
    first_p50: float
    first_p99: float
    p50: float
    p99: float
    slowest: float


def measure(texts: Sequence[str], vocabulary: Vocabulary, *, name: str, rounds: int) -> Timing:
    """Parses the texts once with a fresh parser, then for some rounds; each text counts by its median."""
    started = perf_counter_ns()
    parser = Parser(vocabulary)
    build = (perf_counter_ns() - started) / 1e6
    first = _timed(parser, texts)
    again = np.median([_timed(parser, texts) for _ in range(rounds)], axis=0)
    p50, p99, slowest = np.percentile(again, [50, 99, 100])
    first_p50, first_p99 = np.percentile(first, [50, 99])
    terms = sum(len(facet.terms) for facet in vocabulary.facets)
    return Timing(name, terms, *map(float, (build, first_p50, first_p99, p50, p99, slowest)))


def enlarged(vocabulary: Vocabulary, times: int, *, seed: int = 0) -> Vocabulary:
    """The vocabulary with every term and phrase so many times, the clones under made-up words."""
    random = Random(seed)
    facets = tuple(replace(each, terms=tuple(_terms(each, times, random))) for each in vocabulary.facets)
    return replace(vocabulary, facets=facets, phrases=tuple(_phrases(vocabulary, times, random)))


def _timed(parser: Parser, texts: Sequence[str]) -> list[float]:
    taken = []
    for text in texts:
        started = perf_counter_ns()
        parser.parse(text)
        taken.append((perf_counter_ns() - started) / 1e6)
    return taken


def _terms(facet: Facet, times: int, random: Random) -> Iterator[Term]:
    yield from facet.terms
    for clone in range(1, times):
        for term in facet.terms:
            words = {language: _made_up(forms, random) for language, forms in term.words.items()}
            yield replace(term, id=f"{term.id}-{clone}", words=words)


def _phrases(vocabulary: Vocabulary, times: int, random: Random) -> Iterator[Phrase]:
    yield from vocabulary.phrases
    for clone in range(1, times):
        for phrase in vocabulary.phrases:
            words = {language: _made_up(forms, random) for language, forms in phrase.words.items()}
            yield replace(phrase, id=f"{phrase.id}-{clone}", words=words)


def _made_up(forms: Sequence[str], random: Random) -> tuple[str, ...]:
    return tuple(" ".join(_word(len(word), random) for word in form.split()) for form in forms)


def _word(length: int, random: Random) -> str:
    return "".join(random.choice(_VOWELS if place % 2 else _CONSONANTS) for place in range(length))


def print_timings(timings: Sequence[Timing], console: Console) -> None:
    """One line a vocabulary."""
    columns = ("vocabulary", "terms", "build", "first p50", "first p99", "again p50", "again p99", "slowest")
    table = Table(*columns, title="Milliseconds a sentence")
    for timing in timings:
        name, terms, *numbers = asdict(timing).values()
        table.add_row(name, str(terms), *(f"{number:.3f}" for number in numbers))
    console.print(table)


def main(arguments: Sequence[str]) -> int:
    """Measures and prints; 2 for queries that cannot be read."""
    options = _options(arguments)
    try:
        texts = [query.text for query in read_queries(options.queries)]
        shipped = load_vocabulary()
    except WeftError as error:
        sys.stderr.write(f"{error} {error.hint}\n")
        return 2
    sizes = {"as shipped": shipped, f"{TIMES} times": enlarged(shipped, TIMES)}
    timings = [measure(texts, each, name=name, rounds=options.rounds) for name, each in sizes.items()]
    if options.json:
        sys.stdout.write(json.dumps([asdict(timing) for timing in timings]) + "\n")
    else:
        print_timings(timings, Console())
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m weft.evaluation.bench.parse", description="Times the parser.")
    parser.add_argument("--queries", type=Path, default=QUERIES, help="labelled queries (JSONL)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each sentence is parsed again")
    parser.add_argument("--json", action="store_true", help="print one JSON array instead of a table")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
