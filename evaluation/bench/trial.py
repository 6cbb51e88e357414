"""One size of catalogue: everything that is measured on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from weft.engine.embedding.open import open_embedder
from weft.engine.model import ImageRecord
from weft.engine.settings import Settings
from weft.evaluation.bench.catalogue import Batch, resampled
from weft.evaluation.bench.clients import Server, memory_mb, queries_a_second
from weft.evaluation.bench.contender import Contender, Weft
from weft.evaluation.bench.floor import Stored, bandwidth, bytes_to_read
from weft.evaluation.bench.mix import Question, draw_mix
from weft.evaluation.bench.peers import VECTOR_INDEXES, LancePeer
from weft.evaluation.bench.race import Times, fill, race, recalls, seconds
from weft.vocab.loader import load_vocabulary

CLIENTS = (1, 2, 4)
"""How many ask the server at the same time."""

BYTES = 4
"""Of a component of a vector, as the catalogue has it."""

GOOD_ENOUGH = 0.95
"""Recall that a peer must have to be the one that is compared with."""

Serve = Callable[[Path], AbstractContextManager[Server]]
"""Serves a store as `weft serve` does, for as long as the context lasts."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: `mix` and `warm_up` count questions, `peers` are keys of `VECTOR_INDEXES`."""

    size: int
    peers: tuple[str, ...]
    mix: int = 224
    warm_up: int = 56
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Trial:
    """What was measured of Weft and its peers, by their names.

    `stages` are medians in milliseconds; `floor_ms` is by question, as are the times. `queries_a_second`
    is by the number of clients over HTTP; the memory is that of the serving process.
    """

    plan: Plan
    mix: tuple[Question, ...]
    times: Mapping[str, Times]
    recall: Mapping[str, Mapping[float, float]]
    stages: Mapping[str, float]
    floor_ms: NDArray[np.float64]
    bandwidth: float
    build_s: Mapping[str, float]
    open_s: float
    disk_mb: Mapping[str, float]
    rss_mb: float
    peak_rss_mb: float
    queries_a_second: Mapping[int, float]

    @property
    def peer(self) -> str:
        """The fastest of the peers that find enough of the neighbours; "" when there is none."""
        peers = [name for name in self.times if name != Weft.name]
        fit = [name for name in peers if np.mean(list(self.recall[name].values())) >= GOOD_ENOUGH]
        return min(fit or peers, key=lambda name: float(np.median(self.times[name].wall)), default="")


def run_trial(
    plan: Plan, records: Sequence[ImageRecord], folder: Path, *, settings: Settings, serve: Serve
) -> Trial:
    """Makes a catalogue, lets all engines index it, and asks them; everything goes into the folder."""
    vocabulary, embedder = load_vocabulary(settings.vocabulary), open_embedder(settings.embedder)
    homes = {key: folder / f"lancedb-{key}" for key in plan.peers}
    peers = [LancePeer(VECTOR_INDEXES[key], home, embedder, vocabulary) for key, home in homes.items()]
    weft = Weft(folder / "weft", settings)
    contenders: tuple[Contender, ...] = (weft, *peers)
    vectors: list[NDArray[np.float32]] = []
    batches = resampled(records, vocabulary, embedder, size=plan.size, seed=plan.seed)
    build_s = fill(contenders, _kept(batches, vectors))
    open_s = seconds(weft.open)
    race(contenders, _mix(weft, plan.warm_up, plan.seed + 1))
    mix = _mix(weft, plan.mix, plan.seed)
    times = race(contenders, mix)
    exact = np.concatenate(vectors)
    stored = Stored(plan.size, embedder.dimension * BYTES, vocabulary)
    speed = bandwidth()
    with serve(weft.store) as server:
        rates = {number: _rate(server, weft, plan, number) for number in CLIENTS}
        rss_mb, peak_rss_mb = memory_mb(server)
    return Trial(
        plan=plan,
        mix=mix,
        times=times,
        recall={each.name: recalls(each, mix, weft.snapshot, exact, embedder) for each in contenders},
        stages=_medians(weft.stages[-len(mix) :]),
        floor_ms=np.array([1000 * bytes_to_read(each, stored) / speed for each in mix]),
        bandwidth=speed,
        build_s=build_s,
        open_s=open_s,
        disk_mb={Weft.name: _megabytes(weft.store)}
        | {peer.name: _megabytes(home) for peer, home in zip(peers, homes.values(), strict=True)},
        rss_mb=rss_mb,
        peak_rss_mb=peak_rss_mb,
        queries_a_second=rates,
    )


def _kept(batches: Iterable[Batch], vectors: list[NDArray[np.float32]]) -> Iterator[Batch]:
    """The batches, of which the vectors are kept for what is right to be known."""
    for batch in batches:
        vectors.append(batch.vectors)
        yield batch


def _mix(weft: Weft, count: int, seed: int) -> tuple[Question, ...]:
    return tuple(draw_mix(weft.snapshot, weft.engine.parse, count=count, seed=seed))


def _rate(server: Server, weft: Weft, plan: Plan, clients: int) -> float:
    """Questions that nobody has asked yet, for each number of clients."""
    return queries_a_second(server, _mix(weft, plan.mix, plan.seed + 1 + clients), clients)


def _medians(stages: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {stage: median(each.get(stage, 0.0) for each in stages) for stage in stages[0]}


def _megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 2**20
