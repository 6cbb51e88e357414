"""What rules would do: a search before and after."""

from __future__ import annotations

from dataclasses import dataclass

from weft.engine.merchandising.rule_set import RuleSet
from weft.engine.model import Hit, SearchRequest, SearchResult
from weft.engine.search.engine import SearchEngine


@dataclass(frozen=True, slots=True)
class Move:
    """One hit of either page: its rank before and after, None off the page."""

    hit: Hit
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Preview:
    """A search by two sets of rules; `moves` are in the order of the page after, then what left it."""

    before: SearchResult
    after: SearchResult
    moves: tuple[Move, ...]


def preview(engine: SearchEngine, request: SearchRequest, rules: RuleSet, others: RuleSet) -> Preview:
    """The page of a request by `rules`, and by `others` instead; raises as `search` does."""
    before, after = engine.search(request, rules), engine.search(request, others)
    ranks = {_key(hit, request): hit.rank for hit in before.hits}
    now = {_key(hit, request): hit for hit in after.hits}
    gone = [hit for hit in before.hits if _key(hit, request) not in now]
    moves = [Move(hit, ranks.get(key), hit.rank) for key, hit in now.items()]
    return Preview(before, after, (*moves, *(Move(hit, hit.rank, None) for hit in gone)))


def _key(hit: Hit, request: SearchRequest) -> str:
    return hit.image.product_id if request.collapse else hit.image.image_id
