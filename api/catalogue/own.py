"""Lines of a caller who sees only a part of the catalogue: what is not theirs they cannot change or take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from weft.engine.catalogue.lines import to_record
from weft.engine.catalogue.removal import is_removal
from weft.engine.catalogue.sources import Line
from weft.engine.errors import CatalogueError, NotFoundError
from weft.engine.filters import EVERYTHING, Filter
from weft.engine.index.columns import Columns, needed
from weft.engine.index.rows import to_table
from weft.engine.index.schema import table_schema
from weft.engine.model import ImageRecord
from weft.engine.search.engine import SearchEngine
from weft.vocab.model import Vocabulary

_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Own:
    """What a caller may write: images that they see, or that are new, and that they will see afterwards."""

    engine: SearchEngine
    within: Filter

    def checked(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The lines, those that reach for what is not the caller's with the problem instead of the data."""
        for line in lines:
            yield line if self.within == EVERYTHING or line.data is None else self._checked(line, line.data)

    def _checked(self, line: Line, data: Mapping[str, Any]) -> Line:
        try:
            if is_removal(data):
                self._require_own(str(data.get("image_id") or ""), str(data.get("product_id") or ""))
            else:
                self._require_writable(to_record(data, self.engine.vocabulary))
        except CatalogueError as error:
            return replace(line, data=None, problem=str(error))
        return line

    def _require_writable(self, record: ImageRecord) -> None:
        stored = self._require_own(record.image_id, record.product_id)
        if not fulfils(record, self.within, self.engine.vocabulary):
            raise CatalogueError("is not among the products that this key may write")
        same = stored is not None and stored.image == record.image
        # Another's picture in the folder, put on a product of one's own, would be there to see.
        if record.image and not record.image.startswith(_WEB) and not same:
            raise CatalogueError("names a picture by its path; this key may name new ones by URL only")

    def _require_own(self, image_id: str, product_id: str) -> ImageRecord | None:
        """The stored image if there is one; CatalogueError for what the caller does not see in full."""
        stored = _image(self.engine, image_id)
        product = product_id or (stored.product_id if stored else "")
        everything, seen = (len(product_of(self.engine, product, w)) for w in (EVERYTHING, self.within))
        hidden = stored is not None and not fulfils(stored, self.within, self.engine.vocabulary)
        if hidden or everything != seen:
            raise CatalogueError("belongs to a product that this key may not write")
        return stored


def fulfils(record: ImageRecord, within: Filter, vocabulary: Vocabulary) -> bool:
    """Whether a record fulfils a filter, exactly as if it were stored."""
    schema = table_schema(vocabulary, 1)
    table = to_table([record], np.zeros((1, 1), np.float32), [0], schema=schema, vocabulary=vocabulary)
    columns = Columns(table.select(needed(vocabulary)), vocabulary)
    return bool(columns.match(within)[0])


def product_of(engine: SearchEngine, product_id: str, within: Filter = EVERYTHING) -> list[ImageRecord]:
    """The images of a product; none if there is no such product."""
    try:
        return engine.product(product_id, within)
    except NotFoundError:
        return []


def _image(engine: SearchEngine, image_id: str) -> ImageRecord | None:
    try:
        return engine.image(image_id)
    except NotFoundError:
        return None
