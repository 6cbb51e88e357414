"""The values everybody speaks: what is known about an image, what was asked, what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weft.engine.filters import EVERYTHING, Filter


class Source(StrEnum):
    """Who said so; a human beats the merchant's feed, which beats the model."""

    HUMAN = "human"
    FEED = "feed"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Attribute:
    """What is known about one facet of one image.

    A single-valued facet has exactly one value, possibly `unknown` or `not_applicable`; a multiple
    one has its values in order of weight (the dominant colour first), possibly none. `confidence` is
    the probability, 0 to 1, that the values are right. `plausible` are the values that calibration
    cannot rule out, each with its probability, the likeliest first; empty when only `values` themselves
    are. `by` is the fingerprint of the extractor that read a model's value, "" for the others.
    """

    values: tuple[str, ...]
    confidence: float = 1.0
    source: Source = Source.FEED
    plausible: tuple[tuple[str, float], ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What an extractor says about one photo.

    `attributes` holds every stored facet of the vocabulary, with source `model`. `image_vector` is of
    unit length, for photos alike; None where the extractor makes none.
    """

    attributes: Mapping[str, Attribute]
    caption: str
    image_vector: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class ImageRecord:
    """One image of one product, with everything that is stored about it.

    `attributes` holds every stored facet of the vocabulary. `image` is the path (relative to the
    catalogue's folder of images) or URL as given. `published_at` is an ISO date or date and time.
    `extra` keeps the fields of the catalogue line that Weft does not know, for export. `content_hash` is
    that of the picture's bytes, `signature` says what it looks like, and `duplicate_of` is the first image
    that looks the same; "" where there is none, or nobody looked. `extractor` and
    `extractor_version` say what read the photo; "" and None where nothing did.
    """

    image_id: str
    product_id: str
    image: str
    attributes: Mapping[str, Attribute]
    caption: str = ""
    title: str = ""
    brand: str = ""
    price: float | None = None
    currency: str = ""
    in_stock: bool | None = None
    url: str = ""
    published_at: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    content_hash: str = ""
    signature: str = ""
    duplicate_of: str = ""
    extractor: str = ""
    extractor_version: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of character offsets into the sentence: `text[start:end]`."""

    start: int
    end: int


class Mode(StrEnum):
    """What a filter of a sentence does: keep only, drop, or rank higher."""

    MUST = "must"
    MUST_NOT = "must_not"
    PREFER = "prefer"


@dataclass(frozen=True, slots=True)
class ParsedFilter:
    """One thing the sentence asks for in the vocabulary's words: a chip on the page.

    `terms` are as named ("blue"), `values` the leaves they stand for (blue, navy, light-blue, teal),
    `best` the values that are exactly what was asked; the others are let through and ranked behind.
    `spans` are the words it was read from, negation cue included. Filters with the same `group` above
    0 belong to one of several products asked for ("red dress, blue shoes"); 0 belongs to all.
    """

    facet: str
    terms: tuple[str, ...]
    values: frozenset[str]
    mode: Mode
    spans: tuple[Span, ...]
    best: frozenset[str] = frozenset()
    group: int = 0

    @property
    def key(self) -> str:
        """Names the chip within its sentence, whatever its mode: `colors:blue`, `category:coat+jacket`."""
        return f"{self.facet}:{'+'.join(self.terms)}"


@dataclass(frozen=True, slots=True)
class ParsedRange:
    """A bound on a number or date column, both ends included; None is open."""

    field: str
    low: float | None
    high: float | None
    mode: Mode
    spans: tuple[Span, ...]

    @property
    def key(self) -> str:
        """Names the chip within its sentence: `price:..40`."""
        low, high = ("" if bound is None else f"{bound:.12g}" for bound in (self.low, self.high))
        return f"{self.field}:{low}..{high}"


@dataclass(frozen=True, slots=True)
class ParsedWords:
    """Words that must not be in caption or title, because the sentence excludes them ("no pompom")."""

    stems: tuple[str, ...]
    spans: tuple[Span, ...]

    @property
    def key(self) -> str:
        """Names the chip within its sentence: `words:pompom`."""
        return f"words:{'+'.join(self.stems)}"


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that was read as another: the page's "did you mean"."""

    span: Span
    written: str
    read_as: str


@dataclass(frozen=True, slots=True)
class Sort:
    """Order asked for instead of relevance."""

    field: str
    descending: bool


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What a sentence was understood to ask for.

    `residual` is what no filter took, in the order of the sentence, without a negated word; `positive`
    is the whole sentence without negations and politeness, which ranks when the residual is thin.
    The spans of filters, ranges, words, residual and dropped words never overlap within one kind and
    together cover every word of `text`.
    """

    text: str
    filters: tuple[ParsedFilter, ...] = ()
    ranges: tuple[ParsedRange, ...] = ()
    excluded_words: tuple[ParsedWords, ...] = ()
    residual: str = ""
    positive: str = ""
    residual_spans: tuple[Span, ...] = ()
    dropped_spans: tuple[Span, ...] = ()
    sort: Sort | None = None
    language: str = "en"
    corrections: tuple[Correction, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A question to the engine.

    `selected` are values ticked in the sidebar: any of the terms of a facet, all facets; never relaxed.
    `filter` is a filter expression beside the sentence, `within` what the asker may see at all: no word
    of the sentence and no name or count of an answer reaches beyond. `modes` overrides what the sentence's
    chips do (filters, ranges and excluded words), by their key; None switches a chip off. `strict` lets an
    exclusion also drop what is unknown, or may have what is excluded. `collapse` shows products instead of
    images. `facets` names those to count; None counts all. `version` asks the data as they were, for the
    pages that follow a first one; None asks the newest.

    `like` is the id of an image, `image` what was read off a picture from elsewhere: what is sought is like
    it, but for what the sentence says. `sort` is an order instead of relevance, and goes before that of the
    sentence. `diversity`, 0 to 1, is how much the first hits shall differ from each other. `relax` gives up
    as little as possible of what the sentence requires where nothing has all of it.
    """

    text: str = ""
    selected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    filter: Filter = EVERYTHING
    within: Filter = EVERYTHING
    modes: Mapping[str, Mode | None] = field(default_factory=dict)
    strict: bool = False
    collapse: bool = True
    limit: int = 24
    offset: int = 0
    facets: tuple[str, ...] | None = None
    version: int | None = None
    like: str = ""
    image: Analysis | None = None
    sort: Sort | None = None
    diversity: float = 0.0
    relax: bool = False


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many products of the result set have this value, the facet's own filters set aside."""

    value: str
    label: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """One facet with the counts of its values, highest first; values without products are left out."""

    facet: str
    label: str
    counts: tuple[FacetCount, ...]


@dataclass(frozen=True, slots=True)
class FilterReason:
    """A filter of the query that a hit meets, with the values the image has there.

    Not `certain` is what only may be so: `stored` are the plausible values that meet the filter then, and
    `confidence` is their probability.
    """

    facet: str
    asked: tuple[str, ...]
    mode: Mode
    stored: tuple[str, ...]
    confidence: float
    exact: bool
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a hit is where it is: the filters it meets, and its rank (from 1) in each leg that has it.

    `rules` names the merchant's rules that moved it.
    """

    filters: tuple[FilterReason, ...]
    ranks: Mapping[str, int]
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One product of the ranking (or one image, when not collapsed), shown by its best image.

    `score` is the fused score, comparable within one answer only. `image_ids` are all images of the
    product that are in the result set, best first.
    """

    rank: int
    score: float
    image: ImageRecord
    image_ids: tuple[str, ...]
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of hits with the facts about the whole result set.

    `total` counts products (images when not collapsed), `total_images` images. `took_ms` is wall-clock
    by stage in milliseconds. `version` is the version of the data that answered. `rules` names the
    merchant's rules that changed the sentence or the set, `redirect` where one sends who asked. `relaxed`
    are the keys of the chips that were given up, `unheard` the words that no hit says or nearly means; notes
    of the query say both.
    """

    query: ParsedQuery
    total: int
    total_images: int
    hits: tuple[Hit, ...]
    facets: tuple[FacetCounts, ...]
    took_ms: Mapping[str, float]
    version: int
    rules: tuple[str, ...] = ()
    redirect: str = ""
    relaxed: tuple[str, ...] = ()
    unheard: str = ""
