"""Small changes to a store without its source: prices and stock, and what is no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from weft.engine.catalogue.lines import NamedOffer, to_offer
from weft.engine.catalogue.loading import Refusal
from weft.engine.catalogue.removal import images_of_products
from weft.engine.catalogue.sources import Line
from weft.engine.errors import CatalogueError
from weft.engine.index.offers import Offer
from weft.engine.index.writer import StoreWriter

BATCH = 10_000
"""Lines that are written and committed together."""


@dataclass(frozen=True, slots=True)
class ChangeSummary:
    """What became of changes: images that changed, lines that name nothing that is there, and refusals."""

    changed: int
    missing: int
    refused: tuple[Refusal, ...] = ()


def update_offers(lines: Iterable[Line], writer: StoreWriter) -> ChangeSummary:
    """Changes price, currency and stock, as far as lines name them, of the images or products they name.

    Nothing else of an image is touched. Where an image is named twice, the later line has the last word.
    """
    lines = iter(lines)
    refused: list[Refusal] = []
    changed = missing = 0
    while batch := list(islice(lines, BATCH)):
        named = list(_checked(batch, refused))
        targets = _targets(named, writer)
        changed += writer.update(_merged(named, targets))
        missing += sum(not image_ids for image_ids in targets)
        writer.commit()
    return ChangeSummary(changed, missing, tuple(refused))


def delete_images(writer: StoreWriter, image_ids: Sequence[str] = (), product_ids: Sequence[str] = ()) -> int:
    """Removes images, and all images of products, and says how many there were."""
    of_products = images_of_products(product_ids, writer) if product_ids else []
    count = writer.delete([*image_ids, *of_products])
    writer.commit()
    return count


def _checked(batch: Iterable[Line], refused: list[Refusal]) -> Iterator[NamedOffer]:
    for line in batch:
        try:
            if line.data is None:
                raise CatalogueError(line.problem)
            yield to_offer(line.data)
        except CatalogueError as error:
            refused.append(Refusal(line.number, str((line.data or {}).get("image_id", ""))[:200], str(error)))


def _targets(named: Sequence[NamedOffer], writer: StoreWriter) -> list[list[str]]:
    """The ids of the stored images that each offer is for."""
    held = writer.held([each.image_id for each in named if each.image_id])
    products = {each.product_id for each in named if not each.image_id}
    images: dict[str, list[str]] = defaultdict(list)
    if products:
        columns = writer.texts("product_id", "image_id", product_ids=sorted(products))
        for product_id, image_id in zip(*columns, strict=True):
            images[product_id].append(image_id)
    return [
        ([each.image_id] if each.image_id in held else []) if each.image_id else images[each.product_id]
        for each in named
    ]


def _merged(named: Iterable[NamedOffer], targets: Iterable[Iterable[str]]) -> Mapping[str, Offer]:
    offers: dict[str, Offer] = {}
    for each, image_ids in zip(named, targets, strict=True):
        for image_id in image_ids:
            offers[image_id] = {**offers.get(image_id, {}), **each.offer}
    return offers
