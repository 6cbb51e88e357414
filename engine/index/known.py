"""Which images a table holds, for the one who writes: a few are looked up, and all are read once many are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from lancedb.expr import col

from weft.engine.index.schema import DIGEST, KEY, ROW
from weft.engine.index.vectors import ImageTable

FEW = 2_000
"""Ids that are looked up in the table before all of them are read."""


class Held(NamedTuple):
    """An image that the table holds: its row number, and the digest of its record."""

    row: int
    digest: str


class Known:
    """The images of a table by id, what the writer has not committed included."""

    def __init__(self, table: ImageTable) -> None:
        self._table = table
        self._held: dict[str, Held | None] = {}
        self._looked_up = 0
        self._all = False

    def find(self, image_ids: Iterable[str]) -> dict[str, Held]:
        """Those of these images that there are, in the order given."""
        wanted = list(dict.fromkeys(image_ids))
        self._learn([image_id for image_id in wanted if image_id not in self._held])
        found = ((image_id, self._held.get(image_id)) for image_id in wanted)
        return {image_id: held for image_id, held in found if held}

    def put(self, image_id: str, held: Held | None) -> None:
        """Notes what the writer wrote, or None for what it removed."""
        self._held[image_id] = held

    def _learn(self, image_ids: list[str]) -> None:
        if self._all or not image_ids:
            return
        self._looked_up += len(image_ids)
        self._all = self._looked_up > FEW
        # What was written since is known already; the table says the same.
        within = None if self._all else col(KEY).isin(image_ids)
        self._held |= dict.fromkeys(image_ids)
        rows = self._table.read([KEY, ROW, DIGEST], within)
        ids, *values = (rows.column(name).to_pylist() for name in (KEY, ROW, DIGEST))
        self._held |= {image_id: Held(*each) for image_id, *each in zip(ids, *values, strict=True)}
