"""The search engine: one call from a request to a page of hits, counts and reasons.

    sentence -> parse -> demand -> filter -> result set -> legs -> fusion -> page -> facets, explanation

The filter defines the result set, and totals, pages and counts are read off it; the legs only order it.
Nothing that the sentence excludes reaches a leg.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from weft.engine.embedding.open import open_embedder
from weft.engine.errors import NotFoundError, QueryError
from weft.engine.filters import Filter, Match
from weft.engine.index.store import Store, open_store
from weft.engine.model import FacetCounts, Hit, ImageRecord, ParsedQuery, SearchRequest, SearchResult
from weft.engine.protocols import CaptionEmbedder
from weft.engine.query.llm.assisted import AssistedParser
from weft.engine.query.llm.open import open_residual_parser
from weft.engine.query.parser import Parser
from weft.engine.query.suggest import MOST_SUGGESTIONS, Suggestion
from weft.engine.query.synonym_file import load_synonyms
from weft.engine.query.synonyms import Synonyms, expand
from weft.engine.search.demand import Demand, demand_of
from weft.engine.search.explanation import explain
from weft.engine.search.fusion import fuse
from weft.engine.search.paging import Ranked
from weft.engine.search.retrieval import Reader
from weft.engine.search.stopwatch import Stopwatch
from weft.engine.search.view import View
from weft.engine.settings import Settings
from weft.vocab.lexicon import NameMeaning
from weft.vocab.loader import load_vocabulary
from weft.vocab.model import Vocabulary

Parse = Callable[[str], ParsedQuery]
"""Anything that understands a sentence."""

NO_SYNONYMS = Synonyms()


class SearchEngine:
    """Searches a store; every method may be called from several threads at once."""

    def __init__(
        self,
        store: Store,
        *,
        vocabulary: Vocabulary,
        embedder: CaptionEmbedder,
        settings: Settings,
        parse: Parse,
        synonyms: Synonyms = NO_SYNONYMS,
        closing: Callable[[], None] | None = None,
    ) -> None:
        """`open` makes all of these from a path and the settings; `closing` lets go of what it opened."""
        self.vocabulary = vocabulary
        self._store = store
        self._settings = settings
        self._parse = parse
        self._synonyms = synonyms
        self._closing = closing
        self._reader = Reader(vocabulary, embedder, settings)
        self._view = View(store.snapshot(), vocabulary)

    @classmethod
    def open(cls, path: Path, settings: Settings) -> SearchEngine:
        """Opens a store with the vocabulary and the caption encoder that the settings name.

        Brands and words of the catalogue are known to the parser as they are now. Raises VocabularyError,
        SettingsError, and what `open_store` raises.
        """
        vocabulary = load_vocabulary(settings.vocabulary)
        embedder = open_embedder(settings.embedder)
        store = open_store(path, vocabulary=vocabulary, embedder=embedder)
        snapshot = store.snapshot()
        brands = [NameMeaning("brand", brand) for brand in snapshot.distinct("brand") if brand]
        parser = Parser(vocabulary, names=brands, known=frozenset(snapshot.words()))
        model = open_residual_parser(settings, vocabulary)
        assisted = AssistedParser(parser.parse, model, vocabulary) if model else None
        return cls(
            store,
            vocabulary=vocabulary,
            embedder=embedder,
            settings=settings,
            parse=assisted.parse if assisted else parser.parse,
            synonyms=load_synonyms(Path(settings.synonyms)) if settings.synonyms else NO_SYNONYMS,
            closing=assisted.close if assisted else None,
        )

    @property
    def version(self) -> int:
        """The version of the data that the next search answers from."""
        return self._current().snapshot.version

    def parse(self, text: str) -> ParsedQuery:
        """What a sentence is understood to ask for; QueryError for one that is too long."""
        _require_length(text, self._settings.max_sentence)
        return self._parse(text)

    def suggest(self, text: str, limit: int = MOST_SUGGESTIONS) -> tuple[Suggestion, ...]:
        """Ways to go on with a sentence that is being typed, likeliest first; QueryError for a long one."""
        _require_length(text, self._settings.max_sentence)
        return self._current().suggester.suggest(text, limit)

    def search(self, request: SearchRequest) -> SearchResult:
        """A page of hits with totals, facet counts and reasons.

        Raises QueryError for a request that names what does not exist or cannot be meant.
        """
        watch = Stopwatch()
        _require_page(request)
        view = self._current()
        demand = self._demand(request)
        watch.lap("parse")
        within = demand.filter(self.vocabulary)
        mask = view.columns.match(within)
        tally = view.counter.tally(mask)
        watch.lap("filter")
        ranked = self._rank(view, demand, within, np.flatnonzero(mask), watch)
        hits = self._hits(view, demand, request, ranked)
        watch.lap("page")
        facets = view.facets(demand, request.facets, tally)
        watch.lap("facets")
        return SearchResult(
            query=demand.shown,
            total=len(tally.first) if request.collapse else len(ranked.rows),
            total_images=len(ranked.rows),
            hits=hits,
            facets=facets,
            took_ms=watch.took_ms,
            version=view.snapshot.version,
        )

    def facets(self, request: SearchRequest) -> tuple[FacetCounts, ...]:
        """The facet counts of a request, without ranking anything."""
        view = self._current()
        demand = self._demand(request)
        tally = view.counter.tally(view.columns.match(demand.filter(self.vocabulary)))
        return view.facets(demand, request.facets, tally)

    def product(self, product_id: str) -> list[ImageRecord]:
        """All images of a product in the order of rows; NotFoundError if there is none."""
        snapshot = self._current().snapshot
        rows = np.flatnonzero(snapshot.columns.match(Match("product_id", frozenset({product_id}))))
        if not len(rows):
            raise NotFoundError(f"There is no product {product_id!r}.")
        return snapshot.records(rows)

    def image(self, image_id: str) -> ImageRecord:
        """One image; NotFoundError if there is none of that id."""
        snapshot = self._current().snapshot
        return snapshot.records([snapshot.row_of(image_id)])[0]

    def close(self) -> None:
        """Closes the store; searches that are under way still end well."""
        self._store.close()
        if self._closing:
            self._closing()

    def _demand(self, request: SearchRequest) -> Demand:
        """What the request demands; synonyms come last, so that what a chip excludes is not brought back."""
        demand = demand_of(self.parse(request.text), request, self.vocabulary)
        applied = expand(demand.applied, self._synonyms)
        return replace(demand, applied=applied, shown=replace(demand.shown, notes=applied.notes))

    def _current(self) -> View:
        """The view of the newest version. Two threads may make the same one; either serves."""
        snapshot = self._store.snapshot()
        view = self._view
        if view.snapshot is not snapshot:
            view = self._view = View(snapshot, self.vocabulary)
        return view

    def _rank(
        self, view: View, demand: Demand, within: Filter, rows: NDArray[np.int64], watch: Stopwatch
    ) -> Ranked:
        query, settings = demand.applied, self._settings
        legs = [self._reader.text(query, view.snapshot, within, rows)]
        watch.lap("text")
        legs.append(self._reader.vector(query, view.snapshot, within, rows))
        watch.lap("vector")
        legs.append(view.fit.leg(demand.wishes, query.ranges, rows, weight=settings.fit_weight))
        watch.lap("fit")
        kept = tuple(leg for leg in legs if leg)
        scores = fuse(kept, len(rows), settings.rank_constant)
        ranked = Ranked(rows, view.columns.product[rows], kept, scores)
        ranked = ranked.with_last(view.fit.unproven(demand.wishes, rows))
        if query.sort:
            column = view.columns.numbers(query.sort.field)
            ranked = ranked.sorted_by(column, descending=query.sort.descending)
        watch.lap("fuse")
        return ranked

    def _hits(self, view: View, demand: Demand, request: SearchRequest, ranked: Ranked) -> tuple[Hit, ...]:
        groups = ranked.page(request)
        records = view.snapshot.records([ranked.rows[places[0]] for places in groups])
        hits = []
        for rank, places, record in zip(count(request.offset + 1), groups, records, strict=False):
            place = int(places[0])
            why = explain(record, place, demand=demand, legs=ranked.legs, vocabulary=self.vocabulary)
            image_ids = tuple(view.columns.texts("image_id", ranked.rows[places]))
            hits.append(Hit(rank, float(ranked.scores[place]), record, image_ids, why))
        return tuple(hits)


def _require_length(text: str, most: int) -> None:
    if len(text) > most:
        message = f"The sentence has {len(text):,} characters, more than {most:,}."
        raise QueryError(message, hint="Shorten it, or raise the setting max_sentence.")


def _require_page(request: SearchRequest) -> None:
    if request.limit < 0 or request.offset < 0:
        message = f"There is no page of {request.limit} hits from {request.offset}."
        raise QueryError(message, hint="Limit and offset are 0 or more.")
