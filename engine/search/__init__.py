"""From a sentence to a ranked page: the filters define the result set, ranking only orders it."""

from weft.engine.search.engine import SearchEngine

__all__ = ["SearchEngine"]
