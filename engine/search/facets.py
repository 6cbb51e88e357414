"""Facet counts: how many products of a set of images have each value, exactly.

A product has what any of its images in the set has, and counts once. So one image stands for each
product, and of the others only what it does not have itself is added: they rarely differ, which makes a
count cost two passes over the set and not one for each value. The codes of all facets of an image lie side
by side, so that what memory is slow at, to find the image, is done once for all facets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weft.engine.index.columns import Columns
from weft.engine.index.growing import Growing
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
        self._vocabulary = vocabulary
        self._origin = columns.origin
        self._product = columns.product
        coded = [_coded(facet, columns, 0) for facet in vocabulary.facets]
        self._kept = {facet.id: kept for facet, (_, kept) in zip(vocabulary.facets, coded, strict=True)}
        self._place = {facet.id: place for place, facet in enumerate(vocabulary.facets)}
        self._codes = Growing(_side_by_side([codes for codes, _ in coded], len(self._product)))
        self._sorted = _sorted(np.argsort(self._product, kind="stable"))

    def following(self, columns: Columns) -> FacetCounter:
        """The counter on later columns; gathers anew only what they do not have from these."""
        start = len(self._product)
        if columns.origin is not self._origin or len(columns.product) < start:
            return FacetCounter(columns, self._vocabulary)
        later = copy(self)
        later._product = columns.product
        if len(later._product) > start:
            later._kept, fresh = {}, []
            for facet in self._vocabulary.facets:
                codes, kept = _coded(facet, columns, start)
                later._kept[facet.id], meaning = self._kept[facet.id].extended(kept)
                fresh.append(meaning[codes])
            later._codes = _joined(self._codes, _side_by_side(fresh, len(later._product) - start))
            later._sorted = self._with_rows(later._product)
        return later

    def _with_rows(self, product: NDArray[np.int32]) -> NDArray[np.int64] | None:
        """The order of rows by product, with those of later rows put in, each behind its like."""
        known = np.arange(len(self._product))
        order = known if self._sorted is None else self._sorted
        fresh = np.arange(len(known), len(product))
        fresh = fresh[np.argsort(product[fresh], kind="stable")]
        places = np.searchsorted(product[order], product[fresh], side="right")
        return _sorted(np.insert(order, places, fresh))

    def tally(self, mask: NDArray[np.bool_]) -> Tally:
        """The images of a mask over all rows, by product."""
        rows = np.flatnonzero(mask if self._sorted is None else mask.take(self._sorted))
        if self._sorted is not None:
            rows = self._sorted.take(rows)
        products = self._product.take(rows)
        is_first = np.ones(len(rows), dtype=np.bool_)
        np.not_equal(products[1:], products[:-1], out=is_first[1:])
        first = rows.take(np.flatnonzero(is_first))
        others = np.flatnonzero(~is_first)
        standing = first.take(others - np.arange(1, len(others) + 1))
        return Tally(first, rows.take(others), standing)

    def counts(self, facet_ids: Sequence[str], tally: Tally) -> list[NDArray[np.int64]]:
        """For each facet the products by value, in the order of its labels."""
        places = [self._place[facet_id] for facet_id in facet_ids]
        first, others, standing = (
            self._codes_at(places, rows) for rows in (tally.first, tally.others, tally.standing)
        )
        differ = np.ascontiguousarray((others != standing).T)
        counts = []
        for column, facet_id in enumerate(facet_ids):
            kept, which = self._kept[facet_id], np.flatnonzero(differ[column])
            alone = np.bincount(first[:, column], minlength=len(kept.members))
            products = self._product.take(tally.others.take(which))
            added = kept.added(others[which, column], standing[which, column], products)
            counts.append(alone @ kept.members + added)
        return counts

    def _codes_at(self, places: Sequence[int], rows: NDArray[np.int64]) -> NDArray[Any]:
        """The codes of some facets, given by their places, at some rows; shape (len(rows), len(places))."""
        codes = self._codes.values
        if len(places) == 1:
            column: NDArray[Any] = codes.reshape(-1).take(rows * codes.shape[1] + places[0])
            return column[:, np.newaxis]
        whole = codes.take(rows, axis=0)
        return whole if len(places) == codes.shape[1] else whole.take(places, axis=1)


def _sorted(order: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """An order of rows; None for that of their numbers, which needs no looking up."""
    return None if np.array_equal(order, np.arange(len(order))) else order


@dataclass(frozen=True, slots=True)
class _Combinations:
    """The combinations of values that images have in a facet: those of code i are set in `members[i]`.

    `code_of` tells the code of each combination, spelled as bits.
    """

    members: NDArray[np.int64]
    code_of: Mapping[bytes, int]

    def added(
        self, others: NDArray[Any], standing: NDArray[Any], products: NDArray[np.int32]
    ) -> NDArray[np.int64]:
        """By value: the products of images with other codes that have it by one of these alone."""
        has = self.members.astype(np.bool_)
        which, values = np.nonzero(has.take(others, axis=0) > has.take(standing, axis=0))
        keys = np.unique(products.take(which).astype(np.int64) * has.shape[1] + values)
        return np.bincount(keys % has.shape[1], minlength=has.shape[1])

    def extended(self, fresh: _Combinations) -> tuple[_Combinations, NDArray[np.int32]]:
        """These with those that only others are, and what the codes of the others are among them."""
        new = [bits for bits in fresh.code_of if bits not in self.code_of]
        code_of = {**self.code_of, **{bits: len(self.code_of) + place for place, bits in enumerate(new)}}
        meaning = np.array([code_of[bits] for bits in fresh.code_of], dtype=np.int32)
        members = np.concatenate([self.members, fresh.members[[fresh.code_of[bits] for bits in new]]])
        return _Combinations(members, code_of), meaning


def _coded(facet: Facet, columns: Columns, since: int) -> tuple[NDArray[Any], _Combinations]:
    """A code for each row from one on; of combinations of values only those that occur are kept.

    Who has a value has its whole family: the count of "blue" is what ticking "blue" will find.
    """
    families = _families(facet, columns.labels(facet.id))
    if not facet.multiple:
        code_of = {code.to_bytes(2): code for code in range(len(families))}
        return columns.codes(facet.id)[since:], _Combinations(families, code_of)
    having = [columns.has(facet.id, value, since=since) for value in facet.values]
    bits = np.ascontiguousarray(np.packbits(np.stack(having, axis=1), axis=1))
    found, codes = np.unique(bits.view(f"V{bits.shape[1]}").ravel(), return_inverse=True)
    packed = found.view(np.uint8).reshape(len(found), -1)
    members = np.unpackbits(packed, axis=1, count=len(facet.values)).astype(np.int64)
    code_of = {each.tobytes(): code for code, each in enumerate(packed)}
    return codes, _Combinations((members @ families > 0).astype(np.int64), code_of)


def _side_by_side(columns: Sequence[NDArray[Any]], rows: int) -> NDArray[Any]:
    """One row an image, in as few bytes as the greatest code needs."""
    greatest = max((int(column.max(initial=0)) for column in columns), default=0)
    codes = np.empty((rows, len(columns)), dtype=np.promote_types(np.min_scalar_type(greatest), np.uint16))
    for place, column in enumerate(columns):
        codes[:, place] = np.maximum(column, 0)  # of rows where no image lives nobody asks
    return codes


def _joined(codes: Growing, fresh: NDArray[Any]) -> Growing:
    """Codes with those of more rows behind, wider where they must be."""
    if np.can_cast(fresh.dtype, codes.values.dtype):
        return codes.extended(fresh)
    return Growing(np.concatenate([codes.values.astype(fresh.dtype), fresh]))


def _families(facet: Facet, labels: Sequence[str]) -> NDArray[np.int64]:
    """Row i, column j: whether a filter on value j lets value i through."""
    reached = [facet.leaves(label) if label in facet.by_id else {label} for label in labels]
    return np.array([[value in family for family in reached] for value in labels], dtype=np.int64)
