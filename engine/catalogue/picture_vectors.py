"""Vectors of the pictures of a store: made while queries run, and shown when all are there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from PIL.Image import Image

from weft.engine.errors import FetchError, ImageError
from weft.engine.index.image_vectors import ImageVectorWriter
from weft.engine.index.store import Snapshot
from weft.engine.model import ImageRecord
from weft.engine.protocols import ImageEmbedder

BATCH = 64
"""Pictures in memory at a time."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """How many pictures were embedded, were so already, and could not be looked at (ids with the reason)."""

    made: int
    kept: int
    failed: tuple[tuple[str, str], ...]


def embed_pictures(
    store: Path,
    snapshot: Snapshot,
    embedder: ImageEmbedder,
    picture_of: Callable[[ImageRecord], Image],
    progress: Callable[[int], None] = lambda _: None,
) -> Embedded:
    """Gives every image of a snapshot its vector, goes on where the last one stopped, and then switches.

    `picture_of` gives an upright RGB picture, or raises ImageError or FetchError: that image goes without
    a vector. `progress` is told how many are done. Raises StoreBusyError while another one is at it.
    """
    records = {record.image_id: record for record in snapshot.all_records() if record.image}
    failed: list[tuple[str, str]] = []
    with ImageVectorWriter(store, embedder=embedder.name, dimension=embedder.dimension) as writer:
        missing = writer.missing({name: record.content_hash for name, record in records.items()})
        waiting = iter(missing)
        done = len(records) - len(missing)
        while batch := list(islice(waiting, BATCH)):
            failed += _embed([records[name] for name in batch], writer, embedder, picture_of)
            done += len(batch)
            progress(done)
        writer.drop(writer.strangers(records))
        writer.commit()
    return Embedded(len(missing) - len(failed), len(records) - len(missing), tuple(failed))


def _embed(
    records: Sequence[ImageRecord],
    writer: ImageVectorWriter,
    embedder: ImageEmbedder,
    picture_of: Callable[[ImageRecord], Image],
) -> Iterable[tuple[str, str]]:
    """Embeds a batch; which of it could not be looked at, and why."""
    failed, pictures = [], {}
    for record in records:
        try:
            pictures[record.image_id] = picture_of(record)
        except (ImageError, FetchError) as error:
            failed.append((record.image_id, str(error)))
    if pictures:
        hashes = {record.image_id: record.content_hash for record in records if record.image_id in pictures}
        writer.put(hashes, embedder.embed_images(list(pictures.values())))
    return failed
