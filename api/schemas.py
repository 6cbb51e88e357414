"""What goes over the wire under /v1: requests are strict and bounded, answers are plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

import msgspec
from pydantic import BaseModel, ConfigDict, Field

MAX_LIMIT = 100
"""Most hits of one page."""

MAX_OFFSET = 10_000
"""How deep pages go."""

_Name = Annotated[str, Field(max_length=200)]
_Names = Annotated[list[_Name], Field(max_length=100)]
_ModeName = Literal["must", "must_not", "prefer"]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SearchBody(_Body):
    """A search: a sentence, and what was chosen beside it."""

    text: str = ""
    """The sentence."""
    selected: dict[_Name, _Names] = Field(default_factory=dict, max_length=50)
    """Ticked values by facet: any of the values, all of the facets."""
    modes: dict[_Name, _ModeName | None] = Field(default_factory=dict, max_length=50)
    """What chips do instead, by their key; null switches a chip off."""
    filter: Annotated[str, Field(max_length=10_000)] = ""
    """A filter expression beside the sentence."""
    strict: bool = False
    """Let exclusions also drop what is not known."""
    collapse: bool = True
    """Products instead of images."""
    limit: int = Field(24, ge=1, le=MAX_LIMIT)
    offset: int = Field(0, ge=0, le=MAX_OFFSET)
    facets: _Names | None = None
    """Facets to count; null counts all."""


class ParseBody(_Body):
    """A sentence to be understood without searching."""

    text: str


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What all answers are made of."""


class Chip(Answer, frozen=True):
    """A filter that was read from the sentence; `spans` are half-open character ranges of it.

    `values` are the leaf values that it takes or excludes, as booleans where a facet has just these.
    """

    key: str
    facet: str
    terms: Sequence[str]
    values: Sequence[str | bool]
    mode: str
    spans: Sequence[tuple[int, int]]
    group: int


class Range(Answer, frozen=True):
    """A bound on a number or date, both ends included."""

    key: str
    field: str
    low: float | None
    high: float | None
    mode: str
    spans: Sequence[tuple[int, int]]


class ExcludedWords(Answer, frozen=True):
    """Words that caption and title must not contain."""

    key: str
    words: str
    spans: Sequence[tuple[int, int]]


class ReadAs(Answer, frozen=True):
    """A word that was read as another."""

    written: str
    read_as: str
    span: tuple[int, int]


class Order(Answer, frozen=True):
    """An order that the sentence asks for."""

    field: str
    descending: bool


class Understood(Answer, frozen=True):
    """What a sentence was understood to ask for; `weft parse --json` prints the same."""

    query: str
    expression: str
    """The filters in the syntax that reads back as the same."""
    filters: Sequence[Chip]
    ranges: Sequence[Range]
    excluded_words: Sequence[ExcludedWords]
    residual: str
    language: str
    sort: Order | None
    corrections: Sequence[ReadAs]
    notes: Sequence[str]


class Suggested(Answer, frozen=True):
    """A way to go on: `label` takes the place of `span` of what was typed, which gives `text`.

    `kind` is `term` for words that filter, `name` for names such as brands, `word` for words that rank.
    `count` is how many products have it, or for words how often texts say it, at most.
    """

    text: str
    span: tuple[int, int]
    kind: str
    label: str
    count: int


class SuggestAnswer(Answer, frozen=True):
    """Ways to go on with a sentence, likeliest first."""

    suggestions: Sequence[Suggested]


class Known(Answer, frozen=True):
    """What is known about one facet of an image, how sure that is and who said so."""

    values: Sequence[str]
    confidence: float
    source: str


class ImageAnswer(Answer, frozen=True):
    """One image of a product, with everything that is known about it."""

    image_id: str
    product_id: str
    image: str
    """Address of the picture on this server."""
    title: str
    brand: str
    price: float | None
    currency: str
    in_stock: bool | None
    url: str
    published_at: str
    caption: str
    attributes: Mapping[str, Known]


class Reason(Answer, frozen=True):
    """A filter that a hit meets, with what is stored there."""

    facet: str
    asked: Sequence[str]
    mode: str
    stored: Sequence[str]
    confidence: float
    exact: bool


class Why(Answer, frozen=True):
    """Why a hit is where it is: the filters it meets, and its rank (from 1) in each leg."""

    filters: Sequence[Reason]
    ranks: Mapping[str, int]


class HitAnswer(Answer, frozen=True):
    """One product, shown by its best image; `score` compares within one answer only."""

    rank: int
    score: float
    shown: ImageAnswer
    image_ids: Sequence[str]
    why: Why


class Count(Answer, frozen=True):
    """How many products have a value."""

    value: str
    label: str
    count: int
    selected: bool


class FacetAnswer(Answer, frozen=True):
    """A facet with its counts, each without the facet's own filters."""

    facet: str
    label: str
    counts: Sequence[Count]


class SearchAnswer(Answer, frozen=True):
    """A page of hits with the facts about the whole result set."""

    understood: Understood
    total: int
    total_images: int
    hits: Sequence[HitAnswer]
    facets: Sequence[FacetAnswer]
    took_ms: Mapping[str, float]
    version: int


class FacetsAnswer(Answer, frozen=True):
    """The counts alone."""

    facets: Sequence[FacetAnswer]


class ProductAnswer(Answer, frozen=True):
    """A product with all its images."""

    product_id: str
    images: Sequence[ImageAnswer]


class TermAnswer(Answer, frozen=True):
    """A value of a facet, or (`abstract`) a group of values."""

    id: str
    label: str
    definition: str
    words: Mapping[str, Sequence[str]]
    broader: Sequence[str]
    abstract: bool
    swatch: str


class VocabularyFacet(Answer, frozen=True):
    """One thing that can be said about a product."""

    id: str
    label: str
    definition: str
    multiple: bool
    ordered: bool
    applies_to: Sequence[str]
    derived_from: str
    terms: Sequence[TermAnswer]


class VocabularyAnswer(Answer, frozen=True):
    """Everything that can be said about a product."""

    id: str
    label: str
    kind: str
    fingerprint: str
    facets: Sequence[VocabularyFacet]


class Health(Answer, frozen=True):
    """The process is up."""

    status: str
    version: str
