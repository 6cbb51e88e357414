"""What goes over the wire under /v1: requests are strict and bounded, answers are plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from weft.api.cursor import LONGEST

MAX_LIMIT = 100
"""Most hits of one page."""

MAX_OFFSET = 10_000
"""How deep pages go."""

_Name = Annotated[str, Field(max_length=200)]
_Names = Annotated[list[_Name], Field(max_length=100)]
SortName = Literal["price", "-price", "published_at", "-published_at"]
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
    cursor: Annotated[str, Field(max_length=LONGEST)] | None = None
    """`next` of the answer before: asks for the next page, with everything else as it was."""
    explain: bool = True
    """Say of each hit why it is there."""
    like: _Name = ""
    """The id of an image that hits shall resemble, but for what the sentence says."""
    sort: SortName | None = None
    """An order instead of relevance; `-` is the highest, or newest, first."""
    diversity: float = Field(0.0, ge=0, le=1)
    """How much the first hits shall differ from each other."""
    relax: bool = False
    """Give up as little as possible of the sentence where nothing has all of it."""


class PictureBody(_Body):
    """A picture from elsewhere, in base64 or by URL, and the search around it."""

    image: str | None = None
    image_url: Annotated[str, Field(max_length=2_000)] | None = None
    search: SearchBody = SearchBody()


class ClickBody(_Body):
    """A hit that was looked at; `question` is that of the answer."""

    question: Annotated[str, Field(min_length=1, max_length=40)]
    image_id: Annotated[str, Field(min_length=1, max_length=1_000)]
    rank: int = Field(ge=1, le=MAX_OFFSET + MAX_LIMIT)


class EmbedBody(_Body):
    """A text, or a picture in base64 or by URL; exactly one of them."""

    text: str | None = None
    image: str | None = None
    image_url: Annotated[str, Field(max_length=2_000)] | None = None


class ParseBody(_Body):
    """A sentence to be understood without searching."""

    text: str


class ProductBody(_Body):
    """All images of a product, each as a catalogue line."""

    images: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=100)]


class CorrectionBody(_Body):
    """One change of one value; `expected` are the values that whoever asks for it saw there."""

    image_id: Annotated[str, Field(min_length=1, max_length=1_000)]
    facet: _Name
    act: Literal["set", "clear", "confirm", "undo"]
    values: _Names = Field(default_factory=list)
    expected: _Names | None = None


class CorrectionsBody(_Body):
    """Changes that are made together or not at all."""

    changes: Annotated[list[CorrectionBody], Field(min_length=1, max_length=1_000)]


class UndoBody(_Body):
    """What was changed at once, by its name."""

    batch: Annotated[str, Field(min_length=1, max_length=40)]


class SkipBody(_Body):
    """A value that is left as it is."""

    image_id: Annotated[str, Field(min_length=1, max_length=1_000)]
    facet: _Name


class PreviewBody(_Body):
    """A rule to try, and the search to try it on."""

    rule: dict[str, Any]
    search: SearchBody = SearchBody()


class CollectionBody(_Body):
    """A search to be given a name: a sentence, a filter expression, or both."""

    sentence: Annotated[str, Field(max_length=1_000)] = ""
    filter: Annotated[str, Field(max_length=10_000)] = ""


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
    why: Why | None
    """null where no reasons were asked for."""


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
    """Of the data that answered."""
    relaxed: Sequence[str] = ()
    """Keys of the chips that were given up, because nothing has all of it."""
    unheard: str = ""
    """Words that no hit says or nearly means."""
    redirect: str = ""
    """Where the merchant sends who asks this."""
    rules: Sequence[str] = ()
    """Names of the merchant's rules that changed the sentence or the set."""
    question: str = ""
    """Names this search to `POST /v1/clicks`; "" where nothing is noted."""
    next: str | None = None
    """The `cursor` of the next page, which answers from the same version; null behind the last one."""


class EmbedAnswer(Answer, frozen=True):
    """A vector of unit length; a text without known words, or a picture without a vector, has none."""

    vector: Sequence[float]


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


class Changed(Answer, frozen=True):
    """What became of one line of what was sent: `added`, `updated`, `unchanged`, `removed` or `refused`."""

    line: int
    image_id: str
    became: str
    reason: str = ""
    """Why it was refused."""


class ChangesAnswer(Answer, frozen=True):
    """What became of a change."""

    changed: Sequence[Changed]


class Refused(Answer, frozen=True):
    """A line of an import that was not loaded."""

    line: int
    image_id: str
    reason: str


class ImportAnswer(Answer, frozen=True):
    """An import as it is now: `waiting`, `running`, `done` or `failed`, and what became of its lines."""

    id: str
    stage: str
    done: int
    total: int | None
    counts: Mapping[str, int]
    refused: Sequence[Refused]
    """The first lines that were refused."""
    reason: str
    """Why it failed as a whole."""


class CorrectedAnswer(Answer, frozen=True):
    """What became of corrections; `batch` names them to undo them.

    `pending`: they are saved, and will be in the store when another process is done writing.
    """

    batch: str
    changed: int
    unchanged: int
    pending: bool


class OpinionAnswer(Answer, frozen=True):
    """What somebody else sees there: another image of the product, or another extractor."""

    by: str
    values: Sequence[str]


class ReviewItem(Answer, frozen=True):
    """One value to be looked at."""

    shown: ImageAnswer
    facet: str
    times_shown: int
    others: Sequence[OpinionAnswer]


class ReviewAnswer(Answer, frozen=True):
    """The values to look at."""

    items: Sequence[ReviewItem]


class RulesAnswer(Answer, frozen=True):
    """Rules, each as a file of rules would say it."""

    rules: Sequence[Mapping[str, Any]]


class MoveAnswer(Answer, frozen=True):
    """One hit, with its rank before and after; null off the page."""

    shown: ImageAnswer
    before: int | None
    after: int | None


class PreviewAnswer(Answer, frozen=True):
    """What a rule would do to a page of hits."""

    total_before: int
    total_after: int
    moves: Sequence[MoveAnswer]


class CollectionAnswer(Answer, frozen=True):
    """A search with a name."""

    name: str
    sentence: str
    filter: str
    who: str
    at: str


class CollectionsAnswer(Answer, frozen=True):
    """Every search with a name."""

    collections: Sequence[CollectionAnswer]


class FindingAnswer(Answer, frozen=True):
    """One line of a report; `rule` is what could be done about it."""

    text: str
    asked: int
    clicked: int
    total: int
    why: str
    rule: Mapping[str, Any] | None


class ReportAnswer(Answer, frozen=True):
    """A report, the most frequent first."""

    findings: Sequence[FindingAnswer]


class AuditEntry(Answer, frozen=True):
    """One change of one thing, as it was and as it is; null where there was or is nothing."""

    at: str
    who: str
    what: str
    subject: str
    before: Any
    after: Any
    batch: str


class AuditAnswer(Answer, frozen=True):
    """Changes, the newest first."""

    entries: Sequence[AuditEntry]


class BrokenJob(Answer, frozen=True):
    """An image whose photo could not be read, and why."""

    image_id: str
    state: str
    attempts: int
    reason: str


class JobsAnswer(Answer, frozen=True):
    """How the work on images stands."""

    counts: Mapping[str, int]
    broken: Sequence[BrokenJob]


class RetryAnswer(Answer, frozen=True):
    """How many images are due again."""

    due: int


class Health(Answer, frozen=True):
    """The process is up."""

    status: str
    version: str


class Ready(Answer, frozen=True):
    """The process can answer, from this version of the data."""

    status: str
    data_version: int
