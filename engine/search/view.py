"""One version of the data with all that searching it needs; made once a version."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from weft.engine.errors import NotFoundError, QueryError
from weft.engine.filters import EVERYTHING, Filter, Match
from weft.engine.index.schema import labels
from weft.engine.index.store import Snapshot
from weft.engine.model import FacetCount, FacetCounts, ImageRecord, ParsedQuery
from weft.engine.query.suggest import Suggester
from weft.engine.search.demand import Demand
from weft.engine.search.facets import FacetCounter, Tally
from weft.engine.search.fit import Fit
from weft.vocab.languages import load_languages
from weft.vocab.model import Facet, Vocabulary

SUGGESTERS = 16
"""Suggesters kept: one for each filter that somebody is kept within."""

BEHIND = 0.05
"""Share of the images that may have been written since the suggestions were gathered."""

_NOTHING_ASKED = Demand(ParsedQuery(""), ParsedQuery(""), (), EVERYTHING, strict=False)


class View:
    """A snapshot, and the counter and measure on its columns."""

    def __init__(self, snapshot: Snapshot, vocabulary: Vocabulary, last: View | None = None) -> None:
        """What of the last view is still right is taken over; suggestions may be a little behind."""
        self.snapshot = snapshot
        self.columns = snapshot.columns
        self.fit = Fit(snapshot.columns, vocabulary)
        self.counter: FacetCounter = (
            last.counter.following(self.columns) if last else FacetCounter(self.columns, vocabulary)
        )
        self._vocabulary = vocabulary
        self._labels = {
            facet.id: [_label(facet, value) for value in labels(facet)] for facet in vocabulary.facets
        }
        self._suggesters: dict[Filter, Suggester] = {}
        self._gathered = self.columns.written
        if last and last.columns.origin is self.columns.origin and self._is_near(last._gathered):
            self._suggesters, self._gathered = last._suggesters, last._gathered

    def facets(self, demand: Demand, names: tuple[str, ...] | None, tally: Tally) -> tuple[FacetCounts, ...]:
        """The facets of that name, each counted without what is required of itself; None counts all.

        `tally` is that of the result set. Raises QueryError for a name that does not exist.
        """
        names = tuple(self._vocabulary.by_id) if names is None else names
        facets = [self._known(name) for name in names]
        free = [facet.id for facet in facets if not demand.requires(facet.id)]
        counts = dict(zip(free, self.counter.counts(free, tally), strict=True))
        for facet in facets:
            if facet.id not in counts:
                wider = demand.filter(self._vocabulary, but=facet.id)
                [counts[facet.id]] = self.counter.counts(
                    [facet.id], self.counter.tally(self.columns.match(wider))
                )
        return tuple(self._facet(facet, counts[facet.id], demand) for facet in facets)

    def image(self, image_id: str, within: Filter = EVERYTHING) -> ImageRecord:
        """One image of a filter; NotFoundError if there is none of that id."""
        row = self.snapshot.row_of(image_id)
        if not self.columns.match(within)[row]:
            raise NotFoundError(f"There is no image {image_id!r}.")
        return self.snapshot.records([row])[0]

    def product(self, product_id: str, within: Filter = EVERYTHING) -> list[ImageRecord]:
        """The images of a product that are in a filter; NotFoundError if there is none."""
        mask = self.columns.match(Match("product_id", frozenset({product_id})))
        rows = np.flatnonzero(mask & self.columns.match(within))
        if not len(rows):
            raise NotFoundError(f"There is no product {product_id!r}.")
        return self.snapshot.records(rows)

    def suggester(self, within: Filter = EVERYTHING) -> Suggester:
        """Completes sentences with what this version holds of a filter; made when it is first asked for."""
        suggester = self._suggesters.get(within)
        if suggester is None:
            if len(self._suggesters) >= SUGGESTERS:
                self._suggesters.clear()
            suggester = self._suggesters[within] = self._made_suggester(within)
        return suggester

    def _is_near(self, gathered: int) -> bool:
        return self.columns.written - gathered <= BEHIND * len(self.snapshot)

    def _made_suggester(self, within: Filter) -> Suggester:
        everything = self.counter.tally(self.columns.match(within))
        brands = Counter(filter(None, self.columns.texts("brand", everything.first)))
        counts = self.facets(replace(_NOTHING_ASKED, beside=within), None, everything)
        words = self.snapshot.words(within)
        return Suggester(self._vocabulary, load_languages(), words, brands, counts=counts)

    def _known(self, name: str) -> Facet:
        if name not in self._vocabulary.by_id:
            known = ", ".join(self._vocabulary.by_id)
            raise QueryError(f"There is no facet {name!r} to count.", hint=f"Facets: {known}.")
        return self._vocabulary.by_id[name]

    def _facet(self, facet: Facet, counts: NDArray[np.int64], demand: Demand) -> FacetCounts:
        ticked = {term for each in demand.ticked if each.facet == facet.id for term in each.terms}
        order = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)].tolist()
        values = self.columns.labels(facet.id)
        numbers = counts.tolist()
        found = tuple(
            FacetCount(values[code], self._labels[facet.id][code], numbers[code], values[code] in ticked)
            for code in order
        )
        return FacetCounts(facet.id, facet.label, found)


def _label(facet: Facet, value: str) -> str:
    return facet.by_id[value].label if value in facet.by_id else value.replace("_", " ")
