from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from weft.engine.errors import StoreBusyError, StoreDamagedError
from weft.engine.index.image_vectors import NAME, ImageVectorWriter, read_image_vectors, read_in_use


def writer(path: Path, embedder: str = "first", dimension: int = 3) -> ImageVectorWriter:
    return ImageVectorWriter(path, embedder=embedder, dimension=dimension)


def ones(dimension: int) -> NDArray[np.float32]:
    return np.ones((1, dimension), dtype=np.float32)


def vectors_of(path: Path, *image_ids: str) -> list[list[float]]:
    used = read_in_use(path)
    assert used is not None
    found: list[list[float]] = read_image_vectors(path, used).of(image_ids).tolist()
    return found


def test_vectors_come_back_by_image_and_one_that_is_missing_is_zero(tmp_path: Path) -> None:
    with writer(tmp_path) as opened:
        opened.put({"a": "", "b'": ""}, np.eye(3, dtype=np.float32)[:2])
        opened.commit()
    assert vectors_of(tmp_path, "b'", "none", "a") == [[0, 1, 0], [0, 0, 0], [1, 0, 0]]


def test_nothing_is_shown_before_the_commit_and_all_after_it(tmp_path: Path) -> None:
    with writer(tmp_path) as opened:
        opened.put({"a": ""}, ones(3))
        assert read_in_use(tmp_path) is None
        opened.commit()
        opened.put({"a": ""}, 0 * ones(3))
        assert vectors_of(tmp_path, "a") == [[1, 1, 1]]
        opened.commit()
    assert vectors_of(tmp_path, "a") == [[0, 0, 0]]


def test_those_of_another_encoder_are_made_beside_and_take_their_place_when_complete(tmp_path: Path) -> None:
    with writer(tmp_path) as opened:
        opened.put({"a": ""}, ones(3))
        opened.commit()
    with writer(tmp_path, "second", 2) as opened:
        opened.put({"a": ""}, ones(2))
        assert vectors_of(tmp_path, "a") == [[1, 1, 1]]
    with writer(tmp_path, "second", 2) as opened:  # the first one stopped here
        assert opened.missing({"a": "", "b": ""}) == ["b"]
        opened.put({"b": ""}, 0 * ones(2))
        opened.commit()
    assert vectors_of(tmp_path, "a", "b") == [[1, 1], [0, 0]]


def test_the_vector_of_another_picture_is_missing_and_that_of_no_image_a_stranger(tmp_path: Path) -> None:
    with writer(tmp_path) as opened:
        opened.put({"a": "old", "b": "same", "c": "same"}, np.eye(3, dtype=np.float32))
        assert opened.missing({"a": "new", "b": "same"}) == ["a"]
        assert opened.strangers({"a", "b"}) == ["c"]
        opened.drop(["c", "never there"])
        assert not opened.strangers({"a", "b"})


def test_two_cannot_write_at_once(tmp_path: Path) -> None:
    with writer(tmp_path), pytest.raises(StoreBusyError):
        writer(tmp_path)
    writer(tmp_path).close()


@pytest.mark.parametrize("note", ["{", "[]", '{"embedder": 1}'])
def test_a_note_that_cannot_be_read_is_damage(tmp_path: Path, note: str) -> None:
    (tmp_path / NAME).write_text(note)
    with pytest.raises(StoreDamagedError) as caught:
        read_in_use(tmp_path)
    assert caught.value.hint
