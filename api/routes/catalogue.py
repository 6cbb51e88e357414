"""Products, and the vocabulary that describes them."""

from __future__ import annotations

from litestar import get

from weft.api import schemas
from weft.api.access.gate import needs
from weft.api.access.keys import Scope
from weft.api.answers import image_answer, vocabulary_answer
from weft.api.errors import problem_responses
from weft.api.routes.parameters import Engine, ProductId


@get(
    "/v1/products/{product_id:path}",
    sync_to_thread=True,
    tags=["catalogue"],
    opt=needs(Scope.SEARCH),
    responses=problem_responses(400, 404),
)
def get_product(engine: Engine, product_id: ProductId) -> schemas.ProductAnswer:
    """A product with all its images."""
    name = product_id.removeprefix("/")
    images = [image_answer(record) for record in engine.product(name)]
    return schemas.ProductAnswer(product_id=name, images=images)


@get(
    "/v1/vocabulary",
    sync_to_thread=False,
    tags=["catalogue"],
    opt=needs(Scope.SEARCH),
    responses=problem_responses(),
)
def get_vocabulary(engine: Engine) -> schemas.VocabularyAnswer:
    """Everything that can be said about a product: facets, values, definitions, words."""
    return vocabulary_answer(engine.vocabulary)
