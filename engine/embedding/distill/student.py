"""The training of the table, in numpy: a text's vector is the unit sum of its tokens' rows.

Two losses. Against the teacher: one minus the cosine to the teacher's vector of the phrase. Among the
captions: a piece of a caption must find its own caption among those of the batch (InfoNCE, van den Oord
et al. 2018), which teaches rows how much a word tells in captions like these. Adam (Kingma and Ba 2015)
moves only the rows of the tokens of the batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Tokens = Sequence[int]

_LONGEST_PIECE = 4
_DECAYS = (0.9, 0.999)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the table is trained; `contrast` weighs the second loss, at `temperature`."""

    epochs: int = 4
    rate: float = 2e-3
    batch: int = 512
    contrast: float = 0.1
    temperature: float = 0.1
    contrasted: int = 256
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Lessons:
    """Phrases as token lists with the teacher's unit vectors, and captions as token lists a word.

    No token list is empty, and every caption has at least two words.
    """

    phrases: Sequence[Tokens]
    targets: Floats
    captions: Sequence[Sequence[Tokens]]


def train(table: Floats, lessons: Lessons, recipe: Recipe) -> Floats:
    """A copy of the table, shape (tokens, dimension), after `recipe.epochs` times through the phrases."""
    chance = np.random.default_rng(recipe.seed)
    table = table.copy()
    adam = _Adam(table)
    steps = recipe.epochs * (len(lessons.phrases) // recipe.batch)
    for step, chosen in enumerate(_batches(chance, len(lessons.phrases), recipe)):
        pieces, wholes = _pieces(chance, lessons.captions, recipe.contrasted)
        bags = [*(lessons.phrases[i] for i in chosen), *pieces, *wholes]
        rows, gradient = table_gradient(table, bags, lessons.targets[chosen], recipe)
        adam.move(rows, gradient, recipe.rate * (1 - step / steps))
    return table


def table_gradient(
    table: Floats, bags: Sequence[Tokens], targets: Floats, recipe: Recipe
) -> tuple[NDArray[np.intp], Floats]:
    """Rows of the table that the bags touch, and the gradient of the loss by each of them.

    The first len(targets) bags are phrases; then come as many pieces as captions, in the same order.
    """
    flat = np.fromiter(chain.from_iterable(bags), np.intp)
    sizes = np.fromiter(map(len, bags), np.intp, len(bags))
    sums = np.add.reduceat(table[flat], np.cumsum(sizes) - sizes, axis=0)
    lengths = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), np.float32(1e-6))
    units = sums / lengths
    by_unit = _loss_gradient(units, targets, recipe)
    by_sum = (by_unit - units * np.sum(units * by_unit, axis=1, keepdims=True)) / lengths
    return _gather(flat, by_sum[np.repeat(np.arange(len(bags)), sizes)])


def _loss_gradient(units: Floats, targets: Floats, recipe: Recipe) -> Floats:
    count = len(targets)
    pieces, wholes = np.split(units[count:], 2)
    logits = pieces @ wholes.T / recipe.temperature
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    error = odds / odds.sum(axis=1, keepdims=True) - np.eye(len(pieces), dtype=np.float32)
    error *= recipe.contrast / recipe.temperature / max(len(pieces), 1)
    return np.concatenate([-targets / count, error @ wholes, error.T @ pieces])


def _gather(flat: NDArray[np.intp], gradients: Floats) -> tuple[NDArray[np.intp], Floats]:
    order = np.argsort(flat, kind="stable")
    rows, first = np.unique(flat[order], return_index=True)
    return rows, np.add.reduceat(gradients[order], first, axis=0)


def _batches(chance: np.random.Generator, count: int, recipe: Recipe) -> Iterator[NDArray[np.intp]]:
    for _ in range(recipe.epochs):
        order = chance.permutation(count)
        for start in range(0, count - recipe.batch + 1, recipe.batch):
            yield order[start : start + recipe.batch]


def _pieces(
    chance: np.random.Generator, captions: Sequence[Sequence[Tokens]], count: int
) -> tuple[list[list[int]], list[list[int]]]:
    chosen = [captions[i] for i in chance.integers(len(captions), size=count)]
    return [_piece(chance, words) for words in chosen], [list(chain.from_iterable(words)) for words in chosen]


def _piece(chance: np.random.Generator, words: Sequence[Tokens]) -> list[int]:
    length = min(len(words) - 1, int(chance.integers(1, _LONGEST_PIECE + 1)))
    start = int(chance.integers(len(words) - length + 1))
    return list(chain.from_iterable(words[start : start + length]))


class _Adam:
    """Adam on some rows at a time; each row counts its own steps."""

    def __init__(self, table: Floats) -> None:
        self._table = table
        self._mean = np.zeros_like(table)
        self._square = np.zeros_like(table)
        self._steps = np.zeros((len(table), 1), np.float32)

    def move(self, rows: NDArray[np.intp], gradient: Floats, rate: float) -> None:
        slow, slower = _DECAYS
        self._steps[rows] += 1
        mean = self._mean[rows] = slow * self._mean[rows] + (1 - slow) * gradient
        square = self._square[rows] = slower * self._square[rows] + (1 - slower) * gradient**2
        mean = mean / (1 - slow ** self._steps[rows])
        square = square / (1 - slower ** self._steps[rows])
        self._table[rows] -= np.float32(rate) * mean / (np.sqrt(square) + np.float32(1e-8))
