from __future__ import annotations

import numpy as np

from weft.engine.index.nearest import nearest, ranked

VECTORS = np.array([[1, 0], [0, 1], [0, 0], [0.6, 0.8], [0.6, 0.8]], dtype=np.float32)
QUERY = np.array([0, 1], dtype=np.float32)
ALL = np.ones(5, dtype=np.bool_)


def test_the_nearest_come_first_and_ties_in_the_order_of_rows() -> None:
    ranking = nearest(VECTORS, QUERY, ALL, 10)

    assert ranking.rows.tolist() == [1, 3, 4]
    np.testing.assert_allclose(ranking.scores, [1, 0.8, 0.8])


def test_a_few_rows_are_ranked_as_they_are_among_all() -> None:
    within = np.array([False, False, False, False, True])

    assert nearest(VECTORS, QUERY, within, 10).rows.tolist() == [4]


def test_a_sentence_without_a_vector_ranks_nothing() -> None:
    assert nearest(VECTORS, np.zeros(2, dtype=np.float32), ALL, 10).rows.tolist() == []


def test_an_empty_filter_ranks_nothing() -> None:
    assert nearest(VECTORS, QUERY, ~ALL, 10).rows.tolist() == []


def test_a_shorter_ranking_is_the_beginning_of_a_longer_one() -> None:
    chance = np.random.default_rng(1)
    rows = np.arange(500)
    scores = chance.integers(0, 20, 500).astype(np.float32)
    longest = ranked(rows, scores, 500)

    for limit in (0, 1, 7, 100, 499, 1_000):
        assert ranked(rows, scores, limit).rows.tolist() == longest.rows[:limit].tolist()
