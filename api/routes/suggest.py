"""Ways to go on with a sentence that is being typed."""

from __future__ import annotations

from litestar import get

from weft.api import schemas
from weft.api.access.gate import needs
from weft.api.access.keys import Scope
from weft.api.answers import suggest_answer
from weft.api.errors import problem_responses
from weft.api.routes.parameters import Completions, Engine, Typed
from weft.engine.query.suggest import MOST_SUGGESTIONS


@get(
    "/v1/suggest",
    sync_to_thread=True,
    tags=["search"],
    opt=needs(Scope.SEARCH),
    responses=problem_responses(400, 422),
)
def suggest(engine: Engine, text: Typed, limit: Completions = MOST_SUGGESTIONS) -> schemas.SuggestAnswer:
    """What the last words of a sentence can become: words of the vocabulary, brands, words of captions."""
    return suggest_answer(engine.suggest(text, limit))
