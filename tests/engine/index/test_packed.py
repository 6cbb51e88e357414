from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from weft.engine.index.nearest import nearest
from weft.engine.index.packed import PackedVectors


def some_vectors(count: int, *, seed: int = 0) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).standard_normal((count, 64), dtype=np.float32)
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def packed(vectors: NDArray[np.float32]) -> PackedVectors:
    room = PackedVectors.zeros(len(vectors), vectors.shape[1])
    room.put(np.arange(len(vectors)), vectors)
    return room


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 1.0])
def test_the_nearest_are_those_of_the_vectors_themselves(share: float) -> None:
    vectors, [question] = some_vectors(5_000), some_vectors(1, seed=1)
    within = np.random.default_rng(2).random(5_000) < share

    exact, found = nearest(vectors, question, within, 50), packed(vectors).nearest(question, within, 50)

    assert len(set(exact.rows) & set(found.rows)) >= 0.99 * len(exact.rows)
    np.testing.assert_allclose(found.scores, exact.scores, atol=1e-4)


def test_they_have_the_lengths_of_the_vectors() -> None:
    vectors = some_vectors(20)
    vectors[3] = 0

    np.testing.assert_allclose(packed(vectors).lengths(), [1] * 3 + [0] + [1] * 16, atol=1e-4)


def test_rows_without_a_vector_are_left_out() -> None:
    vectors = some_vectors(3)
    vectors[1] = 0

    assert sorted(packed(vectors).nearest(vectors[0], np.ones(3, dtype=np.bool_), 10).rows) == [0, 2]


def test_a_question_without_a_vector_or_rows_finds_nothing() -> None:
    vectors, everywhere = some_vectors(3), np.ones(3, dtype=np.bool_)

    assert packed(vectors).nearest(np.zeros(64, dtype=np.float32), everywhere, 10).rows.tolist() == []
    assert packed(vectors).nearest(vectors[0], ~everywhere, 10).rows.tolist() == []


def test_more_rows_come_behind_and_the_shorter_ones_stay() -> None:
    vectors = some_vectors(9)
    short = packed(vectors[:5])

    whole = short.extended(vectors[5:])

    assert whole.nearest(vectors[7], np.ones(9, dtype=np.bool_), 1).rows.tolist() == [7]
    assert len(short.lengths()) == 5
