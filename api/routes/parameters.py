"""What handlers are given: the parts of the application, and the parameters of addresses."""

from __future__ import annotations

from typing import Annotated

from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter

from weft.api.pictures import Pictures
from weft.api.question import MOST, STEP, Question
from weft.api.schemas import MAX_LIMIT, MAX_OFFSET
from weft.engine.search.engine import SearchEngine

Engine = NamedDependency[SearchEngine]
PictureFolder = NamedDependency[Pictures]
Examples = NamedDependency[tuple[str, ...]]
Asked = NamedDependency[Question]

Text = Annotated[str, QueryParameter(name="q", description="The sentence.")]
Ticked = Annotated[
    list[str] | None,
    QueryParameter(name="f", max_items=100, description="Ticked values, each `facet:value`."),
]
Off = Annotated[
    list[str] | None,
    QueryParameter(name="off", max_items=50, description="Keys of chips that are switched off."),
]
Expression = Annotated[str, QueryParameter(name="filter", description="A filter beside the sentence.")]
Strict = Annotated[bool, QueryParameter(description="Let exclusions also drop what is not known.")]
Collapse = Annotated[bool, QueryParameter(description="Products instead of images.")]
Limit = Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT, description="How many hits.")]
Offset = Annotated[int, QueryParameter(ge=0, le=MAX_OFFSET, description="Hits to skip.")]
Show = Annotated[int, QueryParameter(ge=1, le=MOST, description="How many products the page has.")]
Width = Annotated[int | None, QueryParameter(description="At most so many pixels wide, as WebP.")]
ProductId = Annotated[str, PathParameter(description="The id of a product.")]
ImageId = Annotated[str, PathParameter(description="The id of an image.")]


def asked(
    text: Text = "", ticked: Ticked = None, off: Off = None, strict: Strict = False, show: Show = STEP
) -> Question:
    """The question in an address; what is said twice counts once."""
    once = [tuple(dict.fromkeys(each or ())) for each in (ticked, off)]
    return Question(text.strip(), once[0], once[1], strict, show)
