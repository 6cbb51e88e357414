"""Near-duplicates: the same photo again, compressed, shrunk or cut a little otherwise.

Two photos are taken for the same if their perceptual hashes differ in few bits and their colors hardly at
all: the hash sees only light and dark, and a red one and a blue one of the same cut are two things.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pdqhash
from numpy.typing import NDArray
from PIL import Image

MOST_BITS = 31
"""Of 256; the authors of PDQ take 30 for "certainly the same" ("The TMK+PDQF Video-Hashing Algorithm and
the PDQ Image-Hashing Algorithm", 2019)."""

MOST_COLOR = 6.0
"""Mean difference of the colors, 0 to 255; saving a photo anew makes 1, other lighting 12."""

_HASH, _CELLS = 32, 4
_BYTES = _HASH + 3 * _CELLS**2
_BANDS = _HASH // 2
_POOREST = 50
"""Quality of a hash below which it means nothing, as for a photo of one color."""

_MOST_NEIGHBOURS = 64
"""How many photos that share a band are looked at; more have nothing but a white ground in common."""


def signature(picture: Image.Image) -> str:
    """What a photo looks like in 160 hexadecimal digits, for `Lookalikes`; "" if it has no features."""
    pixels = np.asarray(picture.resize((128, 128), Image.Resampling.BOX))
    bits, quality = pdqhash.compute(pixels)
    if quality < _POOREST:
        return ""
    colors = picture.resize((_CELLS, _CELLS), Image.Resampling.BOX)
    return (np.packbits(bits).tobytes() + colors.tobytes()).hex()


class Lookalikes:
    """Which photo each photo is a near-duplicate of; the first of its kind stands for all.

    Photos whose hashes differ in 15 bits at most share one of the sixteen bands of their hash and are
    always found; of those that differ in 31, nine of ten are.
    """

    def __init__(
        self, ids: Sequence[str] = (), firsts: Sequence[str] = (), signatures: Sequence[str] = ()
    ) -> None:
        self._firsts: dict[str, str] = {}
        self._ids: list[str] = []
        self._known: set[str] = set()
        self._bytes = np.zeros((0, _BYTES), dtype=np.uint8)
        self._add(ids, signatures)
        self._firsts.update((id_, first) for id_, first in zip(ids, firsts, strict=True) if first)

    def place(self, ids: Sequence[str], signatures: Sequence[str]) -> list[str]:
        """For each of these photos the id of the first one that looks the same, "" if none came before.

        Remembers them. A photo that is placed again forgets what it looked like before.
        """
        self._forget(ids)
        start = len(self._ids)
        self._add(ids, signatures)
        nearest = self._nearest_before(start)
        for place, near in zip(range(start, len(self._ids)), nearest, strict=True):
            if near >= 0:
                self._firsts[self._ids[place]] = self._firsts.get(self._ids[near], self._ids[near])
        return [self._firsts.get(each, "") for each in ids]

    def _forget(self, ids: Sequence[str]) -> None:
        again = self._known.intersection(ids)
        if again:
            kept = np.array([each not in again for each in self._ids], dtype=bool)
            self._bytes = self._bytes[kept]
            self._ids = [each for each in self._ids if each not in again]
            self._known -= again
            for each in again:
                self._firsts.pop(each, None)

    def _add(self, ids: Sequence[str], signatures: Sequence[str]) -> None:
        featured = [(id_, found) for id_, found in zip(ids, signatures, strict=True) if found]
        found = np.frombuffer(bytes.fromhex("".join(text for _, text in featured)), dtype=np.uint8)
        self._bytes = np.concatenate([self._bytes, found.reshape(-1, _BYTES)])
        self._ids.extend(id_ for id_, _ in featured)
        self._known.update(id_ for id_, _ in featured)

    def _nearest_before(self, start: int) -> NDArray[np.int64]:
        """For each photo from `start` the place of the nearest same-looking one before it, or -1."""
        nearest = np.full(len(self._ids) - start, -1, dtype=np.int64)
        fewest = np.full(len(nearest), MOST_BITS + 1)
        for mine, theirs in self._sharing_a_band(start):
            bits, color = _differences(self._bytes[mine], self._bytes[theirs])
            same = (theirs < mine) & (color <= MOST_COLOR)
            # The last assignment to a place wins: the nearest, and among equals the first that came.
            order = np.lexsort((-theirs[same], -bits[same]))
            at, found, away = mine[same][order] - start, theirs[same][order], bits[same][order]
            better = away < fewest[at]
            nearest[at[better]], fewest[at[better]] = found[better], away[better]
        return nearest

    def _sharing_a_band(self, start: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """For each band the pairs of places, one of them from `start`, whose hashes are equal in it."""
        bands = self._bytes[:, :_HASH].copy().view(np.uint16)
        return [_equal(bands[:, number], start) for number in range(_BANDS)]


def _equal(band: NDArray[np.uint16], start: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    order = np.argsort(band, kind="stable")
    low = np.searchsorted(band[order], band[start:])
    high = np.searchsorted(band[order], band[start:], side="right")
    counts = np.minimum(high - low, _MOST_NEIGHBOURS)
    mine = np.repeat(np.arange(start, len(band)), counts)
    steps = np.arange(len(mine)) - np.repeat(np.cumsum(counts) - counts, counts)
    return mine, order[np.repeat(low, counts) + steps]


def _differences(
    one: NDArray[np.uint8], other: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Bits of the hashes, and the mean of the colors, in which photos differ, pair by pair."""
    bits = np.bitwise_count(one[:, :_HASH] ^ other[:, :_HASH]).sum(axis=1, dtype=np.int64)
    apart = np.abs(one[:, _HASH:].astype(np.int16) - other[:, _HASH:])
    return bits, apart.mean(axis=1) if len(apart) else np.zeros(0)
