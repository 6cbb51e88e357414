"""Which rows say given words one after the other: an inverted index in numpy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from copy import copy

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from weft.engine.index.growing import Growing
from weft.engine.index.schema import SEPARATOR
from weft.vocab.text import fold

UNSORTED = 0.1
"""Share of words whose places are not sorted at most."""

_LONGEST = np.iinfo(np.uint16).max


def counted_words(texts: Iterable[pa.ChunkedArray]) -> Counter[str]:
    """How often the texts say each word, folded; what is neither letter nor digit only separates."""
    counted: Counter[str] = Counter()
    for text in texts:
        said = pc.value_counts(pc.list_flatten(pc.split_pattern_regex(text, r"[^\pL\pN]+")))
        words, counts = (said.field(name).to_pylist() for name in ("values", "counts"))
        for word, count in zip(words, counts, strict=True):
            counted[fold(word)] += count
    del counted[""]
    return counted


class Words:
    """The stems of all rows as one long sequence of codes, with the places of each code.

    Twelve bytes a word. Row i says its caption in field 2i and its title in field 2i + 1. A separator
    stands before every field, so that no phrase crosses. The words of rows that came later are looked
    through one by one, until they are many enough to be worth sorting all places anew.
    """

    def __init__(self, words: pa.Array) -> None:
        spelled = pc.binary_join_element_wise(SEPARATOR, pc.utf8_trim_whitespace(words), " ")
        split = pc.split_pattern(spelled, " ")
        flat = pc.dictionary_encode(pc.list_flatten(split))
        self._code = {stem: code for code, stem in enumerate(flat.dictionary.to_pylist())}
        codes = flat.indices.to_numpy().astype(np.int32)
        separates = codes == self._code.get(SEPARATOR, -1)
        in_title = (np.cumsum(separates, dtype=np.int32) - 1) & 1
        fields = 2 * pc.list_parent_indices(split).to_numpy().astype(np.int32) + in_title
        lengths = np.bincount(fields[~separates], minlength=2 * len(words))
        self._codes = Growing(codes)
        self._fields = Growing(fields)
        self._lengths = Growing(np.minimum(lengths, _LONGEST).astype(np.uint16))
        self._sort()

    def extended(self, fresh: Words, *, start: int) -> Words:
        """These with the words of more rows, which begin at `start`; both stay as they are."""
        whole = copy(self)
        for stem in fresh._code:
            self._code.setdefault(stem, len(self._code))  # shared: an earlier one finds no place of them
        meaning = np.array([self._code[stem] for stem in fresh._code], dtype=np.int32)
        whole._codes = self._codes.extended(meaning[fresh._codes.values])
        whole._fields = self._fields.extended(fresh._fields.values + np.int32(2 * start))
        whole._lengths = self._lengths.extended(fresh._lengths.values)
        if len(whole._codes.values) > (1 + UNSORTED) * len(self._places):
            whole._sort()
        return whole

    def rows(self, stems: Sequence[str]) -> NDArray[np.int32]:
        """The rows that say these stems in this order, unsorted and with repetitions."""
        wanted = [self._code.get(stem, -1) for stem in stems]
        if not wanted or -1 in wanted:
            return np.empty(0, dtype=np.int32)
        codes = self._codes.values
        places_of = [self._places_of(code) for code in wanted]
        rarest = min(range(len(wanted)), key=lambda step: len(places_of[step]))
        places = places_of[rarest] - rarest
        for step, code in enumerate(wanted):
            if step != rarest:
                places = places[(places >= 0) & (places + step < len(codes))]
                places = places.take(np.flatnonzero(codes.take(places + step) == code))
        rows: NDArray[np.int32] = self._fields.values.take(places) >> 1
        return rows

    def fields(self, stem: str) -> NDArray[np.int32]:
        """The fields that say a stem, rising, as often as they say it."""
        code = self._code.get(stem)
        return self._fields.values.take(self._places_of(code) if code is not None else [])

    @property
    def lengths(self) -> NDArray[np.uint16]:
        """How many words each field has."""
        lengths: NDArray[np.uint16] = self._lengths.values
        return lengths

    def _sort(self) -> None:
        codes = self._codes.values
        self._places = np.argsort(codes, kind="stable").astype(np.int32)
        self._starts = np.searchsorted(codes[self._places], np.arange(len(self._code) + 1))

    def _places_of(self, code: int) -> NDArray[np.int32]:
        start = len(self._places)
        is_sorted = code + 1 < len(self._starts)
        early = self._places[slice(*self._starts[code : code + 2])] if is_sorted else self._places[:0]
        if start == len(self._codes.values):
            return early
        later = np.flatnonzero(self._codes.values[start:] == code).astype(np.int32) + np.int32(start)
        return np.concatenate([early, later])
