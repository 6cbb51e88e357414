"""Lines to items: checked, each id once, and compared with what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from weft.engine.catalogue.lines import to_record
from weft.engine.catalogue.loading import Loading, Tools
from weft.engine.catalogue.removal import Sync, images_of, is_removal
from weft.engine.catalogue.seeing import Item
from weft.engine.catalogue.sources import Line
from weft.engine.errors import CatalogueError
from weft.engine.model import ImageRecord

BATCH = 2_000
"""Lines that are read and compared with the store together."""


class Intake:
    """Takes lines in; those that are refused, or remove something, it hands to the loading at once.

    `compares`: whether the items need to know what is stored of them.
    """

    def __init__(self, tools: Tools, loading: Loading, *, compares: bool) -> None:
        self._writer = tools.writer
        self._vocabulary = tools.vocabulary
        self._loading = loading
        self._compares = compares
        self._lines: dict[str, int] = {}
        self._named: set[str] = set()
        self._nameless = 0

    def items(self, lines: Iterable[Line]) -> Iterator[Item]:
        """The images of all sound lines."""
        lines = iter(lines)
        while batch := list(islice(lines, BATCH)):
            yield from self._compared([item for line in batch if (item := self._item(line))])

    def remove_vanished(self, sync: Sync) -> None:
        """Removes what is stored and was not named by any line; raises CatalogueError if that is not safe."""
        if self._nameless:
            hint = "Mend those lines, or index without --sync."
            raise CatalogueError(f"{self._nameless:,} lines name no image: none was removed.", hint=hint)
        (held,) = self._writer.texts("image_id")
        vanished = [image_id for image_id in held if image_id not in self._named]
        sync.require_few(len(vanished), len(held))
        self._loading.remove(vanished)
        self._loading.flush()

    def _compared(self, items: Sequence[Item]) -> Iterator[Item]:
        if not self._compares:
            yield from items
            return
        stored = self._writer.records([item.record.image_id for item in items])
        by_id: dict[str, ImageRecord] = {record.image_id: record for record in stored}
        for item in items:
            yield Item(item.line, item.record, by_id.get(item.record.image_id))

    def _item(self, line: Line) -> Item | None:
        name = _name(line)
        try:
            record = self._record(line)
        except CatalogueError as error:
            self._nameless += not name
            self._loading.refuse(line.number, name[:200], str(error))
            record = None
        if name:
            self._named.add(name)
        return Item(line.number, record) if record else None

    def _record(self, line: Line) -> ImageRecord | None:
        """The record of a line; None if it took away what it names."""
        if line.data is None:
            raise CatalogueError(line.problem)
        if is_removal(line.data):
            self._loading.remove(images_of(line.data, self._writer))
            return None
        record = to_record(line.data, self._vocabulary)
        first = self._lines.setdefault(record.image_id, line.number)
        if first != line.number:
            raise CatalogueError(f"image_id {record.image_id!r} was on line {first} already")
        return record


def _name(line: Line) -> str:
    """What a line calls its image, sound or not; "" if it says nothing."""
    data = line.data or {}
    return str(data.get("image_id") or data.get("image") or "")
