from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.engine.model import SearchRequest
from weft.engine.search.paging import Ranked, best, best_of_each

SCORES = st.lists(st.sampled_from([0.0, 0.1, 0.2, 0.3]), max_size=40)


def ranked(scores: list[float], products: list[int]) -> Ranked:
    rows = np.arange(len(scores))
    return Ranked(rows, np.array(products, dtype=np.int32), (), np.array(scores))


def shown(result: Ranked, *, limit: int, offset: int = 0, collapse: bool = True) -> list[list[int]]:
    request = SearchRequest(limit=limit, offset=offset, collapse=collapse)
    return [places.tolist() for places in result.page(request)]


@given(SCORES, st.integers(0, 50))
def test_the_best_are_the_head_of_the_whole_order(scores: list[float], count: int) -> None:
    whole = sorted(range(len(scores)), key=lambda place: (-scores[place], place))
    assert best(np.array(scores, dtype=np.float64), count).tolist() == whole[:count]


@given(
    st.lists(st.tuples(st.sampled_from([0.0, 0.5, 1.0]), st.integers(0, 6)), max_size=40), st.integers(0, 9)
)
def test_each_product_stands_where_its_best_image_does(pairs: list[tuple[float, int]], count: int) -> None:
    order = sorted(range(len(pairs)), key=lambda place: (-pairs[place][0], place))
    leaders = list({pairs[place][1]: place for place in reversed(order)}.values())
    expected = [place for place in order if place in leaders][:count]
    scores = np.array([score for score, _ in pairs], dtype=np.float64)
    products = np.array([product for _, product in pairs], dtype=np.int32)
    assert best_of_each(scores, products, count).tolist() == expected


@given(SCORES, st.integers(1, 7), st.booleans())
def test_pages_of_any_size_are_slices_of_one_order(scores: list[float], limit: int, collapse: bool) -> None:
    result = ranked(scores, [place // 2 for place in range(len(scores))])
    whole = shown(result, limit=100, collapse=collapse)
    offsets = range(0, len(scores) + limit, limit)
    pages = [
        hit for offset in offsets for hit in shown(result, limit=limit, offset=offset, collapse=collapse)
    ]
    assert pages == whole
    assert sorted(place for hit in whole for place in hit) == list(range(len(scores)))


def test_a_hit_has_all_images_of_its_product_best_first() -> None:
    assert shown(ranked([0.1, 0.9, 0.5, 0.2], [0, 1, 0, 1]), limit=5) == [[1, 3], [2, 0]]


def test_a_column_can_order_instead() -> None:
    result = ranked([0.1, 0.2, 0.3, 0.4], [0, 1, 2, 3])
    prices = np.array([30.0, np.nan, 10.0, 30.0])
    assert shown(result.sorted_by(prices, descending=False), limit=4) == [[2], [3], [0], [1]]
    assert shown(result.sorted_by(prices, descending=True), limit=4) == [[3], [0], [2], [1]]


def test_some_can_be_put_after_all_others() -> None:
    result = ranked([0.1, 0.2, 0.3, 0.4], [0, 1, 2, 3]).with_last(np.array([False, False, True, True]))
    assert shown(result, limit=4) == [[1], [0], [3], [2]]


@pytest.mark.parametrize("collapse", [True, False])
def test_behind_the_last_page_there_is_nothing(collapse: bool) -> None:
    assert shown(ranked([0.1], [0]), limit=5, offset=1, collapse=collapse) == []
    assert shown(ranked([], []), limit=5, collapse=collapse) == []
