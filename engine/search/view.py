"""One version of the data with all that searching it needs; made once a version."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from weft.engine.errors import QueryError
from weft.engine.filters import EVERYTHING
from weft.engine.index.store import Snapshot
from weft.engine.model import FacetCount, FacetCounts, ParsedQuery
from weft.engine.query.suggest import Suggester
from weft.engine.search.demand import Demand
from weft.engine.search.facets import FacetCounter, Tally
from weft.engine.search.fit import Fit
from weft.vocab.languages import load_languages
from weft.vocab.model import Facet, Vocabulary

_NOTHING_ASKED = Demand(ParsedQuery(""), ParsedQuery(""), (), EVERYTHING, strict=False)


class View:
    """A snapshot, and the counter and measure on its columns."""

    def __init__(self, snapshot: Snapshot, vocabulary: Vocabulary) -> None:
        self.snapshot = snapshot
        self.columns = snapshot.columns
        self.fit = Fit(snapshot.columns, vocabulary)
        self.counter = FacetCounter(snapshot.columns, vocabulary)
        self._vocabulary = vocabulary

    def facets(self, demand: Demand, names: tuple[str, ...] | None, tally: Tally) -> tuple[FacetCounts, ...]:
        """The facets of that name, each counted without what is required of itself; None counts all.

        `tally` is that of the result set. Raises QueryError for a name that does not exist.
        """
        names = tuple(self._vocabulary.by_id) if names is None else names
        return tuple(self._facet(self._known(name), demand, tally) for name in names)

    @cached_property
    def suggester(self) -> Suggester:
        """Completes sentences with what this version holds; made when it is first asked for."""
        everything = self.counter.tally(self.columns.live)
        brands = Counter(filter(None, self.columns.texts("brand", everything.first)))
        counts = self.facets(_NOTHING_ASKED, None, everything)
        words = self.snapshot.words()
        return Suggester(self._vocabulary, load_languages(), words, brands, counts=counts)

    def _known(self, name: str) -> Facet:
        if name not in self._vocabulary.by_id:
            known = ", ".join(self._vocabulary.by_id)
            raise QueryError(f"There is no facet {name!r} to count.", hint=f"Facets: {known}.")
        return self._vocabulary.by_id[name]

    def _facet(self, facet: Facet, demand: Demand, tally: Tally) -> FacetCounts:
        if demand.requires(facet.id):
            wider = demand.filter(self._vocabulary, but=facet.id)
            tally = self.counter.tally(self.columns.match(wider))
        counts = self.counter.counts(facet.id, tally)
        ticked = {term for each in demand.ticked if each.facet == facet.id for term in each.terms}
        found = [
            FacetCount(value, _label(facet, value), int(count), value in ticked)
            for value, count in zip(self.columns.labels(facet.id), counts, strict=True)
            if count
        ]
        found.sort(key=lambda each: -each.count)
        return FacetCounts(facet.id, facet.label, tuple(found))


def _label(facet: Facet, value: str) -> str:
    return facet.by_id[value].label if value in facet.by_id else value.replace("_", " ")
