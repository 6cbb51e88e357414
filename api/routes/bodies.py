"""Bodies that are no JSON, said to the OpenAPI document."""

from __future__ import annotations

from dataclasses import dataclass

from litestar.enums import RequestEncodingType
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat

JSON_LINES = "application/x-ndjson"

_LINES = Schema(
    type=OpenAPIType.STRING,
    description="Catalogue lines: one JSON object a line, each an image; `deleted` removes one.",
)


@dataclass
class TakesLines(Operation):
    """An operation that takes catalogue lines as JSONL."""

    def __post_init__(self) -> None:
        self.request_body = RequestBody(content={JSON_LINES: OpenAPIMediaType(schema=_LINES)}, required=True)


_PICTURE = {
    "image": Schema(type=OpenAPIType.STRING, content_encoding="base64", description="The picture in base64."),
    "image_url": Schema(type=OpenAPIType.STRING, max_length=2_000, description="Where the picture is."),
}
_SEARCH = Schema(type=OpenAPIType.OBJECT, description="As the body of `POST /v1/search`.")
_FILE = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY, description="The file of the picture.")


@dataclass
class TakesPicture(Operation):
    """An operation that takes a picture: as a file of a form, in base64, or by URL."""

    def __post_init__(self) -> None:
        said = Schema(type=OpenAPIType.OBJECT, properties={**_PICTURE, "search": _SEARCH})
        form = Schema(
            type=OpenAPIType.OBJECT,
            properties={"image": _FILE, "search": Schema(type=OpenAPIType.STRING)},
            required=["image"],
        )
        content = {
            RequestEncodingType.JSON.value: OpenAPIMediaType(schema=said),
            RequestEncodingType.MULTI_PART.value: OpenAPIMediaType(schema=form),
        }
        self.request_body = RequestBody(content=content, required=True)
