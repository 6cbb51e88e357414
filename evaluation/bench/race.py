"""Weft and its peers on the same images: filled in one pass, asked in turn, measured alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weft.engine.index.store import Snapshot
from weft.engine.protocols import CaptionEmbedder
from weft.evaluation.bench.catalogue import Batch
from weft.evaluation.bench.contender import Contender
from weft.evaluation.bench.mix import Question

DEPTH = 50
"""Neighbours that recall looks at."""


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of each question, in the order of the mix: on the clock, and of all cores together."""

    wall: NDArray[np.float64]
    cpu: NDArray[np.float64]

    @property
    def p50(self) -> float:
        """The median on the clock."""
        return float(np.median(self.wall))

    @property
    def p95(self) -> float:
        """What 95 of 100 stay within, on the clock."""
        return float(np.percentile(self.wall, 95))

    @property
    def cpu_p50(self) -> float:
        """The median of all cores together."""
        return float(np.median(self.cpu))


def fill(contenders: Sequence[Contender], batches: Iterable[Batch]) -> dict[str, float]:
    """Gives all of them the same images; how many seconds each took, its indexes included."""
    spent = dict.fromkeys((each.name for each in contenders), 0.0)
    for batch in batches:
        for each in contenders:
            spent[each.name] += seconds(each.add, batch)
    for each in contenders:
        spent[each.name] += seconds(each.finish)
    return spent


def race(contenders: Sequence[Contender], mix: Sequence[Question]) -> dict[str, Times]:
    """Asks each question of all of them, now the one first and now the other."""
    taken: dict[str, list[tuple[float, float]]] = {each.name: [] for each in contenders}
    for number, question in enumerate(mix):
        turn = number % len(contenders)
        for each in (*contenders[turn:], *contenders[:turn]):
            taken[each.name].append(_times(each, question))
    return {name: Times(*(1000 * np.array(times).T)) for name, times in taken.items()}


def recalls(
    contender: Contender,
    mix: Sequence[Question],
    snapshot: Snapshot,
    vectors: NDArray[np.float32],
    embedder: CaptionEmbedder,
) -> Mapping[float, float]:
    """By share: how many of the `DEPTH` nearest images of a filter it finds, on average.

    What is right is computed here: all dot products with `vectors`, one a row of the snapshot.
    """
    found: dict[float, list[float]] = {}
    for question in mix:
        vector = embedder.embed([question.words])[0]
        rows = np.flatnonzero(snapshot.columns.match(question.filter))
        if not vector.any() or not len(rows):
            continue
        scores = vectors[rows] @ vector
        right = set(snapshot.columns.texts("image_id", rows[np.argsort(-scores)[:DEPTH]]))
        given = right.intersection(contender.nearest(vector, question.filter, DEPTH))
        found.setdefault(question.kind.share, []).append(len(given) / len(right))
    return {share: float(np.mean(found[share])) for share in sorted(found)}


def seconds(work: Callable[..., object], *given: object) -> float:
    """How long a call takes."""
    started = time.perf_counter()
    work(*given)
    return time.perf_counter() - started


def _times(contender: Contender, question: Question) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    contender.answer(question)
    return time.perf_counter() - wall, time.process_time() - cpu
