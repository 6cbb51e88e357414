"""Ranking by words: BM25 as Lucene and Tantivy compute it, of caption and title apart, added up.

    sum over stems and fields of
        log(1 + (N - n + 0.5) / (n + 0.5)) * f * (K1 + 1) / (f + K1 * (1 - B + B * l / L))

with the stem f times in a field of l words, L on average, and in that field of n rows out of N.

S. Robertson, H. Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond. 2009.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from weft.engine.index.filters.mask import Mask
from weft.engine.index.nearest import Ranking, ranked
from weft.engine.index.words import Words

K1, B = 1.2, 0.75
"""How soon more of a stem says no more, and how much a long text is held against it: the usual values."""


class Bm25:
    """Scores on the words of one version; counted are live rows only, whatever a filter lets through."""

    def __init__(self, words: Words, live: Mask) -> None:
        self._words = words
        self._live = live
        self._rarities: dict[str, NDArray[np.float32]] = {}

    def ranked(self, stems: Iterable[str], within: Mask, limit: int) -> Ranking:
        """The rows of a mask that say any of the stems, best first."""
        scores = np.zeros(len(within), dtype=np.float32)
        for stem in dict.fromkeys(stems):
            fields = self._words.fields(stem)
            said = fields.take(np.flatnonzero(within.take(fields >> 1)))
            starts = np.flatnonzero(np.diff(said, prepend=-1))
            times = np.diff(starts, append=len(said)).astype(np.float32)
            said = said.take(starts)
            rarity = self._rarity(stem, fields).take(said & 1)
            np.add.at(scores, said >> 1, rarity * self._saturated(said, times))
        rows = np.flatnonzero(scores > 0)
        return ranked(rows, scores.take(rows), limit)

    def _saturated(self, fields: NDArray[np.int32], times: NDArray[np.float32]) -> NDArray[np.float32]:
        """How much a field is about a stem that it says so many times."""
        norms = self._norms.take(fields & 1) * self._words.lengths.take(fields) + np.float32(K1 * (1 - B))
        return np.asarray(times * np.float32(K1 + 1) / (times + norms), dtype=np.float32)

    @cached_property
    def _norms(self) -> NDArray[np.float32]:
        """What a word more in a caption, and in a title, adds to the norm."""
        lengths = self._words.lengths.reshape(-1, 2)[self._live]
        words = np.maximum(lengths.sum(axis=0), 1)
        return np.asarray(K1 * B * len(lengths) / words, dtype=np.float32)

    def _rarity(self, stem: str, fields: NDArray[np.int32]) -> NDArray[np.float32]:
        """How much a stem tells in a caption, and in a title; counted when it is first asked for."""
        if stem not in self._rarities:
            distinct = fields.take(np.flatnonzero(np.diff(fields, prepend=-1)))
            living = distinct.compress(self._live.take(distinct >> 1))
            said = np.bincount(living & 1, minlength=2)
            rest = np.count_nonzero(self._live) - said
            rarity = np.log1p((rest + 0.5) / (said + 0.5))
            self._rarities[stem] = np.asarray(rarity, dtype=np.float32)
        return self._rarities[stem]
