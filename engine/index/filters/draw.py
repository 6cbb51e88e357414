"""Random filter trees, to put the same question to every engine."""

from __future__ import annotations

from random import Random

from weft.engine.filters import AllOf, AnyOf, Filter, Match, Not, Plausible, Within
from weft.engine.index.schema import NUMBERS, labels
from weft.vocab.model import Vocabulary

_HIGHEST = {"price": 200.0, "published_at": 2e9, "confidence": 1.0, "extractor_version": 5.0}


def draw_filter(vocabulary: Vocabulary, chance: Random, *, depth: int = 3) -> Filter:
    """A tree of at most this depth over the facets and numbers of a vocabulary."""
    kind = chance.choice(("match", "match", "within", "all", "any", "not")) if depth else "match"
    if kind == "match":
        return _match(vocabulary, chance)
    if kind == "within":
        return _within(chance)
    if kind == "not":
        return Not(draw_filter(vocabulary, chance, depth=depth - 1))
    inner = tuple(draw_filter(vocabulary, chance, depth=depth - 1) for _ in range(chance.randint(0, 3)))
    return AllOf(inner) if kind == "all" else AnyOf(inner)


def _match(vocabulary: Vocabulary, chance: Random) -> Filter:
    facet = chance.choice(vocabulary.facets)
    values = labels(facet)
    kind = chance.choice((Match, Match, Plausible))
    return kind(facet.id, frozenset(chance.sample(values, chance.randint(1, min(4, len(values))))))


def _within(chance: Random) -> Filter:
    field = chance.choice(sorted(NUMBERS))
    low, high = sorted(chance.uniform(0, _HIGHEST[field]) for _ in range(2))
    return Within(field, chance.choice((low, None)), chance.choice((high, None)))
