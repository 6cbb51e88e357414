"""The search engine: one call from a request to a page of hits, counts and reasons.

    sentence -> parse -> demand -> settled -> filter -> result set -> legs -> fusion -> page, facets, reasons

The filter defines the result set, and totals, pages and counts are read off it; the legs only order it.
Nothing that the sentence excludes reaches a leg.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from weft.engine.embedding.open import open_embedder
from weft.engine.errors import QueryError, VersionGoneError
from weft.engine.filters import EVERYTHING, Filter
from weft.engine.index.image_vectors import InUse
from weft.engine.index.memory import give_back
from weft.engine.index.store import Snapshot, Store, open_store
from weft.engine.merchandising.rule_book import LiveRules, today
from weft.engine.merchandising.rule_set import NO_RULES, RuleSet
from weft.engine.model import (
    Analysis,
    FacetCounts,
    ImageRecord,
    ParsedQuery,
    SearchRequest,
    SearchResult,
)
from weft.engine.protocols import CaptionEmbedder
from weft.engine.query.llm.assisted import AssistedParser
from weft.engine.query.llm.open import open_residual_parser
from weft.engine.query.suggest import MOST_SUGGESTIONS, Suggestion
from weft.engine.query.synonym_file import load_synonyms
from weft.engine.query.synonyms import Synonyms, expand, together
from weft.engine.search.demand import Demand, demand_of
from weft.engine.search.example import edit_in
from weft.engine.search.hits import page_of
from weft.engine.search.looks import Looks
from weft.engine.search.opening import closing_all, open_looks, parser_of
from weft.engine.search.ranking import Ranker
from weft.engine.search.retrieval import Reader
from weft.engine.search.settling import Settler
from weft.engine.search.stopwatch import Stopwatch
from weft.engine.search.view import View
from weft.engine.settings import Settings
from weft.vocab.loader import load_vocabulary
from weft.vocab.model import Vocabulary

Parse = Callable[[str], ParsedQuery]
"""Anything that understands a sentence."""

NO_SYNONYMS = Synonyms()

PARSERS = 16
"""Parsers kept: one for each filter that somebody is kept within."""


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
        rules: Callable[[], RuleSet] = lambda: NO_RULES,
        parse_within: Callable[[Filter], Parse] | None = None,
        looks: Looks | None = None,
        closing: Callable[[], None] | None = None,
    ) -> None:
        """`open` makes all of these from a path and the settings; `closing` lets go of what it opened.

        `parse_within` makes the parser of who sees only a part of the data, so that it knows no other
        names; without it they share the one. `rules` gives the merchant's rules that are in force.
        """
        self.vocabulary = vocabulary
        self._store = store
        self._settings = settings
        self._parse = parse
        self._parse_within = parse_within and lru_cache(PARSERS)(parse_within)
        self._synonyms = synonyms
        self._rules = rules
        self._closing = closing
        self._reader = Reader(vocabulary, embedder, settings)
        self._looks = looks or Looks(store.path)
        self._settler = Settler(vocabulary, self._reader, self._looks)
        self._ranker = Ranker(vocabulary, settings, self._reader, self._looks)
        self._viewing = threading.Lock()
        self._views: tuple[View, ...] = (View(store.snapshot(), vocabulary),)

    @classmethod
    def open(cls, path: Path, settings: Settings) -> SearchEngine:
        """Opens a store with the vocabulary and the caption encoder that the settings name.

        Brands and words of the catalogue are known to the parser as they are now. Raises VocabularyError,
        SettingsError, and what `open_store` raises.
        """
        vocabulary = load_vocabulary(settings.vocabulary)
        embedder = open_embedder(settings.embedder)
        store = open_store(path, vocabulary=vocabulary, embedder=embedder)
        parser = parser_of(store.snapshot(), vocabulary)
        model = open_residual_parser(settings, vocabulary)
        assisted = AssistedParser(parser.parse, model, vocabulary) if model else None
        rules = LiveRules(path, settings.database, vocabulary)
        engine = cls(
            store,
            vocabulary=vocabulary,
            embedder=embedder,
            settings=settings,
            parse=assisted.parse if assisted else parser.parse,
            synonyms=load_synonyms(Path(settings.synonyms)) if settings.synonyms else NO_SYNONYMS,
            parse_within=lambda within: parser_of(store.snapshot(), vocabulary, within).parse,
            rules=rules,
            looks=open_looks(path, settings, vocabulary),
            closing=closing_all(rules.close, assisted.close if assisted else None),
        )
        give_back()
        return engine

    @property
    def version(self) -> int:
        """The version of the data that the next search answers from."""
        return self._current().snapshot.version

    def snapshot(self) -> Snapshot:
        """The newest consistent view of the store."""
        return self._store.snapshot()

    @property
    def state(self) -> tuple[int, RuleSet, date, InUse | None]:
        """What answers depend on beside the request: they are the same as long as this is."""
        return self.version, self._rules(), today(), self._looks.used

    def embed(self, text: str) -> NDArray[np.float32]:
        """The caption vector of a text, of unit length, or zeros where no word of it is known."""
        _require_length(text, self._settings.max_sentence)
        vector: NDArray[np.float32] = self._reader.embedder.embed([text])[0]
        return vector

    def parse(self, text: str, within: Filter = EVERYTHING) -> ParsedQuery:
        """What a sentence is understood to ask for; QueryError for one that is too long.

        `within` here and below is what the asker may see at all, as in a request.
        """
        _require_length(text, self._settings.max_sentence)
        if within == EVERYTHING or self._parse_within is None:
            return self._parse(text)
        return self._parse_within(within)(text)

    def suggest(
        self, text: str, limit: int = MOST_SUGGESTIONS, within: Filter = EVERYTHING
    ) -> tuple[Suggestion, ...]:
        """Ways to go on with a sentence that is being typed, likeliest first; QueryError for a long one."""
        _require_length(text, self._settings.max_sentence)
        return self._current().suggester(within).suggest(text, limit)

    def search(self, request: SearchRequest, rules: RuleSet | None = None) -> SearchResult:
        """A page of hits with totals, facet counts and reasons; `rules` to try instead of those in force.

        Raises QueryError for a request that names what does not exist or cannot be meant, and
        VersionGoneError for a version that is not kept.
        """
        watch = Stopwatch()
        _require_page(request)
        view = self._view_of(request.version)
        demand = self._settler.settled(self._demand(request, rules), request, view)
        watch.lap("parse")
        mask = view.columns.match(demand.filter(self.vocabulary))
        tally = view.counter.tally(mask)
        watch.lap("filter")
        ranked = self._ranker.rank(view, demand, request, np.flatnonzero(mask), watch=watch)
        hits = page_of(view, demand, request, ranked)
        watch.lap("page")
        facets = view.facets(demand, request.facets, tally)
        watch.lap("facets")
        unheard = self._ranker.unheard(view, demand, ranked)
        return SearchResult(
            query=_noted(demand.shown, unheard),
            total=len(tally.first) if request.collapse else len(ranked.rows),
            total_images=len(ranked.rows),
            hits=hits,
            facets=facets,
            took_ms=watch.took_ms,
            version=view.snapshot.version,
            rules=demand.ruling.touched,
            redirect=demand.ruling.redirect,
            relaxed=demand.relaxed,
            unheard=unheard,
        )

    def facets(self, request: SearchRequest) -> tuple[FacetCounts, ...]:
        """The facet counts of a request, without ranking anything."""
        view = self._current()
        demand = self._settler.settled(self._demand(request), request, view)
        tally = view.counter.tally(view.columns.match(demand.filter(self.vocabulary)))
        return view.facets(demand, request.facets, tally)

    def similar(self, image_id: str, limit: int = 24, within: Filter = EVERYTHING) -> SearchResult:
        """Products that look like an image; NotFoundError if there is none of that id."""
        return self.search(SearchRequest(like=image_id, limit=limit, within=within, facets=()))

    def read_picture(self, picture: Image) -> Analysis:
        """What is seen on an upright RGB picture from elsewhere, for `SearchRequest.image`.

        Raises QueryError where nothing was opened that can read one, or it cannot be read.
        """
        return self._looks.read(picture)

    def product(self, product_id: str, within: Filter = EVERYTHING) -> list[ImageRecord]:
        """All images of a product in the order of rows; NotFoundError if there is none."""
        return self._current().product(product_id, within)

    def image(self, image_id: str, within: Filter = EVERYTHING) -> ImageRecord:
        """One image; NotFoundError if there is none of that id."""
        return self._current().image(image_id, within)

    def close(self) -> None:
        """Closes the store; searches that are under way still end well."""
        self._store.close()
        if self._closing:
            self._closing()

    def _demand(self, request: SearchRequest, rules: RuleSet | None = None) -> Demand:
        """What the request demands, and what rules make of it.

        Synonyms come last, so that what a chip excludes is not brought back.
        """
        rules, day = self._rules() if rules is None else rules, today()
        said = rules.rewritten(request.text, day)
        pointed = request.like or request.image
        edit = edit_in(said.text) if pointed else said.text
        parsed = replace(self.parse(edit, request.within), text=said.text)
        demand = demand_of(parsed, request, self.vocabulary)
        ruling = rules.ruling(said, demand.wishes, day)
        ruling = ruling.yielding() if demand.applied.sort or pointed else ruling
        applied = expand(demand.applied, together(self._synonyms, ruling.synonyms))
        shown = replace(demand.shown, notes=(*said.notes, *applied.notes))
        beside = ruling.within(demand.beside)
        return replace(demand, shown=shown, applied=applied, beside=beside, ruling=ruling)

    def _current(self) -> View:
        """The view of the newest version. While one thread makes it the others are given the last."""
        snapshot = self._store.snapshot()
        view = self._views[-1]
        if view.snapshot is snapshot or not self._viewing.acquire(blocking=False):
            return view
        try:
            view = View(snapshot, self.vocabulary, last=self._views[-1])
            others = (each for each in self._views if each.snapshot.version != snapshot.version)
            self._views = (*others, view)[-self._settings.versions_kept :]
        finally:
            self._viewing.release()
        return view

    def _view_of(self, version: int | None) -> View:
        current = self._current()
        if version is None:
            return current
        for view in self._views:
            if view.snapshot.version == version:
                return view
        message = (
            f"The data have changed since: version {version} is gone, this is {current.snapshot.version}."
        )
        raise VersionGoneError(message, hint="Begin again with the first page.")


def _require_length(text: str, most: int) -> None:
    if len(text) > most:
        message = f"The sentence has {len(text):,} characters, more than {most:,}."
        raise QueryError(message, hint="Shorten it, or raise the setting max_sentence.")


def _noted(query: ParsedQuery, unheard: str) -> ParsedQuery:
    if not unheard:
        return query
    return replace(query, notes=(*query.notes, f"Nothing here speaks of “{unheard}”."))


def _require_page(request: SearchRequest) -> None:
    if request.limit < 0 or request.offset < 0:
        message = f"There is no page of {request.limit} hits from {request.offset}."
        raise QueryError(message, hint="Limit and offset are 0 or more.")
    if not 0 <= request.diversity <= 1:
        raise QueryError(f"A diversity of {request.diversity:g} means nothing.", hint="It is from 0 to 1.")
    if request.like and request.image:
        raise QueryError("Hits cannot resemble two photos.", hint="Give like or image.")
