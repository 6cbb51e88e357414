"""The product page as one value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from weft.api.answers import picture_address
from weft.api.question import Question
from weft.api.web import wording
from weft.api.web.cards import title_of
from weft.engine.model import Attribute, ImageRecord, Source
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Facet, Vocabulary

_SURE = 0.995


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a product, with the search for all that share it."""

    label: str
    swatch: str
    link: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what is known about a product."""

    label: str
    values: tuple[Value, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture of a product."""

    image: str
    image_large: str
    alt: str


@dataclass(frozen=True, slots=True)
class ProductPage:
    """Everything that the product page shows."""

    title: str
    brand: str
    price: str
    sold_out: bool
    caption: str
    shop: str
    shots: tuple[Shot, ...]
    facts: tuple[Fact, ...]
    back: str


def product_page(records: Sequence[ImageRecord], question: Question, vocabulary: Vocabulary) -> ProductPage:
    """The page of a product, described by its first image; `question` is the search it was found by."""
    first = records[0]
    return ProductPage(
        title=title_of(first),
        brand=first.brand,
        price=wording.price(first.price, first.currency),
        sold_out=first.in_stock is False,
        caption=first.caption,
        shop=first.url if first.url.startswith(("https://", "http://")) else "",
        shots=tuple(_shot(record) for record in records),
        facts=tuple(_facts(first, vocabulary)),
        back=question.address(),
    )


def _shot(record: ImageRecord) -> Shot:
    small, large = (picture_address(record.image_id, width) for width in (640, 1280))
    return Shot(small, large, record.caption or title_of(record))


def _facts(record: ImageRecord, vocabulary: Vocabulary) -> Iterator[Fact]:
    for facet in vocabulary.stored:
        attribute = record.attributes.get(facet.id)
        known = (
            [value for value in attribute.values if value not in (UNKNOWN, NOT_APPLICABLE)]
            if attribute
            else []
        )
        if attribute and known:
            yield Fact(facet.label, tuple(_value(facet, value) for value in known), _note(attribute))


def _note(attribute: Attribute) -> str:
    """Who says so, where it is not the shop, and how sure that is, where it is not certain."""
    said = {Source.HUMAN: ["checked by a person"], Source.MODEL: ["read off the picture"], Source.FEED: []}
    sure = [] if attribute.confidence >= _SURE else [f"{attribute.confidence:.0%} sure"]
    return ", ".join(said[attribute.source] + sure)


def _value(facet: Facet, value: str) -> Value:
    term = facet.by_id[value]
    return Value(term.label, term.swatch, Question(ticked=(f"{facet.id}:{value}",)).address())
