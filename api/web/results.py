"""The search page as one value."""

from __future__ import annotations

from dataclasses import dataclass

from weft.api.question import MOST, Question
from weft.api.web import wording
from weft.api.web.cards import Card, card_of
from weft.api.web.chips import Chip, Piece, SpellingFix, Tick, chips_of, fixes_of, sentence_of, ticks_of
from weft.api.web.sidebar import Box, boxes_of
from weft.api.web.ways_out import WayOut
from weft.engine.model import SearchResult
from weft.vocab.model import Vocabulary


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Everything that the search page shows."""

    question: Question
    sentence: tuple[Piece, ...]
    chips: tuple[Chip, ...]
    ticks: tuple[Tick, ...]
    fixes: tuple[SpellingFix, ...]
    notes: tuple[str, ...]
    order: str
    total: str
    cards: tuple[Card, ...]
    boxes: tuple[Box, ...]
    more: str
    cut: bool
    clear: str
    priced: bool
    ways_out: tuple[WayOut, ...] = ()


def results_page(result: SearchResult, question: Question, vocabulary: Vocabulary) -> ResultsPage:
    """The page of an answer."""
    chips = chips_of(result.query, question, vocabulary)
    complete = len(result.hits) >= result.total
    return ResultsPage(
        question=question,
        sentence=sentence_of(result.query, chips),
        chips=chips,
        ticks=ticks_of(question, vocabulary),
        fixes=fixes_of(result.query, question),
        notes=result.query.notes,
        order=wording.order(result.query.sort) if result.query.sort else "",
        total=wording.products(result.total),
        cards=tuple(card_of(hit, question, vocabulary) for hit in result.hits),
        boxes=boxes_of(result.facets, question, vocabulary),
        more="" if complete or question.show >= MOST else question.longer().address(),
        cut=not complete and question.show >= MOST,
        clear=question.untouched().address(),
        priced=question.bounded or any(hit.image.price is not None for hit in result.hits),
    )
