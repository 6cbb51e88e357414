"""Runs in TREC's form: what a search engine answered to each query, best first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from weft.engine.errors import EvaluationError
from weft.evaluation.lines import numbered_lines


class ScoredImage(NamedTuple):
    """One hit: an image and the score it was ranked by."""

    image_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Run:
    """The rankings of one engine, by query id, each best first; a query may have none."""

    name: str
    rankings: Mapping[str, tuple[ScoredImage, ...]]

    def images(self, query_id: str) -> tuple[str, ...]:
        """The ids of the images found for a query, best first."""
        return tuple(hit.image_id for hit in self.rankings.get(query_id, ()))


def read_run(path: Path) -> Run:
    """Reads lines of `query-id Q0 image-id rank score name`, in any order.

    The score ranks, as in trec_eval; equal scores keep the order of their rank column. Raises
    EvaluationError with the line for one that does not parse or repeats an image; and for an empty run.
    """
    found: dict[str, dict[str, tuple[float, int]]] = {}
    name = ""
    for where, line in numbered_lines(path):
        query_id, image_id, rank, score, name = _hit(line, where)
        hits = found.setdefault(query_id, {})
        if image_id in hits:
            raise EvaluationError(f"{where}: query {query_id!r} finds the image {image_id!r} twice.")
        hits[image_id] = (-score, rank)
    if not found:
        hint = "Lines: query-id Q0 image-id rank score name."
        raise EvaluationError(f"The run {path.name} is empty.", hint=hint)
    return Run(name, {query: _ranking(hits) for query, hits in found.items()})


def write_run(run: Run, path: Path) -> None:
    """Writes a run so that `read_run` and trec_eval read the same order.

    trec_eval compares scores in 32 bits and reverses ties: a score that does not fall is lowered to the
    next number that does.
    """
    with path.open("w", encoding="utf-8") as file:
        for query_id, hits in run.rankings.items():
            scores = _falling(hit.score for hit in hits)
            for rank, (hit, score) in enumerate(zip(hits, scores, strict=True), 1):
                file.write(f"{query_id} Q0 {hit.image_id} {rank} {score:.9g} {run.name}\n")


def _hit(line: str, where: str) -> tuple[str, str, int, float, str]:
    fields = line.split()
    if len(fields) != 6:
        hint = "Columns: query-id Q0 image-id rank score name."
        raise EvaluationError(f"{where}: {len(fields)} columns instead of 6.", hint=hint)
    query_id, _, image_id, rank, score, name = fields
    try:
        values = int(rank), float(score)
    except ValueError as error:
        raise EvaluationError(f"{where}: rank {rank!r} or score {score!r} is not a number.") from error
    if not math.isfinite(values[1]):
        raise EvaluationError(f"{where}: the score {score!r} is not a finite number.")
    return query_id, image_id, *values, name


def _ranking(hits: Mapping[str, tuple[float, int]]) -> tuple[ScoredImage, ...]:
    return tuple(ScoredImage(image, -hits[image][0]) for image in sorted(hits, key=hits.__getitem__))


def _falling(scores: Iterable[float]) -> Iterator[np.float32]:
    ceiling = np.float32(np.inf)
    for score in scores:
        ceiling = min(np.float32(score), np.nextafter(ceiling, np.float32(-np.inf)))
        yield ceiling
