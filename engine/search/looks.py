"""What looks alike: the image vectors of a store as a leg, and pictures from elsewhere to compare with.

The leg ranks by the photo that hits shall resemble. Without one, an encoder that has photos and sentences in
one space ranks by the words: what is not in any caption may still be seen.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from weft.engine.errors import ExtractionError, QueryError, StoreDamagedError
from weft.engine.index.columns import Columns
from weft.engine.index.image_vectors import ImageVectors, InUse, read_image_vectors, read_in_use
from weft.engine.index.nearest import nearest
from weft.engine.model import Analysis
from weft.engine.protocols import Extractor, ImageEmbedder
from weft.engine.search.fusion import Leg
from weft.engine.search.retrieval import leg_of

NAME = "looks"

Vector = NDArray[np.float32]

Student = tuple[Extractor, ImageEmbedder]
"""What reads pictures, and what makes vectors of them with the same network."""


class Looks:
    """The image vectors of a store, read again when others are in use."""

    def __init__(
        self, store: Path, encoder: ImageEmbedder | None = None, student: Callable[[], Student] | None = None
    ) -> None:
        """`student` opens what reads pictures from elsewhere, once it is needed.

        `encoder` makes their vectors where those of the store are not the student's.
        """
        self._store = store
        self._encoder = encoder
        self._student = cache(student) if student else None
        self._used: InUse | None = None
        self._vectors: ImageVectors | None = None
        self._placed: tuple[Columns, ImageVectors, Vector] | None = None

    @property
    def used(self) -> InUse | None:
        """The vectors that the next search looks at."""
        return read_in_use(self._store)

    def read(self, picture: Image) -> Analysis:
        """What is seen on an upright RGB picture from elsewhere; QueryError if that cannot be said.

        It has a vector if one comes from the encoder that made those of the store.
        """
        extractor, own = self._student() if self._student else (None, None)
        encoder = self._encoder or own
        if extractor is None and encoder is None:
            hint = "Open the store with a student or an image encoder."
            raise QueryError("Nothing here can read a picture.", hint=hint)
        seen = extractor.extract([picture])[0] if extractor else Analysis({}, "")
        if isinstance(seen, ExtractionError):
            raise QueryError("The picture cannot be read.", hint="Try another one.") from seen
        same = encoder is not None and self._made_by(encoder)
        vector = encoder.embed_images([picture])[0] if encoder and same else None
        return Analysis(seen.attributes, seen.caption, vector)

    def of(self, image_id: str) -> Vector | None:
        """The vector of an image of the store; None if it has none."""
        vectors = self._current()
        vector = vectors.of([image_id])[0] if vectors else None
        return vector if vector is not None and vector.any() else None

    def in_words(self, words: str) -> Vector | None:
        """The vector of a sentence, from an encoder of both that made those of the store, else None."""
        embed = getattr(self._encoder, "embed_texts", None)
        if embed is None or not words or self._encoder is None or not self._made_by(self._encoder):
            return None
        vector: Vector = embed([words])[0]
        return vector

    def leg(
        self, vector: Vector, columns: Columns, rows: NDArray[np.int64], *, weight: float, window: int
    ) -> Leg | None:
        """The images of the result set that look most like a vector; None if none has a vector.

        Raises QueryError for a vector of another length: it was made by another encoder.
        """
        vectors = self._current()
        if vectors is None:
            return None
        if len(vector) != vectors.dimension:
            hint = f"The store has those of {vectors.embedder}."
            raise QueryError("The vector of the picture was made by another encoder.", hint=hint)
        inside = np.zeros(len(columns.live), dtype=np.bool_)
        inside[rows] = True
        ranking = nearest(self._by_row(columns, vectors), vector, inside, window)
        return leg_of(NAME, weight, ranking, rows) if len(ranking.rows) else None

    def _made_by(self, encoder: ImageEmbedder) -> bool:
        vectors = self._current()
        return vectors is not None and vectors.embedder == encoder.name

    def _current(self) -> ImageVectors | None:
        used = read_in_use(self._store)
        if used != self._used:
            self._vectors = _read(self._store, used)
            self._used = used
        return self._vectors

    def _by_row(self, columns: Columns, vectors: ImageVectors) -> Vector:
        """The vectors in the order of rows; two threads may place the same ones, either serves."""
        placed = self._placed
        if placed is None or placed[0] is not columns or placed[1] is not vectors:
            rows = np.flatnonzero(columns.live)
            matrix = np.zeros((len(columns.live), vectors.dimension), dtype=np.float32)
            matrix[rows] = vectors.of(columns.texts("image_id", rows))
            placed = self._placed = (columns, vectors, matrix)
        return placed[2]


def _read(store: Path, used: InUse | None) -> ImageVectors | None:
    if used is None:
        return None
    try:
        return read_image_vectors(store, used)
    except StoreDamagedError:
        now = read_in_use(store)
        if now is None or now == used:
            raise
        # Others were put in use between the reading of the note and the opening of the table.
        return read_image_vectors(store, now)
