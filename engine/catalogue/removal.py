"""Images that leave the store: lines that say so, and what a source does not name any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weft.engine.errors import CatalogueError
from weft.engine.index.writer import StoreWriter

MOST_OF_ALL = 0.2
"""Share of the images that may vanish at once without being asked for."""


@dataclass(frozen=True, slots=True)
class Sync:
    """Removes what a source does not name; `tell` is told before how many images, and of how many.

    `force` removes more than a fifth of them too.
    """

    tell: Callable[[int, int], None]
    force: bool = False

    def require_few(self, vanished: int, held: int) -> None:
        """Tells how many would be removed; CatalogueError if they are too many to be meant."""
        self.tell(vanished, held)
        if vanished > MOST_OF_ALL * held and not self.force:
            message = f"{vanished:,} of {held:,} images are not in the source, more than {MOST_OF_ALL:.0%}"
            raise CatalogueError(f"{message}: none was removed.", hint="Give --force if it is meant.")


def is_removal(line: Mapping[str, Any]) -> bool:
    """Whether a line says that its image, or all of its product, is no more."""
    deleted = line.get("deleted", False)
    if deleted is None or isinstance(deleted, bool):
        return bool(deleted)
    raise CatalogueError(f"deleted must be true or false, not {type(deleted).__name__}")


def images_of(line: Mapping[str, Any], writer: StoreWriter) -> list[str]:
    """The ids of the images that a line means: its own, or without one those of its product."""
    image_id = line.get("image_id") or line.get("image")
    if image_id:
        return [str(image_id)]
    if not line.get("product_id"):
        raise CatalogueError("has none of image_id, image and product_id")
    return images_of_products([str(line["product_id"])], writer)


def images_of_products(product_ids: Sequence[str], writer: StoreWriter) -> list[str]:
    """The ids of all images of these products, as they stand."""
    return writer.texts("image_id", product_ids=product_ids)[0]
