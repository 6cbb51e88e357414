"""A catalogue line to a record, or the reason why not; and a record to its line again."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from weft.engine.catalogue.attributes import PARTS, attributes_of, exported_attributes
from weft.engine.errors import CatalogueError
from weft.engine.index.offers import FIELDS, Offer
from weft.engine.index.rows import seconds
from weft.engine.model import ImageRecord
from weft.vocab.model import Vocabulary

LONGEST_TEXT = 10_000
LONGEST_ID = 1_000
HIGHEST_PRICE = 1e12

_IDS = ("image_id", "product_id", "image")
_TEXTS = (
    *("caption", "title", "brand", "currency", "url", "published_at"),
    *("content_hash", "signature", "duplicate_of", "extractor"),
)
OWN_KEYS = frozenset({*_IDS, *_TEXTS, "price", "in_stock", "extractor_version", *PARTS})
"""The keys of a catalogue line that mean something; all others are `extra`."""


@dataclass(frozen=True, slots=True)
class NamedOffer:
    """A price, currency or stock, and what it is of: an image, or for "" all images of a product."""

    image_id: str
    product_id: str
    offer: Offer


def to_record(line: Mapping[str, Any], vocabulary: Vocabulary) -> ImageRecord:
    """The record that a catalogue line describes; keys that Weft does not know are kept in `extra`.

    Raises CatalogueError with the reason, without the number of the line.
    """
    image = _identifier(line, "image")
    image_id = _identifier(line, "image_id") or image
    if not image_id:
        raise CatalogueError("has neither image_id nor image")
    texts = {name: _text(line, name) for name in _TEXTS}
    _require_date(texts["published_at"])
    return ImageRecord(
        image_id=image_id,
        product_id=_identifier(line, "product_id") or image_id,
        image=image,
        attributes=attributes_of(line, vocabulary),
        price=_price(line.get("price")),
        in_stock=_in_stock(line.get("in_stock")),
        extractor_version=_version(line.get("extractor_version")),
        extra=_extra(line),
        **texts,
    )


def to_line(record: ImageRecord, vocabulary: Vocabulary) -> dict[str, Any]:
    """The catalogue line of a record, from which `to_record` makes the same record again."""
    facts: dict[str, Any] = {name: getattr(record, name) for name in (*_IDS, *_TEXTS)}
    facts |= {name: getattr(record, name) for name in ("price", "in_stock", "extractor_version")}
    given = {name: value for name, value in facts.items() if value not in ("", None)}
    return {**given, **exported_attributes(record.attributes, vocabulary), **record.extra}


def to_offer(line: Mapping[str, Any]) -> NamedOffer:
    """The offer that a line names, null where it takes something away; CatalogueError with the reason."""
    image_id = _identifier(line, "image_id") or _identifier(line, "image")
    product_id = _identifier(line, "product_id")
    if not (image_id or product_id):
        raise CatalogueError("has none of image_id, image and product_id")
    if others := sorted(line.keys() - {*_IDS, *FIELDS}):
        raise CatalogueError(f"{others[0][:100]!r} is no part of an offer, which is {', '.join(FIELDS)}")
    values: Offer = {
        "price": _price(line.get("price")),
        "currency": _text(line, "currency"),
        "in_stock": _in_stock(line.get("in_stock")),
    }
    offer = {name: values[name] for name in FIELDS if name in line}
    if not offer:
        raise CatalogueError(f"has none of {', '.join(FIELDS)}")
    return NamedOffer(image_id, product_id, offer)


def _identifier(line: Mapping[str, Any], name: str) -> str:
    value = line.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    text = _checked_text(name, value, LONGEST_ID)
    if not text.isprintable():
        raise CatalogueError(f"{name} contains a control character")
    if text != text.strip():
        raise CatalogueError(f"{name} begins or ends with a blank")
    return text


def _text(line: Mapping[str, Any], name: str) -> str:
    return _checked_text(name, line.get(name), LONGEST_TEXT)


def _checked_text(name: str, value: object, longest: int) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise CatalogueError(f"{name} must be text, not {type(value).__name__}")
    if len(value) > longest:
        raise CatalogueError(f"{name} is longer than {longest:,} characters")
    if "\0" in value:
        raise CatalogueError(f"{name} contains a NUL character")
    if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
        raise CatalogueError(f"{name} contains half a character (a lone surrogate)")
    return value


def _require_date(published_at: str) -> None:
    try:
        seconds(published_at)
    except (ValueError, OverflowError) as error:
        raise CatalogueError(f"published_at is not an ISO date: {published_at[:100]!r}") from error


def _price(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CatalogueError(f"price must be a number, not {type(value).__name__}")
    if not 0 <= value <= HIGHEST_PRICE or math.isnan(value):
        raise CatalogueError(f"price must be between 0 and {HIGHEST_PRICE:.0e}, not {str(value)[:40]}")
    return float(value)


def _version(value: object) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 31):
        return value
    raise CatalogueError("extractor_version must be a whole number from 0")


def _in_stock(value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise CatalogueError(f"in_stock must be true or false, not {type(value).__name__}")


def _extra(line: Mapping[str, Any]) -> dict[str, Any]:
    extra = {name: value for name, value in line.items() if name not in OWN_KEYS}
    if extra and len(json.dumps(extra, default=str)) > LONGEST_TEXT:
        raise CatalogueError(f"its unknown fields are longer than {LONGEST_TEXT:,} characters")
    return extra
