"""Which images stand on a page: one order of the whole result set, of which every page is a slice.

The order is by falling score, then by row. So page 2 continues page 1, whatever the limit, and what no
leg ranks comes after what any does. Images of which nobody knows whether they have what is excluded are
the last of all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from weft.engine.model import SearchRequest
from weft.engine.search.fusion import Leg

Places = NDArray[np.int64]
"""Indices into the result set."""

_SPARE = 2
_SAMPLED, _SAMPLED_LEAST = 64, 8
"""One score of so many is in the sample, and so many of it at least are among the high ones."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A result set, with one entry an image: row number (rising), product number and fused score.

    `legs` are what the scores were fused from. `order` takes the place of the scores where something
    else than relevance orders the set.
    """

    rows: NDArray[np.int64]
    products: NDArray[np.int32]
    legs: tuple[Leg, ...]
    scores: NDArray[np.float64]
    order: NDArray[np.float64] | None = None

    def with_last(self, last: NDArray[np.bool_]) -> Ranked:
        """Some images after all others, each part ordered as before."""
        if not last.any():
            return self
        return replace(self, order=np.where(last, self.scores - self.scores.max() - 1, self.scores))

    def sorted_by(self, numbers: NDArray[np.float64], *, descending: bool) -> Ranked:
        """Ordered by a column, one number a row: absent ones last, equal ones by score."""
        keys = numbers[self.rows]
        order = np.lexsort((-self.scores, -keys if descending else keys))  # NaN sorts last
        falling = np.empty(len(order))
        falling[order] = -np.arange(len(order))
        return replace(self, order=falling)

    def first(self, count: int, *, collapse: bool) -> Places:
        """The places of the best images, one a product when collapsed."""
        order = self.scores if self.order is None else self.order
        return best_of_each(order, self.products, count) if collapse else best(order, count)

    def with_first(self, places: Places) -> Ranked:
        """With these in front, in this order; the others keep theirs."""
        order = self.scores if self.order is None else self.order
        raised = order.copy()
        raised[places] = order.max(initial=0) + np.arange(len(places), 0, -1)
        return replace(self, order=raised)

    def with_pinned(self, pinned: Mapping[int, int], *, collapse: bool) -> Ranked:
        """With the products of these numbers at fixed places, from 0; what is not pinned keeps its order.

        A product stands for its best image. Where there are too few hits, the last pins close up.
        """
        if not pinned:
            return self
        order = self.scores if self.order is None else self.order
        owners = self.products if collapse else np.arange(len(order), dtype=np.int32)
        at = {place: _best_image(order, self.products, product) for place, product in pinned.items()}
        reach = max(pinned) + 1
        natural = self.first(reach + len(at), collapse=collapse)
        others = iter(natural[~np.isin(owners[natural], owners[list(at.values())])].tolist())
        head = [at[place] if place in at else next(others, None) for place in range(reach)]
        return self.with_first(np.array([place for place in head if place is not None], dtype=np.int64))

    def page(self, request: SearchRequest) -> list[Places]:
        """The places behind each hit of the page, best first: all of a product, or just one image."""
        order = self.scores if self.order is None else self.order
        reach = request.offset + request.limit
        if not request.collapse:
            return list(best(order, reach)[request.offset :].reshape(-1, 1))
        shown = best_of_each(order, self.products, reach)[request.offset :]
        return by_product(order, self.products, self.products[shown])


def _best_image(order: NDArray[np.float64], products: NDArray[np.int32], product: int) -> int:
    places = np.flatnonzero(products == product)
    return int(places[np.argmax(order[places])])


def best(scores: NDArray[np.float64], count: int) -> Places:
    """The first `count` places of the order; ties in the order of places. Sorts no more than it must."""
    if count >= len(scores):
        return np.argsort(-scores, kind="stable")
    if count <= 0:
        return np.empty(0, dtype=np.int64)
    high = _high(scores, count)
    contending = scores.take(high)
    last = np.partition(contending, len(high) - count)[len(high) - count]
    above = high.compress(contending > last)
    level = high.compress(contending == last)[: count - len(above)]
    return np.concatenate([above[np.argsort(-scores[above], kind="stable")], level])


def _high(scores: NDArray[np.float64], count: int) -> Places:
    """Places that have the first `count` among them; a sample tells where to look, so that few are left."""
    sample = scores[::_SAMPLED]
    rank = 2 * count // _SAMPLED + _SAMPLED_LEAST
    if rank < len(sample):
        bound = np.partition(sample, len(sample) - rank)[len(sample) - rank]
        high = np.flatnonzero(scores >= bound)
        if len(high) >= count:
            return high
    return np.arange(len(scores))


def best_of_each(scores: NDArray[np.float64], products: NDArray[np.int32], count: int) -> Places:
    """The best place of each of the first `count` products, in order; `products` has one a place."""
    reach = count * _SPARE
    while True:
        places = best(scores, reach)
        _, firsts = np.unique(products[places], return_index=True)
        if len(firsts) >= count or reach >= len(scores):
            return places[np.sort(firsts)[:count]]
        reach *= _SPARE


def by_product(
    scores: NDArray[np.float64], products: NDArray[np.int32], wanted: NDArray[np.int32]
) -> list[Places]:
    """All places of each of the wanted products, best first."""
    places = np.flatnonzero(np.isin(products, wanted))
    places = places[np.argsort(-scores[places], kind="stable")]
    turns = np.argsort(products[places], kind="stable")
    groups = np.split(places[turns], np.flatnonzero(np.diff(products[places[turns]])) + 1)
    by_owner = {int(products[group[0]]): group for group in groups if len(group)}
    return [by_owner[product] for product in wanted.tolist()]
