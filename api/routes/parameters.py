"""What handlers are given: the parts of the application, and the parameters of addresses."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter, SkipValidation

from weft.api.access.callers import Caller, Callers
from weft.api.access.seen import Seen
from weft.api.catalogue.changes import Changes
from weft.api.catalogue.imports import Imports
from weft.api.curation import Curation
from weft.api.cursor import LONGEST
from weft.api.notes import Notes
from weft.api.observing.metrics import Metrics
from weft.api.pictures import Pictures
from weft.api.question import MOST, STEP, Question, bound, turned_chips
from weft.api.schemas import MAX_LIMIT, MAX_OFFSET, SortName
from weft.api.uploads import Uploads
from weft.engine.query.suggest import MOST_SUGGESTIONS
from weft.engine.search.engine import SearchEngine

Engine = SkipValidation[NamedDependency[Seen]]
Who = SkipValidation[NamedDependency[Caller]]
Doorman = SkipValidation[NamedDependency[Callers]]
Whole = NamedDependency[SearchEngine]
"""The engine with nothing kept from anybody: for the state of the process, not for what is in the data."""
Desk = NamedDependency[Changes]
Background = NamedDependency[Imports]
Notebook = NamedDependency[Notes]
Curating = NamedDependency[Curation]
Brought = NamedDependency[Uploads]
Figures = NamedDependency[Metrics]
PictureFolder = NamedDependency[Pictures]
Examples = NamedDependency[tuple[str, ...]]
Asked = NamedDependency[Question]

Text = Annotated[str, QueryParameter(name="q", description="The sentence.")]
Typed = Annotated[str, QueryParameter(name="q", description="The sentence up to the cursor.")]
Ticked = Annotated[
    list[str] | None,
    QueryParameter(name="f", max_items=100, description="Ticked values, each `facet:value`."),
]
Off = Annotated[
    list[str] | None,
    QueryParameter(name="off", max_items=50, description="Keys of chips that are switched off."),
]
Turned = Annotated[
    list[str] | None,
    QueryParameter(
        name="as",
        max_items=50,
        description="What chips do instead, each `mode:key`; modes are `must`, `must_not` and `prefer`.",
    ),
]
Expression = Annotated[str, QueryParameter(name="filter", description="A filter beside the sentence.")]
Strict = Annotated[bool, QueryParameter(description="Let exclusions also drop what is not known.")]
Collapse = Annotated[bool, QueryParameter(description="Products instead of images.")]
Limit = Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT, description="How many hits.")]
Completions = Annotated[
    int, QueryParameter(name="limit", ge=1, le=MOST_SUGGESTIONS, description="How many suggestions.")
]
Cursor = Annotated[
    str | None,
    QueryParameter(max_length=LONGEST, description="`next` of the answer before: asks for the next page."),
]
Explained = Annotated[bool, QueryParameter(name="explain", description="Say of each hit why it is there.")]
Like = Annotated[str, QueryParameter(description="The id of an image that hits shall resemble.")]
Sorted = Annotated[
    SortName | None, QueryParameter(name="sort", description="An order instead of relevance; `-` is falling.")
]
Diversity = Annotated[
    float, QueryParameter(ge=0, le=1, description="How much the first hits shall differ from each other.")
]
Relax = Annotated[bool, QueryParameter(description="Give up a little where nothing has all of it.")]
Counted = Annotated[
    list[str] | None,
    QueryParameter(name="facets", max_items=100, description="Facets to count; without it all are."),
]
Offset = Annotated[int, QueryParameter(ge=0, le=MAX_OFFSET, description="Hits to skip.")]
Show = Annotated[int, QueryParameter(ge=1, le=MOST, description="How many products the page has.")]
Low = Annotated[str | None, QueryParameter(max_length=50, description="Lowest price.")]
High = Annotated[str | None, QueryParameter(max_length=50, description="Highest price.")]
Width = Annotated[int | None, QueryParameter(description="At most so many pixels wide, as WebP.")]
ProductId = Annotated[str, PathParameter(description="The id of a product.")]
ImageId = Annotated[str, PathParameter(description="The id of an image.")]


def who(request: Request[Any, Any, Any]) -> Caller:
    """Who asks, as the gate found out; nobody at all where it did not ask."""
    return request.scope["state"].get("caller") or Caller("")


def asked(
    text: Text = "",
    ticked: Ticked = None,
    off: Off = None,
    turned: Turned = None,
    strict: Strict = False,
    show: Show = STEP,
    low: Low = None,
    high: High = None,
) -> Question:
    """The question in an address; what is said twice counts once, and a chip that is also off is off."""
    once = [tuple(dict.fromkeys(each or ())) for each in (ticked, off)]
    instead = tuple(each for each in turned_chips(turned or ()) if each[0] not in once[1])
    return Question(text.strip(), once[0], once[1], strict, show, instead, bound(low), bound(high))
