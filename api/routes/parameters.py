"""What handlers are given: the parts of the application, and the parameters of addresses."""

from __future__ import annotations

from typing import Annotated

from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter

from weft.api.pictures import Pictures
from weft.api.question import MOST, STEP, Question, turned_chips
from weft.api.schemas import MAX_LIMIT, MAX_OFFSET
from weft.engine.query.suggest import MOST_SUGGESTIONS
from weft.engine.search.engine import SearchEngine

Engine = NamedDependency[SearchEngine]
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
Offset = Annotated[int, QueryParameter(ge=0, le=MAX_OFFSET, description="Hits to skip.")]
Show = Annotated[int, QueryParameter(ge=1, le=MOST, description="How many products the page has.")]
Width = Annotated[int | None, QueryParameter(description="At most so many pixels wide, as WebP.")]
ProductId = Annotated[str, PathParameter(description="The id of a product.")]
ImageId = Annotated[str, PathParameter(description="The id of an image.")]


def asked(
    text: Text = "",
    ticked: Ticked = None,
    off: Off = None,
    turned: Turned = None,
    strict: Strict = False,
    show: Show = STEP,
) -> Question:
    """The question in an address; what is said twice counts once, and a chip that is also off is off."""
    once = [tuple(dict.fromkeys(each or ())) for each in (ticked, off)]
    instead = tuple(each for each in turned_chips(turned or ()) if each[0] not in once[1])
    return Question(text.strip(), once[0], once[1], strict, show, instead)
