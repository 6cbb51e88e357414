"""A text column in memory: a code a row, and the distinct texts that the codes stand for."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weft.engine.index.filters.mask import Mask
from weft.engine.index.growing import Growing

UNSORTED = 0.1
"""Share of texts whose hashes are not sorted at most; a few hundred in any case."""

_FEW = 500


class Texts:
    """The texts of all rows; -1 is the code of a row without one.

    A text is found by its hash: twelve bytes a text, where a dictionary takes a hundred. Those that came
    later are in a dictionary, until they are many enough to be worth sorting all hashes anew.
    """

    def __init__(self, texts: pa.Array) -> None:
        encoded = texts.dictionary_encode()
        self._codes = Growing(encoded.indices.fill_null(-1).to_numpy().astype(np.int32))
        self._distinct = encoded.dictionary
        self._sort()

    @property
    def codes(self) -> NDArray[np.int32]:
        """The code of each row."""
        return self._codes.values

    def __len__(self) -> int:
        return len(self._distinct)

    def extended(self, fresh: Texts) -> Texts:
        """These with more rows behind; both stay as they are."""
        whole, codes = self._taught(fresh)
        whole._codes = self._codes.extended(codes)
        return whole

    def replaced(self, rows: NDArray[np.int64], fresh: Texts) -> Texts:
        """These with other texts at some rows, one each; both stay as they are."""
        other, codes = self._taught(fresh)
        other._codes = Growing(self.codes.copy())
        other.codes[rows] = codes
        return other

    def distinct(self, live: Mask) -> list[str]:
        """The distinct texts of some rows."""
        return self._spelled(np.unique(self.codes[live]))

    def take(self, rows: NDArray[np.int64]) -> list[str]:
        """The texts of these rows, in the same order."""
        return self._spelled(self.codes[rows])

    def codes_of(self, texts: Collection[str]) -> list[int]:
        """The codes of those of these texts that there are."""
        return [code for text in texts if (code := self._code(text)) >= 0]

    def _spelled(self, codes: NDArray[np.int32]) -> list[str]:
        texts: list[str] = self._distinct.take(pa.array(codes)).to_pylist()
        return texts

    def _taught(self, fresh: Texts) -> tuple[Texts, NDArray[np.int32]]:
        """This with the distinct texts of another too, and the codes of the other's rows in it."""
        spelled = fresh._distinct.to_pylist()
        meaning = np.array([*map(self._code, spelled), -1], dtype=np.int32)  # the last answers for -1
        new = np.flatnonzero(meaning[:-1] < 0)
        meaning[new] = len(self) + np.arange(len(new))
        taught = copy(self)
        if len(new):
            taught._distinct = pa.concat_arrays([self._distinct, fresh._distinct.take(pa.array(new))])
            taught._later = {**self._later, **{spelled[place]: int(meaning[place]) for place in new}}
            if len(taught._later) > max(_FEW, UNSORTED * len(taught)):
                taught._sort()
        return taught, meaning[fresh.codes]

    def _sort(self) -> None:
        hashes = np.fromiter(map(hash, self._distinct.to_pylist()), np.int64, len(self))
        self._by_hash = np.argsort(hashes, kind="stable").astype(np.int32)
        self._hashes = hashes[self._by_hash]
        self._later: dict[str, int] = {}

    def _code(self, text: str) -> int:
        """Its code, or -1."""
        place = int(np.searchsorted(self._hashes, hash(text)))
        while place < len(self._hashes) and self._hashes[place] == hash(text):
            code = int(self._by_hash[place])
            if self._distinct[code].as_py() == text:
                return code
            place += 1
        return self._later.get(text, -1)
