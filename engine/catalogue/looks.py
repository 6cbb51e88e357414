"""The vectors that an extractor makes of the photos it reads, beside the images of a store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from weft.engine.index.image_vectors import ImageVectorWriter, read_image_vectors, read_in_use
from weft.engine.model import ImageRecord
from weft.engine.protocols import ImageEmbedder


class Looks:
    """Writes vectors; those of an earlier version stay in use until nothing would be lost.

    Where the store has those of an encoder that somebody chose, nothing is written.
    """

    def __init__(self, store: Path, embedder: ImageEmbedder) -> None:
        self._store = store
        self._embedder = embedder
        self._fresh: dict[str, tuple[str, NDArray[np.float32]]] = {}

    def put(self, record: ImageRecord, vector: NDArray[np.float32]) -> None:
        """Takes the vector of a record's picture, shape (dimension,), to be written with the next flush."""
        self._fresh[record.image_id] = record.content_hash, vector

    def flush(self) -> None:
        """Writes what was taken; readers see it if no other version is in use.

        Raises StoreBusyError while another process embeds pictures of the store.
        """
        used = read_in_use(self._store)
        if self._fresh and (used is None or _kind(used.embedder) == _kind(self._embedder.name)):
            with self._writer() as writer:
                hashes = {image_id: found for image_id, (found, _) in self._fresh.items()}
                writer.put(hashes, np.stack([vector for _, vector in self._fresh.values()]))
                if used is None or used.embedder == self._embedder.name:
                    writer.commit()
        self._fresh = {}

    def finish(self, hashes: Mapping[str, str]) -> None:
        """Puts this version in use if each image that has a vector of the earlier one has one of it.

        `hashes` are those of the pictures of all images of the store, by image.
        """
        used = read_in_use(self._store)
        if used is None or used.embedder == self._embedder.name:
            return
        if _kind(used.embedder) == _kind(self._embedder.name):
            with self._writer() as writer:
                if not read_image_vectors(self._store, used).of(writer.missing(hashes)).any():
                    writer.commit()

    def _writer(self) -> ImageVectorWriter:
        name, dimension = self._embedder.name, self._embedder.dimension
        return ImageVectorWriter(self._store, embedder=name, dimension=dimension)


def drop_looks(store: Path, image_ids: Sequence[str]) -> None:
    """Removes the vectors of images that are no more, where there are any."""
    used = read_in_use(store)
    if used is None or not image_ids:
        return
    with ImageVectorWriter(store, embedder=used.embedder, dimension=used.dimension) as writer:
        writer.drop(image_ids)
        writer.commit()


def _kind(embedder: str) -> str:
    """What an embedder is called but for its version."""
    return embedder.partition("-")[0]
