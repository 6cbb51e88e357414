"""The catalogue as one caller sees it: the only engine that routes are given.

Whatever a route asks passes here and is narrowed to the filter of the caller's key, answers that were kept
included. A route cannot forget it, and no sentence, tick or filter reaches beyond.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from weft.api.cursor import canonical
from weft.engine.errors import NotFoundError
from weft.engine.filters import Filter
from weft.engine.model import Analysis, FacetCounts, ImageRecord, ParsedQuery, SearchRequest, SearchResult
from weft.engine.query.suggest import MOST_SUGGESTIONS, Suggestion
from weft.engine.search.engine import SearchEngine
from weft.vocab.model import Vocabulary


class Answers:
    """Answers that were given, by request and version of the data, so many hits of them; for any thread."""

    def __init__(self, most_hits: int) -> None:
        self._most = most_hits
        self._hits = 0
        self._kept: OrderedDict[Hashable, SearchResult] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> SearchResult | None:
        """The answer that was kept for a request."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Hashable, result: SearchResult) -> None:
        """Keeps an answer; those asked for longest ago make room."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = result
                self._hits += _size(result)
            while self._hits > self._most:
                _, dropped = self._kept.popitem(last=False)
                self._hits -= _size(dropped)


@dataclass(frozen=True, slots=True)
class Seen:
    """The engine behind the filter of a caller; `searched` and `kept` are told of answers."""

    engine: SearchEngine
    within: Filter
    answers: Answers
    searched: Callable[[SearchResult], None]
    kept: Callable[[], None]

    @property
    def vocabulary(self) -> Vocabulary:
        """What can be said about a product; the same for everybody."""
        return self.engine.vocabulary

    @property
    def version(self) -> int:
        """The version of the data that the next search answers from."""
        return self.engine.version

    def parse(self, text: str) -> ParsedQuery:
        """What a sentence is understood to ask for."""
        return self.engine.parse(text, self.within)

    def suggest(self, text: str, limit: int = MOST_SUGGESTIONS) -> tuple[Suggestion, ...]:
        """Ways to go on with a sentence, counted among what the caller sees."""
        return self.engine.suggest(text, limit, self.within)

    def search(self, request: SearchRequest) -> SearchResult:
        """A page of hits; the answer to the same request as long as the data are the same."""
        if request.like:
            self.image(request.like)  # what one does not see one cannot look for the like of
        narrowed = self._narrowed(request)
        key = (self.engine.state, canonical(narrowed))
        if (kept := self.answers.get(key)) is not None:
            self.kept()
            return kept
        result = self.engine.search(narrowed)
        self.searched(result)
        if self.engine.state == key[0]:
            self.answers.put(key, result)
        return result

    def facets(self, request: SearchRequest) -> tuple[FacetCounts, ...]:
        """The facet counts of a request."""
        return self.engine.facets(self._narrowed(request))

    def product(self, product_id: str) -> list[ImageRecord]:
        """All images of a product; NotFoundError also for one that the caller does not see."""
        return self.engine.product(product_id, self.within)

    def read_picture(self, picture: Image) -> Analysis:
        """What is seen on a picture from elsewhere."""
        return self.engine.read_picture(picture)

    def embed(self, text: str) -> NDArray[np.float32]:
        """The caption vector of a text."""
        return self.engine.embed(text)

    def image_ids(self, product_id: str) -> list[str]:
        """The ids of the images of a product; none if there is no such product, or nobody may see it."""
        try:
            return [each.image_id for each in self.product(product_id)]
        except NotFoundError:
            return []

    def image(self, image_id: str) -> ImageRecord:
        """One image; NotFoundError also for one that the caller does not see."""
        return self.engine.image(image_id, self.within)

    def _narrowed(self, request: SearchRequest) -> SearchRequest:
        return replace(request, within=self.within)


def _size(result: SearchResult) -> int:
    return len(result.hits) + 1  # an empty answer takes room too
