"""Search by a photo: one of the store or one from elsewhere, alone or with a sentence that changes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.engine.search.vases import EMBEDDER, SETTINGS, VASES, line, must, must_not, store_of
from weft.engine.errors import ExtractionError, NotFoundError, QueryError
from weft.engine.filters import Match, Not
from weft.engine.index.image_vectors import ImageVectorWriter
from weft.engine.model import Analysis, Attribute, ParsedQuery, SearchRequest, SearchResult
from weft.engine.search import SearchEngine
from weft.engine.search.example import edit_in
from weft.engine.search.looks import Looks

LINES = [
    line("model", colors=["red"], texture="ribbed", painting="scene"),
    line("model-back", colors=["red"], texture="ribbed", painting="scene", product="model"),
    line("twin", colors=["red"], texture="ribbed", painting="scene"),
    line("blue-twin", colors=["blue"], texture="ribbed", painting="scene"),
    line("bare-twin", colors=["blue"], texture="ribbed", painting="bare"),
    line("smooth", colors=["blue"], painting="bare"),
    line("jug", kind="jug", colors=["red"], texture="ribbed", painting="scene"),
]
BLUE = ParsedQuery("blue", (must("colors", "blue"),), positive="blue")
SENTENCES = {
    "blue": BLUE,
    "blue and bare": ParsedQuery("", (must("colors", "blue"), must_not("painted", "yes"))),
}
COLORS = {"red": (1.0, 0.0, 0.0), "blue": (0.0, 0.0, 1.0), "white": (0.577, 0.577, 0.577)}


class ColorEmbedder:
    """Pictures and words as the one color they are."""

    name = "color"
    dimension = 3

    def embed_images(self, pictures: Sequence[Image.Image]) -> NDArray[np.float32]:
        means = np.array([np.asarray(each, dtype=np.float32).mean(axis=(0, 1)) for each in pictures])
        vectors: NDArray[np.float32] = means / np.linalg.norm(means, axis=1, keepdims=True)
        return vectors

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([COLORS.get(text, (0.0, 0.0, 0.0)) for text in texts], dtype=np.float32)


class BlindExtractor:
    """Fails on every picture."""

    name, version, fingerprint = "blind", 1, "blind-1"

    def extract(self, pictures: Sequence[Image.Image]) -> list[Analysis | ExtractionError]:
        return [ExtractionError("too dark") for _ in pictures]

    def close(self) -> None:
        pass


def embed(path: Path, vectors: dict[str, Sequence[float]], name: str = "color") -> None:
    with ImageVectorWriter(path, embedder=name, dimension=3) as writer:
        writer.put(dict.fromkeys(vectors, ""), np.array(list(vectors.values()), dtype=np.float32))
        writer.commit()


def opened(path: Path, looks: Looks | None = None) -> SearchEngine:
    def parse(text: str) -> ParsedQuery:
        return SENTENCES.get(text.strip()) or ParsedQuery(text, residual=text.strip(), positive=text.strip())

    store = store_of(path, LINES)
    return SearchEngine(
        store, vocabulary=VASES, embedder=EMBEDDER, settings=SETTINGS, parse=parse, looks=looks
    )


@pytest.fixture
def engine(tmp_path: Path) -> SearchEngine:
    return opened(tmp_path / "store")


def found(result: SearchResult) -> list[str]:
    return [hit.image.image_id for hit in result.hits]


def test_similar_products_agree_in_most_and_the_product_itself_is_none_of_them(engine: SearchEngine) -> None:
    hits = found(engine.similar("model"))
    assert hits[:2] == ["twin", "blue-twin"]
    assert not {"model", "model-back"} & {*hits}


def test_another_kind_comes_after_all_of_the_same(engine: SearchEngine) -> None:
    assert found(engine.similar("model")).index("jug") > 2


def test_what_the_sentence_says_takes_the_place_of_what_the_photo_has(engine: SearchEngine) -> None:
    assert found(engine.search(SearchRequest("blue", like="model")))[0] == "blue-twin"
    hits = found(engine.search(SearchRequest("blue and bare", like="model")))
    assert set(hits) == {"bare-twin", "smooth"}


def test_vectors_order_what_agrees_equally(engine: SearchEngine, tmp_path: Path) -> None:
    embed(tmp_path / "store", {"model": (1, 0, 0), "jug": (1, 0, 0), "smooth": (0.8, 0.6, 0)})
    result = engine.similar("model")
    assert "looks" in result.hits[0].explanation.ranks or "alike" in result.hits[0].explanation.ranks
    assert next(hit for hit in result.hits if hit.image.image_id == "jug").explanation.ranks["looks"] == 1


def test_new_vectors_are_used_once_they_are_complete(engine: SearchEngine, tmp_path: Path) -> None:
    embed(tmp_path / "store", {"model": (1, 0, 0), "jug": (1, 0, 0)})
    with ImageVectorWriter(tmp_path / "store", embedder="other", dimension=3) as writer:
        writer.put({"model": "", "smooth": ""}, np.array([[0, 1, 0], [0, 1, 0]], dtype=np.float32))
        during = engine.similar("model").hits
        writer.commit()
    after = engine.similar("model").hits
    assert {hit.image.image_id for hit in during if "looks" in hit.explanation.ranks} == {"jug"}
    assert {hit.image.image_id for hit in after if "looks" in hit.explanation.ranks} == {"smooth"}


def test_a_picture_from_elsewhere_is_embedded_and_compared(tmp_path: Path) -> None:
    path = tmp_path / "store"
    engine = opened(path, Looks(path, ColorEmbedder()))
    embed(path, {"twin": (1, 0, 0), "smooth": (0, 0, 1)})
    seen = engine.read_picture(Image.new("RGB", (4, 4), "blue"))
    assert found(engine.search(SearchRequest(image=seen)))[0] == "smooth"
    embed(path, {"twin": (1, 0, 0)}, name="another encoder")
    assert engine.read_picture(Image.new("RGB", (4, 4), "blue")).image_vector is None


def test_attributes_read_off_a_picture_are_enough(engine: SearchEngine) -> None:
    seen = Analysis({"kind": Attribute(("jug",)), "painting": Attribute(("scene",))}, "")
    assert found(engine.search(SearchRequest(image=seen)))[0] == "jug"


def test_an_encoder_of_both_finds_by_words_what_no_caption_says(tmp_path: Path) -> None:
    path = tmp_path / "store"
    engine = opened(path, Looks(path, ColorEmbedder()))
    embed(path, {"twin": (1, 0, 0), "jug": (0.577, 0.577, 0.577)})
    assert found(engine.search(SearchRequest("white")))[0] == "jug"


def test_who_may_not_see_an_image_finds_nothing_like_it(engine: SearchEngine) -> None:
    jugs_only = Match("kind", frozenset({"jug"}))
    with pytest.raises(NotFoundError):
        engine.search(SearchRequest(like="model", within=jugs_only))
    assert "jug" not in found(engine.similar("model", within=Not(jugs_only)))


def test_what_cannot_be_compared_is_refused_with_the_way_out(engine: SearchEngine, tmp_path: Path) -> None:
    picture = Image.new("RGB", (4, 4))
    embed(tmp_path / "store", {"twin": (1, 0, 0)})
    foreign = Analysis({}, "", np.ones(7, dtype=np.float32))
    refused: list[Callable[[], object]] = [
        lambda: engine.read_picture(picture),
        lambda: Looks(tmp_path / "store", student=lambda: (BlindExtractor(), ColorEmbedder())).read(picture),
        lambda: engine.search(SearchRequest(image=foreign)),
        lambda: engine.search(SearchRequest(like="model", image=foreign)),
    ]
    for each in refused:
        with pytest.raises(QueryError) as caught:
            each()
        assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("like this but green", "          but green"),
        ("Comme ça, en vert", "        , en vert"),
        ("this one with sleeves", "         with sleeves"),
        ("similarity in blue", "similarity in blue"),
        ("green", "green"),
        ("same", "    "),
    ],
)
def test_words_that_only_point_at_the_photo_are_blanked_out(text: str, edit: str) -> None:
    assert edit_in(text) == edit
