"""From what is demanded to what can be met: a photo to resemble, relaxation, words nobody has heard of."""

from __future__ import annotations

from dataclasses import dataclass, replace

from weft.engine.filters import Match, Not, all_of
from weft.engine.index.filters.check import NEVER
from weft.engine.model import SearchRequest
from weft.engine.search.demand import Demand
from weft.engine.search.example import Example
from weft.engine.search.looks import Looks
from weft.engine.search.relaxation import relaxed
from weft.engine.search.retrieval import Reader
from weft.engine.search.view import View
from weft.vocab.model import Vocabulary


@dataclass(frozen=True, slots=True)
class Settler:
    """Settles demands for any version of a store; counts and hits are both read off what it gives."""

    vocabulary: Vocabulary
    reader: Reader
    looks: Looks

    def settled(self, demand: Demand, request: SearchRequest, view: View) -> Demand:
        """The demand as it is met; NotFoundError for an image to resemble that is not there."""
        demand = self._resembling(demand, request, view)
        if request.relax:
            demand = relaxed(demand, view.columns, self.vocabulary, request.modes)
        if self._is_nothing_but_words(demand) and not self._is_heard(demand, view):
            return replace(demand, beside=NEVER)
        return demand

    def _resembling(self, demand: Demand, request: SearchRequest, view: View) -> Demand:
        """With the photo that hits shall resemble, whose own product is none of them."""
        if request.like:
            record = view.image(request.like, request.within)
            others = Not(Match("product_id", frozenset({record.product_id})))
            example = Example(record.attributes, self.looks.of(record.image_id))
            return replace(demand, beside=all_of([demand.beside, others]), example=example)
        if request.image:
            example = Example(request.image.attributes, request.image.image_vector)
            return replace(demand, example=example)
        return demand

    def _is_nothing_but_words(self, demand: Demand) -> bool:
        asked = demand.wishes or demand.applied.ranges or demand.example
        return not asked and bool(self.reader.subject(demand.applied))

    def _is_heard(self, demand: Demand, view: View) -> bool:
        """Whether there is any answer to words that no filter takes; the whole catalogue is none."""
        query, within = demand.applied, demand.filter(self.vocabulary)
        seen = self.looks.in_words(query.residual) is not None
        subject = self.reader.subject(query)
        return seen or self.reader.hears(subject, query.language, view.snapshot, within)
