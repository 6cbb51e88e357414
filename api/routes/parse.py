"""What a sentence means, without searching."""

from __future__ import annotations

from litestar import post
from litestar.params import JSONBody

from weft.api import schemas
from weft.api.access.gate import needs
from weft.api.access.keys import Scope
from weft.api.answers import understood
from weft.api.errors import problem_responses
from weft.api.routes.parameters import Engine


@post(
    "/v1/parse",
    status_code=200,
    sync_to_thread=True,
    tags=["search"],
    opt=needs(Scope.SEARCH),
    responses=problem_responses(400, 413, 422),
)
def parse(engine: Engine, data: JSONBody[schemas.ParseBody]) -> schemas.Understood:
    """Filters, ranges, excluded words and what is left over, each with the words it was read from."""
    return understood(engine.parse(data.text), engine.vocabulary)
