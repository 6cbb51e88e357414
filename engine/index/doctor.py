"""Compares what a store holds twice, and says what differs and what to do about it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from weft.engine.errors import StoreDamagedError
from weft.engine.filters import EVERYTHING, Filter, Match
from weft.engine.index.filters.check import checked
from weft.engine.index.filters.draw import draw_filter
from weft.engine.index.filters.lance import lance_filter
from weft.engine.index.manifest import NAME, Manifest, read_manifest, require_same
from weft.engine.index.schema import KEY, ROW
from weft.engine.index.store import Snapshot, open_snapshot
from weft.engine.index.vectors import ImageTable, open_table
from weft.engine.protocols import CaptionEmbedder
from weft.vocab.model import Vocabulary

FILTERS = 40
"""Random filters put to every engine."""

SAMPLE = 40
"""Image ids looked up in every engine."""

REBUILD = "Rebuild the text index from the table: weft index --rebuild-text --store {store}"
ANEW = "Index again into a new store, or restore a backup."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be, and the way out."""

    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at and what was found; a sound store has no findings."""

    store: Path
    images: int
    products: int
    version: int
    filters: int
    findings: tuple[Finding, ...]


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
        return Report(path, 0, 0, 0, 0, (Finding(str(error), error.hint),))
    case = _Case(path, manifest, table, snapshot, seed)
    findings = tuple(finding for check in _CHECKS for finding in check(case))
    products = int(snapshot.columns.product.max(initial=-1)) + 1
    return Report(path, len(snapshot), products, snapshot.version, FILTERS + SAMPLE, findings)


@dataclass(frozen=True, slots=True)
class _Case:
    path: Path
    manifest: Manifest
    table: ImageTable
    snapshot: Snapshot
    seed: int

    @property
    def rebuild(self) -> str:
        return REBUILD.format(store=self.path)


def _versions(case: _Case) -> Iterator[Finding]:
    latest, followed, told = case.table.version, case.snapshot.version, case.manifest.version
    if latest != followed:
        problem = f"The table is at version {latest}, the text index follows version {followed}."
        yield Finding(problem, "A writer is at work, or died; the next `weft index` mends it.")
    elif told != followed:
        problem = f"The manifest names version {told}, the text index follows version {followed}."
        yield Finding(problem, "The next `weft index` mends it.")


def _twice(case: _Case) -> Iterator[Finding]:
    ids = case.table.read([KEY]).column(KEY)
    if len(ids.unique()) < len(ids):
        yield Finding(f"{len(ids) - len(ids.unique())} rows repeat an image id.", ANEW)


def _orphans(case: _Case) -> Iterator[Finding]:
    inside = set(case.snapshot.matching_text(EVERYTHING).tolist())
    live = set(np.flatnonzero(case.snapshot.columns.live).tolist())
    if inside - live:
        yield Finding(f"The text index has {len(inside - live)} images that the table has not.", case.rebuild)
    if live - inside:
        yield Finding(f"The text index lacks {len(live - inside)} images of the table.", case.rebuild)


def _counts(case: _Case) -> Iterator[Finding]:
    columns = case.snapshot.columns
    for facet in case.snapshot.vocabulary.facets:
        told = case.snapshot.text_counts(facet.id)
        for value in columns.labels(facet.id):
            held = int(np.count_nonzero(columns.has(facet.id, value) & columns.live))
            if held != told.get(value, 0):
                both = f"{held} images in the table, {told.get(value, 0)} in the text index"
                yield Finding(f"{facet.id} {value}: {both}.", case.rebuild)


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
            yield Finding(f"One filter has different answers: {sizes} images for {tree}.", case.rebuild)


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
                yield Finding(f"{facet.id} does not follow from {value} for {wrong} images.", ANEW)


def _leftovers(case: _Case) -> Iterator[Finding]:
    known = {case.path / case.manifest.text, case.path / NAME}
    strays = [*case.path.glob("text-*"), *case.path.glob(f"{NAME}*")]
    for stray in sorted(set(strays) - known):
        yield Finding(f"{stray.name} is left over from a writer that died.", f"Remove {stray}.")


_CHECKS: tuple[Callable[[_Case], Iterator[Finding]], ...] = (
    _versions,
    _twice,
    _orphans,
    _counts,
    _answers,
    _vectors,
    _derived,
    _leftovers,
)
