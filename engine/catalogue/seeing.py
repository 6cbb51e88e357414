"""A record and its picture: found, verified, hashed, and decoded where a model is to read it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from PIL import Image

from weft.engine.catalogue.fetch import SCHEMES, Fetcher
from weft.engine.catalogue.files import Files
from weft.engine.catalogue.images import content_hash, decode, glimpse
from weft.engine.catalogue.ledger import Job, State, Task
from weft.engine.catalogue.lookalikes import signature
from weft.engine.errors import FetchError, ImageError
from weft.engine.model import ImageRecord

LONGEST_SIDE = 1_600
"""Pixels of a picture that models are given at most on a side; larger ones are made smaller."""


@dataclass(frozen=True, slots=True)
class Item:
    """An image on its way: its line, what is stored of it, and what became of its picture.

    `picture` is there where it is to be read, by the extractor of that fingerprint. `error` says why it
    cannot be; `withheld` is the job for which it is left alone for now.
    """

    line: int
    record: ImageRecord
    stored: ImageRecord | None = None
    picture: Image.Image | None = None
    error: ImageError | FetchError | None = None
    extractor: str = ""
    withheld: Job | None = None

    @property
    def task(self) -> Task:
        """The work on it, as the ledger names it."""
        return Task(self.record.image_id, self.record.image, self.record.content_hash, self.extractor)


@dataclass(frozen=True)
class Eyes:
    """Looks at the pictures of records; may be used from several threads at once.

    `files` is the folder they lie in; None where nobody looks at them. `wants` says by its record and
    what is stored whether a model is to read it: its fingerprint, or "" for no. `unfinished` are the jobs
    of the ledger by image.
    """

    files: Files | None
    fetcher: Fetcher
    max_pixels: int
    wants: Callable[[ImageRecord, ImageRecord | None], str]
    unfinished: Mapping[str, Job]

    def look(self, item: Item) -> Item:
        """The item with its picture, or with what is wrong with it."""
        on_the_web = item.record.image.startswith(SCHEMES)
        item = _with_known(item) if on_the_web else item
        try:
            return self._on_the_web(item) if on_the_web else self._in_folder(item)
        except (ImageError, FetchError) as error:
            return replace(item, error=error)

    def _in_folder(self, item: Item) -> Item:
        if self.files is None or not item.record.image:
            return item
        return self._seen(item, self.files.read(item.record.image))

    def _on_the_web(self, item: Item) -> Item:
        if not self.wants(item.record, item.stored):
            return item
        if withheld := self._withheld(item.task):
            return replace(item, withheld=withheld)
        return self._seen(item, self.fetcher.fetch(item.record.image))

    def _seen(self, item: Item, data: bytes) -> Item:
        record = replace(item.record, content_hash=content_hash(data))
        item = replace(item, record=record, extractor=self.wants(record, item.stored))
        if withheld := self._withheld(item.task):
            return replace(item, withheld=withheld)
        try:
            item = replace(item, record=self._signed(item, data))
            picture = decode(data, self.max_pixels, LONGEST_SIDE) if item.extractor else None
            return replace(item, picture=picture)
        except ImageError as error:
            return replace(item, extractor="", error=error)

    def _signed(self, item: Item, data: bytes) -> ImageRecord:
        """The record with what its picture looks like, once that is known to be sound."""
        stored = item.stored
        if stored and stored.content_hash == item.record.content_hash and stored.signature:
            return _same_picture(item.record, stored)
        return replace(item.record, signature=signature(glimpse(data, self.max_pixels)))

    def _withheld(self, task: Task) -> Job | None:
        """The job that has given this up, or tries again only later."""
        job = self.unfinished.get(task.image_id)
        if job is None or (job.image, job.content_hash) != (task.image, task.content_hash):
            return None
        waits = job.state is State.DEAD or (job.state is State.FAILED and job.due > time.time())
        return job if waits and job.extractor in ("", task.extractor) else None


def _with_known(item: Item) -> Item:
    """A picture on the web is taken to be the same as long as its address is."""
    stored = item.stored
    if stored is None or stored.image != item.record.image or not stored.content_hash:
        return item
    return replace(item, record=_same_picture(item.record, stored))


def _same_picture(record: ImageRecord, stored: ImageRecord) -> ImageRecord:
    return replace(
        record,
        content_hash=stored.content_hash,
        signature=stored.signature,
        duplicate_of=stored.duplicate_of,
    )
