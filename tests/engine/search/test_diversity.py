from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.engine.search.vases import engine_of, line, must_not
from weft.engine.errors import QueryError
from weft.engine.model import ParsedQuery, SearchRequest, Sort
from weft.engine.search.diversity import diversified

LINES = [
    line("a", "star star star star", colors=["red"]),
    line("b", "star star star", colors=["red"]),
    line("c", "star star", colors=["blue"], texture="ribbed", painting="scene"),
    line("d", "star", kind="unknown", colors=["white"], texture="speckled"),
]


def order(path: Path, request: SearchRequest) -> list[str]:
    no_jug = {"no jug": ParsedQuery("no jug", (must_not("kind", "jug"),), residual="star", positive="star")}
    engine = engine_of(path / "store", LINES, no_jug)
    return [hit.image.image_id for hit in engine.search(request).hits]


def test_the_next_is_relevant_and_unlike_what_is_chosen() -> None:
    # By hand, with half for each: b gains .33 - .5, c gains .17 - 0, then b .33 - .5 against d 0 - .25.
    seen = np.array([[1, 1], [1, 1], [2, 2], [2, 1]], dtype=np.int16)
    assert diversified(seen, 0.5) == [0, 2, 1, 3]
    assert diversified(seen, 0.0) == [0, 1, 2, 3]


def test_different_products_come_first_and_pages_continue_each_other(tmp_path: Path) -> None:
    request = SearchRequest("star", diversity=0.9)
    whole = order(tmp_path / "1", request)
    assert whole[:3] == ["a", "c", "d"] or whole[:3] == ["a", "d", "c"]
    pages = [
        order(tmp_path / f"page-{offset}", SearchRequest("star", diversity=0.9, limit=2, offset=offset))
        for offset in (0, 2)
    ]
    assert [each for page in pages for each in page] == whole


def test_what_may_have_what_is_excluded_stays_last(tmp_path: Path) -> None:
    assert order(tmp_path, SearchRequest("no jug", diversity=1.0))[-1] == "d"


def test_an_order_by_a_column_is_left_alone(tmp_path: Path) -> None:
    by_price = Sort("price", descending=False)
    plain = order(tmp_path / "1", SearchRequest("star", sort=by_price))
    assert order(tmp_path / "2", SearchRequest("star", sort=by_price, diversity=1.0)) == plain


@pytest.mark.parametrize("diversity", [-0.1, 1.1, float("nan")])
def test_a_diversity_beyond_its_bounds_is_refused(tmp_path: Path, diversity: float) -> None:
    with pytest.raises(QueryError):
        order(tmp_path, SearchRequest(diversity=diversity))
