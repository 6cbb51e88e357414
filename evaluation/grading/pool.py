"""Pooling: what people are asked to judge is what any of the engines found first."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from weft.engine.errors import EvaluationError
from weft.evaluation.queries import LabelledQuery
from weft.evaluation.runs import Run

Pool = Mapping[str, tuple[str, ...]]
"""Images to judge, by query id; the order says nothing about who found them, or where."""


def make_pool(runs: Sequence[Run], queries: Sequence[LabelledQuery], *, depth: int) -> Pool:
    """The first `depth` images of each run for each query, shuffled alike on every day.

    Depth-k pooling as at TREC. A query that no run answers is left out. Raises EvaluationError when
    nothing is left, and for a run that answers none of the queries.
    """
    for run in runs:
        if not any(run.images(query.id) for query in queries):
            hint = "Give the queries that the run was made for."
            raise EvaluationError(f"The run {run.name!r} answers none of these queries.", hint=hint)
    pooled = {query.id: _shuffled(query.id, runs, depth) for query in queries}
    return {query_id: images for query_id, images in pooled.items() if images}


def _shuffled(query_id: str, runs: Sequence[Run], depth: int) -> tuple[str, ...]:
    found = sorted({image for run in runs for image in run.images(query_id)[:depth]})
    random.Random(query_id).shuffle(found)
    return tuple(found)
