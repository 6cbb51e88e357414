"""The hits as cards, each with its reasons in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from weft.api.answers import picture_address
from weft.api.question import Question
from weft.api.web import wording
from weft.engine.model import FilterReason, Hit, ImageRecord, Mode
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Vocabulary

_SURE = 0.995


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of "why this?": what was asked of a facet, and what is stored there."""

    mode: Mode
    verb: str
    label: str
    asked: str
    stored: str
    remark: str


@dataclass(frozen=True, slots=True)
class Card:
    """One product of the grid."""

    rank: int
    link: str
    title: str
    brand: str
    price: str
    sold_out: bool
    pictures: int
    image: str
    image_large: str
    alt: str
    reasons: tuple[Reason, ...]
    ranks: tuple[str, ...]


def card_of(hit: Hit, question: Question, vocabulary: Vocabulary) -> Card:
    """The card of a hit; its link remembers the question, so that the product page leads back."""
    record = hit.image
    return Card(
        rank=hit.rank,
        link=question.address(wording.product_path(record.product_id)),
        title=title_of(record),
        brand=record.brand,
        price=wording.price(record.price, record.currency),
        sold_out=record.in_stock is False,
        pictures=len(hit.image_ids),
        image=picture_address(record.image_id, 320),
        image_large=picture_address(record.image_id, 640),
        alt=record.caption or title_of(record),
        reasons=tuple(_reason(reason, vocabulary) for reason in hit.explanation.filters),
        ranks=tuple(wording.leg_rank(leg, rank) for leg, rank in hit.explanation.ranks.items()),
    )


def title_of(record: ImageRecord) -> str:
    """What a product is called: its title, else what the caption says, else its name in the catalogue."""
    return record.title or record.caption or record.image_id


def _reason(reason: FilterReason, vocabulary: Vocabulary) -> Reason:
    def labels(values: tuple[str, ...]) -> list[str]:
        return [wording.value_label(vocabulary, reason.facet, value) for value in values]

    return Reason(
        mode=reason.mode,
        verb=wording.MODES[reason.mode],
        label=wording.facet_label(vocabulary, reason.facet),
        asked=" or ".join(labels(reason.asked)),
        stored=", ".join(labels(reason.stored)) or "nothing",
        remark=_remark(reason),
    )


def _remark(reason: FilterReason) -> str:
    if set(reason.stored) & {UNKNOWN, NOT_APPLICABLE}:
        return ""
    parts = ["a close relative"] if reason.mode is Mode.MUST and not reason.exact else []
    parts += [f"{reason.confidence:.0%} sure"] if reason.confidence < _SURE else []
    return ", ".join(parts)
