"""How fast a search could be at best: the bytes that it has to read, over the bandwidth of the memory.

An exact answer reads the columns that the filters name for all images, and for each image that passes its
product, its value of every facet that is counted and, where words are ranked by, its vector. Words and
pages are few bytes and left out.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from weft.engine.filters import AllOf, AnyOf, Filter, Match, Not, Plausible, Says, Within
from weft.engine.index.schema import NUMBERS
from weft.evaluation.bench.mix import Question
from weft.vocab.model import Vocabulary

PRODUCT, CODE, NUMBER, BITS = 4, 2, 8, 8
"""Bytes of an image's product, of a value, of a number, and of a facet with several values."""

_BIG = 256 * 2**20
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Stored:
    """What the floor depends on: how many images, and the bytes of one vector."""

    images: int
    vector: int
    vocabulary: Vocabulary


def bandwidth() -> float:
    """Bytes a second that one core reads, the best of a few sums over more than any cache holds."""
    numbers = np.ones(_BIG // 4, dtype=np.float32)
    seconds = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        numbers.sum()
        seconds.append(time.perf_counter() - started)
    return numbers.nbytes / min(seconds)


def bytes_to_read(question: Question, stored: Stored) -> float:
    """What an exact answer to the question reads at least."""
    passing = question.share * stored.images
    facets = sum(BITS if facet.multiple else CODE for facet in stored.vocabulary.facets)
    shown = passing * (PRODUCT + facets + (stored.vector if question.words else 0))
    filtered = sum(_width(each, stored.vocabulary) for each in set(_fields(question.filter)))
    return shown + filtered * stored.images


def _fields(tree: Filter) -> Iterator[str]:
    match tree:
        case Match(field) | Plausible(field) | Within(field):
            yield field
        case AllOf(filters) | AnyOf(filters):
            for each in filters:
                yield from _fields(each)
        case Not(inner):
            yield from _fields(inner)
        case Says():
            return


def _width(field: str, vocabulary: Vocabulary) -> int:
    if field in NUMBERS:
        return NUMBER
    facet = vocabulary.by_id.get(field)
    return PRODUCT if facet is None else BITS if facet.multiple else CODE
