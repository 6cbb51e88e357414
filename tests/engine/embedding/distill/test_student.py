import numpy as np
import pytest

from weft.engine.embedding.distill.student import Floats, Lessons, Recipe, table_gradient, train
from weft.engine.embedding.static import unit_rows

BAGS = [[0, 1], [2, 2, 3], [4], [1], [3, 4], [1, 5], [3, 4, 0]]  # three phrases, two pieces, two captions


def random_rows(count: int, seed: int) -> Floats:
    return np.random.default_rng(seed).normal(size=(count, 4)).astype(np.float32)


def loss(table: Floats, targets: Floats, recipe: Recipe) -> float:
    units = unit_rows(np.array([table[bag].sum(axis=0) for bag in BAGS]))
    logits = units[3:5] @ units[5:7].T / recipe.temperature
    right = np.diag(logits) - np.log(np.exp(logits).sum(axis=1))
    return float((1 - (units[:3] * targets).sum(axis=1)).mean() - recipe.contrast * right.mean())


def test_the_gradient_is_the_slope_of_the_loss() -> None:
    recipe = Recipe(contrast=0.7, temperature=0.5)
    table, targets = random_rows(7, seed=1).astype(np.float64), unit_rows(random_rows(3, seed=2))
    rows, gradient = table_gradient(table, BAGS, targets, recipe)  # type: ignore[arg-type]  # exact in float64
    assert rows.tolist() == [0, 1, 2, 3, 4, 5]
    for row in rows:
        for column in range(4):
            step = np.zeros_like(table)
            step[row, column] = 1e-5
            slope = (loss(table + step, targets, recipe) - loss(table - step, targets, recipe)) / 2e-5  # type: ignore[arg-type]
            assert gradient[row, column] == pytest.approx(slope, abs=1e-6)


def lessons() -> Lessons:
    """Phrases of two tokens each whose teacher only looks at the second."""
    meant = unit_rows(random_rows(6, seed=3))
    phrases = [[first, second] for first in range(6) for second in range(6)]
    return Lessons(
        phrases, np.array([meant[second] for _, second in phrases]), [[[0], [1, 2]], [[3], [4], [5]]]
    )


def nearness(table: Floats) -> float:
    taught = lessons()
    units = unit_rows(np.array([table[list(bag)].sum(axis=0) for bag in taught.phrases]))
    return float((units * taught.targets).sum(axis=1).mean())


def test_training_brings_the_table_nearer_to_its_teacher() -> None:
    table = random_rows(7, seed=4)
    trained = train(table, lessons(), Recipe(epochs=60, batch=12, contrasted=2, rate=0.01))
    assert nearness(trained) > nearness(table) + 0.2


def test_training_leaves_its_input_and_unseen_tokens_alone() -> None:
    table = random_rows(7, seed=4)
    before = table.copy()
    trained = train(table, lessons(), Recipe(epochs=1, batch=12, contrasted=2))
    np.testing.assert_array_equal(table, before)
    np.testing.assert_array_equal(trained[6], before[6])


def test_the_same_seed_gives_the_same_table() -> None:
    recipe = Recipe(epochs=2, batch=12, contrasted=2, seed=5)
    first, second = (train(random_rows(7, seed=4), lessons(), recipe) for _ in range(2))
    np.testing.assert_array_equal(first, second)
