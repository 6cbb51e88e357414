"""Which rows say given words one after the other: an inverted index in numpy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from weft.engine.index.schema import SEPARATOR
from weft.vocab.text import fold


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

    Twelve bytes a word. A separator stands before every row, as it does between caption and title, so
    that no phrase crosses.
    """

    def __init__(self, words: pa.Array) -> None:
        spelled = pc.binary_join_element_wise(SEPARATOR, pc.utf8_trim_whitespace(words), " ")
        split = pc.split_pattern(spelled, " ")
        flat = pc.dictionary_encode(pc.list_flatten(split))
        self._codes = flat.indices.to_numpy().astype(np.int32)
        self._rows = pc.list_parent_indices(split).to_numpy().astype(np.int32)
        self._places = np.argsort(self._codes, kind="stable").astype(np.int32)
        self._starts = np.searchsorted(self._codes[self._places], np.arange(len(flat.dictionary) + 1))
        self._code = {stem: code for code, stem in enumerate(flat.dictionary.to_pylist())}

    def rows(self, stems: Sequence[str]) -> NDArray[np.int32]:
        """The rows that say these stems in this order, unsorted and with repetitions."""
        codes = [self._code.get(stem, -1) for stem in stems]
        if not codes or -1 in codes:
            return np.empty(0, dtype=np.int32)
        places = self._places[self._starts[codes[0]] : self._starts[codes[0] + 1]]
        for step, code in enumerate(codes[1:], start=1):
            places = places[places + step < len(self._codes)]
            places = places[self._codes[places + step] == code]
        rows: NDArray[np.int32] = self._rows[places]
        return rows
