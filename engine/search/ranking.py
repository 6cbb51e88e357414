"""One order of a result set: what the legs say, fused; what comes last; the order asked for instead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weft.engine.model import SearchRequest
from weft.engine.search.demand import Demand
from weft.engine.search.diversity import WINDOW, diversified, seen_on
from weft.engine.search.example import alike
from weft.engine.search.fusion import Leg, fuse
from weft.engine.search.looks import Looks
from weft.engine.search.paging import Ranked
from weft.engine.search.retrieval import Reader
from weft.engine.search.stopwatch import Stopwatch
from weft.engine.search.view import View
from weft.engine.settings import Settings
from weft.vocab.model import Vocabulary

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ranker:
    """Orders result sets of any version of a store."""

    vocabulary: Vocabulary
    settings: Settings
    reader: Reader
    looks: Looks

    def rank(
        self, view: View, demand: Demand, request: SearchRequest, rows: Rows, *, watch: Stopwatch
    ) -> Ranked:
        """The result set, rising row numbers, in one order for all pages."""
        legs = (*self._reading(view, demand, rows, watch), *self._measuring(view, demand, rows, watch))
        scores = fuse(legs, len(rows), self.settings.rank_constant)
        scores = demand.ruling.lifted(scores, rows, view.columns)
        last = view.fit.unproven(demand.wishes, rows)
        ranked = Ranked(rows, view.columns.product[rows], legs, scores).with_last(last)
        sort = demand.applied.sort
        if sort:
            ranked = ranked.sorted_by(view.columns.numbers(sort.field), descending=sort.descending)
        elif request.diversity:
            ranked = self._diversified(view, ranked, request, last)
        watch.lap("fuse")
        return ranked

    def unheard(self, view: View, demand: Demand, ranked: Ranked) -> str:
        """What the residual is about, if no image of the set says a word of it or nearly means it."""
        query = demand.applied
        subject = self.reader.subject(query)
        is_heard = subject == query.residual and any(leg.heard for leg in ranked.legs)
        if not subject or is_heard or (demand.wishes and not len(ranked.rows)):
            return ""
        within = demand.filter(self.vocabulary)
        return "" if self.reader.hears(subject, query.language, view.snapshot, within) else subject

    def _reading(self, view: View, demand: Demand, rows: Rows, watch: Stopwatch) -> list[Leg]:
        """The legs of words and pictures."""
        query, within = demand.applied, demand.filter(self.vocabulary)
        text = self.reader.text(query, view.snapshot, within, rows)
        watch.lap("text")
        said = text is not None and text.heard
        vector = self.reader.vector(query, view.snapshot, within, rows, said=said)
        watch.lap("vector")
        looks = self._looking(view, demand, rows)
        watch.lap("looks")
        return [leg for leg in (text, vector, looks) if leg]

    def _looking(self, view: View, demand: Demand, rows: Rows) -> Leg | None:
        example = demand.example
        vector = example.vector if example else self.looks.in_words(demand.applied.positive)
        if vector is None:
            return None
        weight, window = self.settings.image_weight, self.settings.window
        return self.looks.leg(vector, view.columns, rows, weight=weight, window=window)

    def _measuring(self, view: View, demand: Demand, rows: Rows, watch: Stopwatch) -> list[Leg]:
        """The legs of attributes."""
        weight, wishes = self.settings.fit_weight, demand.wishes
        legs = [view.fit.leg(wishes, demand.applied.ranges, rows, weight=weight)]
        if demand.example:
            example, columns = demand.example, view.columns
            legs.append(alike(example, wishes, columns, rows, vocabulary=self.vocabulary, weight=weight))
        watch.lap("fit")
        return [leg for leg in legs if leg]

    def _diversified(
        self, view: View, ranked: Ranked, request: SearchRequest, last: NDArray[np.bool_]
    ) -> Ranked:
        """What may have what is excluded stays last, however different it is."""
        first = ranked.first(WINDOW, collapse=request.collapse)
        first = first[~last[first]]
        seen = seen_on(ranked.rows[first], view.columns, self.vocabulary)
        return ranked.with_first(first[diversified(seen, request.diversity)])
