"""Compares what a store holds twice, says what differs and what to do about it, and mends what can be."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from lancedb.expr import col
from numpy.typing import NDArray

from weft.engine.errors import StoreDamagedError
from weft.engine.filters import EVERYTHING, Filter, Match
from weft.engine.index.filters.check import checked
from weft.engine.index.filters.draw import draw_filter
from weft.engine.index.filters.lance import lance_filter
from weft.engine.index.manifest import NAME, Manifest, read_manifest, require_same
from weft.engine.index.schema import KEY, ROW, VECTOR
from weft.engine.index.store import Snapshot, open_snapshot
from weft.engine.index.vectors import ImageTable, open_table
from weft.engine.index.writer import StoreWriter
from weft.engine.protocols import CaptionEmbedder
from weft.vocab.model import Vocabulary

FILTERS = 40
"""Random filters put to every engine."""

SAMPLE = 40
"""Image ids looked up in every engine."""

NEIGHBOURS = 10
"""Nearest neighbours of a caption that are compared with those that exact search finds."""

PROBES = 20
"""Captions whose neighbours are looked for."""

LEAST_RECALL = 0.95
"""Share of the exact neighbours that must be found."""

REPAIR = "Mend it from the table: weft doctor --repair --store {store}"
ANEW = "Index again into a new store, or restore a backup."


_AS_NEAR = 1e-3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be, and the way out."""

    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at and what was found; a sound store has no findings.

    `fragments` are small pieces that compaction will join, `holes` row numbers without an image, `recall`
    is the share of exact nearest neighbours that search finds.
    """

    store: Path
    images: int = 0
    products: int = 0
    version: int = 0
    filters: int = 0
    fragments: int = 0
    holes: int = 0
    recall: float = 1.0
    findings: tuple[Finding, ...] = ()


def examine(path: Path, *, vocabulary: Vocabulary, embedder: CaptionEmbedder, seed: int = 0) -> Report:
    """Compares table and text index of a store: versions, ids, counts, and answers to random filters.

    Writes nothing. Raises StoreMissingError and StoreMismatchError as `open_store` does; damage is a
    finding.
    """
    try:
        manifest = read_manifest(path)
        require_same(manifest, vocabulary, embedder)
        table = open_table(path)
        snapshot = open_snapshot(path, manifest, vocabulary)
    except StoreDamagedError as error:
        return Report(path, findings=(Finding(str(error), error.hint),))
    case = _Case(path, manifest, table, snapshot, seed, _recall(table, snapshot, seed))
    return Report(
        store=path,
        images=len(snapshot),
        products=len(np.unique(snapshot.columns.product[snapshot.columns.live])),
        version=snapshot.version,
        filters=FILTERS + SAMPLE,
        fragments=table.fragments,
        holes=manifest.rows - len(snapshot),
        recall=case.recall,
        findings=tuple(finding for check in _CHECKS for finding in check(case)),
    )


def repair(path: Path, *, vocabulary: Vocabulary, embedder: CaptionEmbedder) -> Report:
    """Goes back to what was committed, keeps the last of images that are there twice, and writes all anew.

    Queries go on meanwhile. Gives what is found after it; raises StoreBusyError, and what `examine` does.
    """
    with StoreWriter(path, vocabulary=vocabulary, embedder=embedder) as writer:
        writer.drop_repeated()
        writer.renumber()
    return examine(path, vocabulary=vocabulary, embedder=embedder)


@dataclass(frozen=True, slots=True)
class _Case:
    path: Path
    manifest: Manifest
    table: ImageTable
    snapshot: Snapshot
    seed: int
    recall: float

    @property
    def repair(self) -> str:
        return REPAIR.format(store=self.path)


def _versions(case: _Case) -> Iterator[Finding]:
    latest, followed, told = case.table.version, case.snapshot.version, case.manifest.version
    if latest != followed:
        problem = f"The table is at version {latest}, the text index follows version {followed}."
        yield Finding(problem, "A writer is at work, or died; the next one goes back to what was committed.")
    elif told != followed:
        problem = f"The manifest names version {told}, the text index follows version {followed}."
        yield Finding(problem, "The next writer mends it.")


def _twice(case: _Case) -> Iterator[Finding]:
    ids = case.table.read([KEY]).column(KEY)
    if len(ids.unique()) < len(ids):
        yield Finding(f"{len(ids) - len(ids.unique())} rows repeat an image id.", case.repair)


def _orphans(case: _Case) -> Iterator[Finding]:
    inside = set(case.snapshot.matching_text(EVERYTHING).tolist())
    live = set(np.flatnonzero(case.snapshot.columns.live).tolist())
    if inside - live:
        yield Finding(f"The text index has {len(inside - live)} images that the table has not.", case.repair)
    if live - inside:
        yield Finding(f"The text index lacks {len(live - inside)} images of the table.", case.repair)


def _counts(case: _Case) -> Iterator[Finding]:
    columns = case.snapshot.columns
    for facet in case.snapshot.vocabulary.facets:
        told = case.snapshot.text_counts(facet.id)
        for value in columns.labels(facet.id):
            held = int(np.count_nonzero(columns.has(facet.id, value) & columns.live))
            if held != told.get(value, 0):
                both = f"{held} images in the table, {told.get(value, 0)} in the text index"
                yield Finding(f"{facet.id} {value}: {both}.", case.repair)


def _answers(case: _Case) -> Iterator[Finding]:
    """The same filters to LanceDB, Tantivy and the columns in memory."""
    table = open_table(case.path)
    table.at(case.snapshot.version)
    for tree in (*_random_filters(case), *_id_filters(case)):
        expression = lance_filter(checked(tree, case.snapshot.vocabulary), case.snapshot.vocabulary)
        by_table = set(table.read([ROW], expression).column(ROW).to_pylist())
        by_text = set(case.snapshot.matching_text(tree).tolist())
        by_columns = set(np.flatnonzero(case.snapshot.columns.match(tree)).tolist())
        if not by_table == by_text == by_columns:
            sizes = f"{len(by_table)} (table), {len(by_text)} (text), {len(by_columns)} (memory)"
            yield Finding(f"One filter has different answers: {sizes} images for {tree}.", case.repair)


def _random_filters(case: _Case) -> Iterator[Filter]:
    chance = random.Random(case.seed)
    return (draw_filter(case.snapshot.vocabulary, chance) for _ in range(FILTERS))


def _id_filters(case: _Case) -> Iterator[Filter]:
    rows = np.flatnonzero(case.snapshot.columns.live)
    chosen = np.random.default_rng(case.seed).permutation(rows)[:SAMPLE]
    records = case.snapshot.records(chosen)
    return (Match(KEY, frozenset({record.image_id})) for record in records)


def _vectors(case: _Case) -> Iterator[Finding]:
    lengths = case.snapshot.vector_lengths()[case.snapshot.columns.live]
    wrong = int(np.count_nonzero(~(np.isclose(lengths, 1, atol=1e-2) | (lengths == 0))))
    if wrong:
        yield Finding(f"{wrong} caption vectors are not of unit length.", ANEW)


def _derived(case: _Case) -> Iterator[Finding]:
    vocabulary, columns = case.snapshot.vocabulary, case.snapshot.columns
    for facet in (facet for facet in vocabulary.facets if facet.derived_from):
        for value in columns.labels(facet.derived_from):
            derived = columns.has(facet.id, vocabulary.derive(facet.id, value))
            wrong = int(np.count_nonzero(columns.has(facet.derived_from, value) & ~derived))
            if wrong:
                remedy = f"Derive it anew: weft migrate --store {case.path}"
                yield Finding(f"{facet.id} does not follow from {value} for {wrong} images.", remedy)


def _neighbours(case: _Case) -> Iterator[Finding]:
    if case.recall < LEAST_RECALL:
        yield Finding(f"Only {case.recall:.0%} of the nearest captions are found.", case.repair)


def _recall(table: ImageTable, snapshot: Snapshot, seed: int) -> float:
    """How many of the nearest captions, by the vectors of the table, are those that search finds."""
    live = np.flatnonzero(snapshot.columns.live)
    if not len(live):
        return 1.0
    chosen = np.random.default_rng(seed).permutation(live)[:PROBES]
    stored = table.read([ROW, VECTOR], col(ROW).isin(chosen.tolist()))
    probes = _matrix(stored.column(VECTOR).combine_chunks())
    rows, scores = _scored(table, probes)
    found, wanted = 0, 0
    for probe, of_probe in zip(probes, scores, strict=True):
        last = np.sort(of_probe[of_probe > 0])[-NEIGHBOURS:][:1]
        near = snapshot.nearest(probe, EVERYTHING, NEIGHBOURS).rows
        best = of_probe >= (last - _AS_NEAR if len(last) else np.inf)
        found += len(set(near.tolist()) & set(rows[best].tolist()))
        wanted += min(NEIGHBOURS, int(np.count_nonzero(of_probe > 0)))
    return found / wanted if wanted else 1.0


def _scored(table: ImageTable, probes: NDArray[np.float32]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """All rows, and their cosines with each probe, shape (probes, rows)."""
    rows, scores = [np.empty(0, np.int32)], [np.empty((len(probes), 0), np.float32)]
    for batch in table.batches([ROW, VECTOR]):
        rows.append(batch.column(ROW).to_numpy())
        scores.append(probes @ _matrix(batch.column(VECTOR)).T)
    return np.concatenate(rows), np.concatenate(scores, axis=1)


def _matrix(vectors: pa.FixedSizeListArray) -> NDArray[np.float32]:
    flat: NDArray[np.float32] = vectors.flatten().to_numpy()
    return flat.reshape(len(vectors), vectors.type.list_size)


def _leftovers(case: _Case) -> Iterator[Finding]:
    known = {case.path / case.manifest.text, case.path / NAME}
    strays = [*case.path.glob("text-*"), *case.path.glob(f"{NAME}*")]
    for stray in sorted(set(strays) - known):
        yield Finding(f"{stray.name} is left over from a writer that died.", "The next writer removes it.")


_CHECKS: tuple[Callable[[_Case], Iterator[Finding]], ...] = (
    _versions,
    _twice,
    _orphans,
    _counts,
    _answers,
    _vectors,
    _derived,
    _neighbours,
    _leftovers,
)
