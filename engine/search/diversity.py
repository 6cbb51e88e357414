"""First hits that differ from each other: maximal marginal relevance over what is seen on them.

    next = the one with the highest  (1 - diversity) * relevance - diversity * likeness to what is chosen

over the best products, `WINDOW` of them whatever the page, so that page 2 continues page 1. Relevance falls
evenly from 1 to 0 by rank, and two products are as alike as the share of facets in which they agree.

J. Carbonell, J. Goldstein: The Use of MMR, Diversity-Based Reranking for Reordering Documents and Producing
Summaries. SIGIR 1998.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from weft.engine.index.columns import Columns
from weft.vocab.model import Vocabulary

WINDOW = 200
"""The best of the ranking, which are put into another order; what follows stays as it is."""


def seen_on(rows: NDArray[np.int64], columns: Columns, vocabulary: Vocabulary) -> NDArray[np.int16]:
    """The values of all stored facets, of several the first, shape (len(rows), facets)."""
    facets = vocabulary.stored
    by_facet = [columns.first(f.id) if f.multiple else columns.codes(f.id) for f in facets]
    return np.stack([values[rows] for values in by_facet], axis=1)


def diversified(seen: NDArray[np.int16], diversity: float) -> list[int]:
    """A new order of things that come best first, each given by a row of values."""
    relevance = np.linspace(1, 0, num=len(seen))
    likeness = np.zeros(len(seen))
    free = np.ones(len(seen), dtype=np.bool_)
    order: list[int] = []
    for _ in range(len(seen)):
        gains = (1 - diversity) * relevance - diversity * likeness
        chosen = int(np.argmax(np.where(free, gains, -np.inf)))
        order.append(chosen)
        free[chosen] = False
        np.maximum(likeness, np.mean(seen == seen[chosen], axis=1), out=likeness)
    return order
