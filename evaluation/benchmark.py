"""A leaderboard: several engines on the same sentences and judgments, each compared with the first.

An engine takes part by a function that ranks, which is timed here, or by a run that it made elsewhere.
All are cut to the same depth, so that hits which break an exclusion can be compared.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from weft.engine.errors import EvaluationError
from weft.evaluation.metrics import BROKEN, NO_RESULT, WRONG, Evaluation, evaluate
from weft.evaluation.photos import Photos
from weft.evaluation.qrels import Qrels
from weft.evaluation.queries import LabelledQuery, by_slice
from weft.evaluation.runs import Run, ScoredImage
from weft.evaluation.significance import Comparison, compare

MEASURE = "nDCG@10"
"""What the leaderboard is ordered and tested by."""

DEPTH = 100
"""Hits of each engine that count."""

PAGE = 10
"""Hits that are asked for when an engine is timed."""

FOREIGN = "foreign"
"""The slice of all languages but English."""

COLUMNS = (
    ("all", MEASURE, "all"),
    ("negation", MEASURE, "negation"),
    ("typo", MEASURE, "typo"),
    ("foreign", MEASURE, FOREIGN),
    ("residual", MEASURE, "residual"),
    ("wrong@10", WRONG, "negation"),
)
"""Title, measure and slice of each mean that is shown; those without queries are left out."""

Rank = Callable[[str, int], Sequence[str]]
"""An engine: a sentence and a limit to image ids, best first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An engine's answers to all queries; `p50_ms` is None for a run that was not made here."""

    run: Run
    p50_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of the leaderboard.

    `means` are by the title of a column. `broken` counts hits that have what was excluded, None where the
    queries say nothing about it. `comparison` is with the first entry, None for that one itself.
    """

    name: str
    means: Mapping[str, float]
    broken: int | None
    no_result: float
    p50_ms: float | None
    comparison: Comparison | None


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """All engines, the best first; `first` is the one that the others are compared with."""

    first: str
    queries: int
    images: int
    standings: tuple[Standing, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Titles of the means that are there."""
        return tuple(self.standings[0].means)


def timed(
    name: str,
    rank: Rank,
    queries: Sequence[LabelledQuery],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Entry:
    """Answers all queries, one after the other in this process, and takes the median of their times.

    A page is timed before the whole ranking is asked for, so that no engine has seen the sentence.
    """
    rankings, seconds = {}, []
    for done, query in enumerate(queries, 1):
        start = time.perf_counter()
        rank(query.text, PAGE)
        seconds.append(time.perf_counter() - start)
        rankings[query.id] = _places(rank(query.text, DEPTH))
        if progress:
            progress(done, len(queries))
    return Entry(Run(name, rankings), 1_000 * median(seconds))


def make_leaderboard(
    entries: Sequence[Entry], qrels: Qrels, *, queries: Sequence[LabelledQuery], photos: Photos
) -> Leaderboard:
    """Scores the entries and compares each with the first by a paired test.

    Raises EvaluationError for a name that is there twice, and what `evaluate` raises.
    """
    _require_own_names(entries)
    evaluations = [evaluate(_cut(each.run), qrels, queries=queries, photos=photos) for each in entries]
    slices = by_slice(queries) | {FOREIGN: frozenset(q.id for q in queries if q.language != "en")}
    standings = [
        _standing(entry, evaluation, slices, evaluations[0])
        for entry, evaluation in zip(entries, evaluations, strict=True)
    ]
    standings.sort(key=lambda each: each.means[COLUMNS[0][0]], reverse=True)
    measured = len(evaluations[0].scores[MEASURE])
    return Leaderboard(entries[0].run.name, measured, len(photos.ids), tuple(standings))


def _places(images: Sequence[str]) -> tuple[ScoredImage, ...]:
    return tuple(ScoredImage(image, 1 / place) for place, image in enumerate(images, 1))


def _require_own_names(entries: Sequence[Entry]) -> None:
    names = [entry.run.name for entry in entries]
    if twice := {name for name in names if names.count(name) > 1}:
        hint = "Give each run a name of its own: --run NAME=FILE."
        raise EvaluationError(f"Two engines are called {min(twice)!r}.", hint=hint)


def _cut(run: Run) -> Run:
    return Run(run.name, {query: hits[:DEPTH] for query, hits in run.rankings.items()})


def _standing(
    entry: Entry, evaluation: Evaluation, slices: Mapping[str, frozenset[str]], first: Evaluation
) -> Standing:
    scores = evaluation.scores
    means = {
        title: _mean([scores[measure][query] for query in sorted(slices[name] & scores[measure].keys())])
        for title, measure, name in COLUMNS
        if slices.get(name, frozenset()) & scores[measure].keys()
    }
    others = None if evaluation is first else compare(MEASURE, scores[MEASURE], first.scores[MEASURE])
    broken = int(sum(scores[BROKEN].values())) if scores[BROKEN] else None
    no_result = _mean(list(scores[NO_RESULT].values()))
    return Standing(entry.run.name, means, broken, no_result, entry.p50_ms, others)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
