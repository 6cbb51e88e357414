"""What the rules do to one request: which of them hold is decided, and what they make of the result set.

Hiding is a filter, so that totals and counts agree with the hits; the rest only orders. A pin takes the
place it names if its product is in the result set. Of two pins on one place the earlier rule has it and
the other takes the next that is free; a product that is pinned twice stands where the earlier rule says.
Boosts and buries add up. An order that was asked for is touched by none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from weft.engine.filters import Filter, Not, all_of
from weft.engine.index.columns import Columns
from weft.engine.model import ImageRecord
from weft.engine.query.synonyms import Synonyms

Rows = NDArray[np.int64]
Scores = NDArray[np.float64]

_MORE = 1.001
"""A whole boost goes this much further than the way from the last to the first: past it, not beside it."""


@dataclass(frozen=True, slots=True)
class Lift:
    """Moves what a filter finds, by this share of the way from the last hit to the first; down below 0."""

    rule: str
    filter: Filter
    by: float


@dataclass(frozen=True, slots=True)
class Pinned:
    """A product, and the place (from 1) that it is wanted at."""

    rule: str
    product_id: str
    place: int


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rules that hold of one request.

    `touched` names those that did something whatever the hits are: hid, redirected, replaced or added
    words. `redirect` is where the request is sent, "" to stay here.
    """

    hidden: tuple[Filter, ...] = ()
    lifts: tuple[Lift, ...] = ()
    pins: tuple[Pinned, ...] = ()
    synonyms: Synonyms = field(default_factory=Synonyms)
    redirect: str = ""
    touched: tuple[str, ...] = ()

    def within(self, asked: Filter) -> Filter:
        """A filter without what is hidden."""
        return all_of([asked, *map(Not, self.hidden)]) if self.hidden else asked

    def yielding(self) -> Ruling:
        """What is left of it under an order that was asked for, by a column or by likeness."""
        return replace(self, lifts=(), pins=())

    def lifted(self, scores: Scores, rows: Rows, columns: Columns) -> Scores:
        """The scores of the images in `rows` with what boosts and buries add."""
        if not self.lifts or not len(scores):
            return scores
        way = (scores.max() - scores.min()) * _MORE or 1.0
        for lift in self.lifts:
            scores = scores + lift.by * way * columns.match(lift.filter)[rows]
        return scores

    def places(self, products: NDArray[np.int32], columns: Columns) -> dict[int, int]:
        """The number of the product at each pinned place, from 0; `products` are those of the result set."""
        taken: dict[int, int] = {}
        for pin in self.pins:
            number = _product(pin.product_id, columns)
            if number in products and number not in taken.values():
                taken[_free(pin.place - 1, taken)] = number
        return taken

    def touching(self, records: Sequence[ImageRecord], rows: Rows, columns: Columns) -> list[tuple[str, ...]]:
        """The rules that moved each of these hits, which are in these rows."""
        names: list[list[str]] = [
            [pin.rule for pin in self.pins if pin.product_id == record.product_id] for record in records
        ]
        for lift in self.lifts:
            for place in np.flatnonzero(columns.match(lift.filter)[rows]):
                names[place].append(lift.rule)
        return [tuple(dict.fromkeys(each)) for each in names]


NO_RULING = Ruling()
"""Where no rule holds."""


def _product(product_id: str, columns: Columns) -> int:
    """The number of a product; -1 if it has no image."""
    rows = np.flatnonzero(columns.has_any("product_id", (product_id,)) & columns.live)
    return int(columns.product[rows[0]]) if len(rows) else -1


def _free(place: int, taken: Iterable[int]) -> int:
    while place in taken:
        place += 1
    return place
