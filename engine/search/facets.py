"""Facet counts: how many products of a set of images have each value, exactly.

A product has what any of its images in the set has, and counts once. So one image stands for each
product, and of the others only what it does not have itself is added: they rarely differ, which makes a
count cost two passes over the set and not one for each value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weft.engine.index.columns import Columns
from weft.vocab.model import Facet, Vocabulary


@dataclass(frozen=True, slots=True)
class Tally:
    """A set of images, told apart by product.

    `first` holds the row of one image of each product, `others` the rows of all its other images, and
    `standing` for each of those the row of the first image of the same product.
    """

    first: NDArray[np.int64]
    others: NDArray[np.int64]
    standing: NDArray[np.int64]


class FacetCounter:
    """Counts on the columns of one version; what it needs of them is gathered once."""

    def __init__(self, columns: Columns, vocabulary: Vocabulary) -> None:
        self._product = columns.product
        self._kept = {facet.id: _combined(facet, columns) for facet in vocabulary.facets}
        order = np.argsort(self._product, kind="stable")
        self._order = None if np.array_equal(order, np.arange(len(order))) else order

    def tally(self, mask: NDArray[np.bool_]) -> Tally:
        """The images of a mask over all rows, by product."""
        rows = np.flatnonzero(mask) if self._order is None else self._order[mask[self._order]]
        products = self._product[rows]
        is_first = np.ones(len(rows), dtype=np.bool_)
        is_first[1:] = products[1:] != products[:-1]
        first = rows[is_first]
        if len(first) == len(rows):
            return Tally(first, rows[:0], rows[:0])
        standing = first[np.cumsum(is_first) - 1]
        return Tally(first, rows[~is_first], standing[~is_first])

    def counts(self, facet_id: str, tally: Tally) -> NDArray[np.int64]:
        """Products by value, in the order of the facet's labels."""
        combined = self._kept[facet_id]
        alone = np.bincount(combined.codes[tally.first], minlength=len(combined.members))
        counts: NDArray[np.int64] = alone @ combined.members
        return counts + self._added(combined, tally)

    def _added(self, combined: _Combined, tally: Tally) -> NDArray[np.int64]:
        """What the other images add to the first ones of their products."""
        codes, members = combined.codes, combined.members
        size = members.shape[1]
        if not len(tally.others):
            return np.zeros(size, dtype=np.int64)
        differing = np.flatnonzero(codes[tally.others] != codes[tally.standing])
        others, standing = tally.others[differing], tally.standing[differing]
        which, values = np.nonzero(members[codes[others]] & ~members[codes[standing]])
        keys = np.unique(self._product[others[which]].astype(np.int64) * size + values)
        return np.bincount(keys % size, minlength=size)


@dataclass(frozen=True, slots=True)
class _Combined:
    """A facet as one code a row: the values of code i are those set in `members[i]`."""

    codes: NDArray[np.int32]
    members: NDArray[np.int64]


def _combined(facet: Facet, columns: Columns) -> _Combined:
    """A value is a combination of one; of several values only the combinations that occur are kept.

    Who has a value has its whole family: the count of "blue" is what ticking "blue" will find.
    """
    families = _families(facet, columns.labels(facet.id))
    if not facet.multiple:
        return _Combined(columns.codes(facet.id).astype(np.int32), families)
    having = [columns.has(facet.id, value) for value in facet.values]
    bits = np.ascontiguousarray(np.packbits(np.stack(having, axis=1), axis=1))
    found, codes = np.unique(bits.view(f"V{bits.shape[1]}").ravel(), return_inverse=True)
    packed = found.view(np.uint8).reshape(len(found), -1)
    members = np.unpackbits(packed, axis=1, count=len(facet.values)).astype(np.int64)
    return _Combined(codes.astype(np.int32), (members @ families > 0).astype(np.int64))


def _families(facet: Facet, labels: Sequence[str]) -> NDArray[np.int64]:
    """Row i, column j: whether a filter on value j lets value i through."""
    reached = [facet.leaves(label) if label in facet.by_id else {label} for label in labels]
    return np.array([[value in family for family in reached] for value in labels], dtype=np.int64)
