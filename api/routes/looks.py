"""What looks alike: a picture from elsewhere, an image of the catalogue, and vectors of both."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from litestar import Request, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import JSONBody
from PIL.Image import Image

from weft.api import schemas
from weft.api.access.gate import needs
from weft.api.access.keys import Scope
from weft.api.access.seen import Seen
from weft.api.answers import search_answer
from weft.api.errors import problem_responses
from weft.api.routes.bodies import TakesPicture
from weft.api.routes.parameters import Brought, Engine, ImageId, Limit, Notebook
from weft.api.routes.search import answer_of, request_of
from weft.api.uploads import MAX_PICTURE_BODY
from weft.engine.errors import QueryError
from weft.engine.model import SearchRequest


@post(
    "/v1/search/image",
    status_code=200,
    tags=["search"],
    opt=needs(Scope.SEARCH),
    request_max_body_size=MAX_PICTURE_BODY,
    operation_class=TakesPicture,
    responses=problem_responses(400, 404, 410, 413, 422),
)
async def search_by_picture(
    request: Request[Any, Any, Any], engine: Engine, uploads: Brought, notes: Notebook
) -> schemas.SearchAnswer:
    """Products like a picture from elsewhere, but for what the sentence beside it says."""
    body, file = await uploads.body(request)
    picture = await uploads.picture(body.image if file is None else file, body.image_url)

    def answer() -> schemas.SearchAnswer:
        asked = replace(request_of(body.search, engine.vocabulary), image=engine.read_picture(picture))
        return answer_of(engine, asked, body.search.cursor, notes, explain=body.search.explain)

    return await sync_to_thread(answer)


@get(
    "/v1/similar/{image_id:path}",
    sync_to_thread=True,
    tags=["search"],
    opt=needs(Scope.SEARCH),
    responses=problem_responses(400, 404, 422),
)
def find_similar(engine: Engine, image_id: ImageId, limit: Limit = 24) -> schemas.SearchAnswer:
    """Products that look like an image of the catalogue."""
    asked = SearchRequest(like=image_id.removeprefix("/"), limit=limit, facets=())
    return search_answer(engine.search(asked), engine.vocabulary)


@post(
    "/v1/embed",
    status_code=200,
    tags=["search"],
    opt=needs(Scope.SEARCH),
    request_max_body_size=MAX_PICTURE_BODY,
    responses=problem_responses(400, 413, 422),
)
async def embed(engine: Engine, uploads: Brought, data: JSONBody[schemas.EmbedBody]) -> schemas.EmbedAnswer:
    """The vector of a text, as captions have them, or of a picture, as those of the catalogue have them."""
    if data.text is None:
        picture = await uploads.picture(data.image, data.image_url)
        return await sync_to_thread(_of_picture, engine, picture)
    if data.image is not None or data.image_url is not None:
        raise QueryError("A text and a picture have vectors of their own.", hint="Ask for one at a time.")
    return await sync_to_thread(_of_text, engine, data.text)


def _of_text(engine: Seen, text: str) -> schemas.EmbedAnswer:
    vector = engine.embed(text)
    return schemas.EmbedAnswer(vector=vector.tolist() if vector.any() else ())


def _of_picture(engine: Seen, picture: Image) -> schemas.EmbedAnswer:
    vector = engine.read_picture(picture).image_vector
    return schemas.EmbedAnswer(vector=() if vector is None else vector.tolist())
