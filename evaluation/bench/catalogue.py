"""A catalogue of any size, drawn from a real one, so that it is distributed as that one is.

A product takes after one image of the real catalogue and has one to four images. Each of them is read
slightly differently, as a model would: a facet now and then says what another product of the same kind
has, a word of the caption is another product's, and the vector is the real caption's, shaken. What the
real catalogue does not say (brand, price, stock, date) is drawn too. No two images are the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weft.engine.model import Attribute, ImageRecord, Source
from weft.engine.protocols import CaptionEmbedder
from weft.vocab.model import Vocabulary

BATCH = 10_000
"""Images that are made, and written, at a time."""

IMAGES_OF_A_PRODUCT = (1, 1, 1, 2, 2, 3, 4)
"""One of these is drawn for each product: two images on average."""

MISREAD = 0.05
"""Share of facets of an image that say what another product of its kind has."""

SHAKE = 0.3
"""Length of the noise that is added to a vector of length 1."""

_BRANDS = 300
_SYLLABLES = ("an", "bel", "cor", "dun", "el", "fjor", "gra", "hol", "is", "kar", "lo", "mar", "nor", "vi")
_LAST_DAY = date(2025, 6, 30)
_SHOWN_FOR_DAYS = 700
_MIDDLING_PRICE, _PRICE_SPREAD = 40.0, 0.7


@dataclass(frozen=True, slots=True)
class Batch:
    """Images and the vectors of their captions, a row each."""

    records: list[ImageRecord]
    vectors: NDArray[np.float32]


def resampled(
    records: Sequence[ImageRecord],
    vocabulary: Vocabulary,
    embedder: CaptionEmbedder,
    *,
    size: int,
    seed: int = 0,
) -> Iterator[Batch]:
    """So many images drawn from these, a batch at a time; the same ones for the same seed."""
    draw = _Draw(records, vocabulary, Random(seed))
    vectors = embedder.embed([record.caption or record.title for record in records])
    noise = np.random.default_rng(seed)
    for start in range(0, size, BATCH):
        drawn = [draw.image() for _ in range(min(BATCH, size - start))]
        origins = vectors[[origin for origin, _ in drawn]]
        yield Batch([record for _, record in drawn], _shaken(origins, noise))


class _Draw:
    """Draws one image after the other."""

    def __init__(self, records: Sequence[ImageRecord], vocabulary: Vocabulary, chance: Random) -> None:
        self._records = records
        self._kind = vocabulary.kind
        self._chance = chance
        self._alike: Mapping[Any, list[ImageRecord]] = _by_kind(records, vocabulary.kind)
        self._brands = _brands(chance)
        self._images = 0
        self._products = 0
        self._left = 0

    def image(self) -> tuple[int, ImageRecord]:
        """The place of the record that it takes after, and the image."""
        if not self._left:
            self._next_product()
        self._left -= 1
        self._images += 1
        alike = self._alike[self._product.attributes[self._kind].values]
        image = replace(
            self._product,
            image_id=f"image-{self._images}",
            image=f"images/{self._images}.jpg",
            attributes={name: self._read(name, alike) for name in self._product.attributes},
            caption=self._said(self._product.caption, self._chance.choice(alike).caption),
        )
        return self._origin, image

    def _next_product(self) -> None:
        chance = self._chance
        self._origin = chance.randrange(len(self._records))
        self._products += 1
        self._left = chance.choice(IMAGES_OF_A_PRODUCT)
        origin = self._records[self._origin]
        brand = origin.brand or self._brands[int(len(self._brands) * chance.random() ** 2)]
        kind = origin.attributes[self._kind].values[0]
        published = _LAST_DAY - timedelta(days=chance.randrange(_SHOWN_FOR_DAYS))
        self._product = replace(
            origin,
            product_id=f"product-{self._products}",
            brand=brand,
            title=origin.title or f"{brand} {kind.replace('-', ' ')}",
            price=round(_MIDDLING_PRICE * chance.lognormvariate(0, _PRICE_SPREAD), 2),
            currency=origin.currency or "EUR",
            in_stock=chance.random() < 0.9,
            published_at=published.isoformat(),
            extra={},
        )

    def _read(self, facet: str, alike: Sequence[ImageRecord]) -> Attribute:
        misread = self._chance.random() < MISREAD
        source = self._chance.choice(alike) if misread else self._product
        confidence = round(1 - 0.5 * self._chance.random() ** 2, 2)
        return Attribute(source.attributes[facet].values, confidence, Source.MODEL)

    def _said(self, caption: str, other: str) -> str:
        """The caption with one word of another in the place of one of its own."""
        words, others = caption.split(), other.split()
        if words and others:
            words[self._chance.randrange(len(words))] = self._chance.choice(others)
        return " ".join(words)


def _by_kind(records: Sequence[ImageRecord], kind: str) -> dict[Any, list[ImageRecord]]:
    found: dict[Any, list[ImageRecord]] = defaultdict(list)
    for record in records:
        found[record.attributes[kind].values].append(record)
    return found


def _brands(chance: Random) -> list[str]:
    made = {"".join(chance.sample(_SYLLABLES, 3)).title() for _ in range(_BRANDS)}
    return sorted(made)


def _shaken(vectors: NDArray[np.float32], noise: np.random.Generator) -> NDArray[np.float32]:
    """Vectors of unit length somewhere near; those of length 0 stay as they are."""
    length = SHAKE / np.sqrt(vectors.shape[1])
    moved = vectors + length * noise.standard_normal(vectors.shape, dtype=np.float32)
    moved /= np.linalg.norm(moved, axis=1, keepdims=True)
    return np.where(vectors.any(axis=1, keepdims=True), moved, vectors).astype(np.float32)
