from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.lamps import lamp, new_store, opened
from weft.engine.catalogue.picture_vectors import Embedded, embed_pictures
from weft.engine.errors import ImageError
from weft.engine.index.image_vectors import read_image_vectors, read_in_use
from weft.engine.model import ImageRecord

LAMPS = [
    lamp("a", image="red.png", content_hash="1"),
    lamp("b", image="blue.png"),
    lamp("c"),
    lamp("d", image="?"),
]


class ColorEmbedder:
    """The mean color; remembers how many pictures it was shown."""

    name = "color"
    dimension = 3
    shown = 0

    def embed_images(self, pictures: Sequence[Image.Image]) -> NDArray[np.float32]:
        self.shown += len(pictures)
        return np.array([np.asarray(each).mean(axis=(0, 1)) / 255 for each in pictures], dtype=np.float32)


def picture_of(record: ImageRecord) -> Image.Image:
    if record.image == "?":
        raise ImageError("there is no picture '?'")
    return Image.new("RGB", (2, 2), record.image.partition(".")[0])


def test_every_picture_gets_its_vector_and_none_is_looked_at_twice(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", LAMPS)
    snapshot, embedder = opened(path).snapshot(), ColorEmbedder()
    ticks: list[int] = []
    first = embed_pictures(path, snapshot, embedder, picture_of, ticks.append)
    assert first == Embedded(2, 0, (("d", "there is no picture '?'"),))
    assert ticks == [3]
    again = embed_pictures(path, snapshot, embedder, picture_of)
    assert (again.made, again.kept, embedder.shown) == (0, 2, 2)
    used = read_in_use(path)
    assert used is not None
    assert read_image_vectors(path, used).of(["b", "a", "c"]).tolist() == [[0, 0, 1], [1, 0, 0], [0, 0, 0]]
