import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from weft.engine.pictures import LONGEST, fitted

WHITE = (255, 255, 255)


@given(st.integers(1, 3_000), st.integers(1, 300), st.integers(1, 10_000), st.booleans())
def test_a_picture_never_has_more_pixels_than_asked_for_nor_a_far_longer_side(
    long: int, short: int, most: int, lying: bool
) -> None:
    small = fitted(Image.new("L", (long, short) if lying else (short, long)), most)

    assert small.mode == "RGB"
    assert small.width * small.height <= max(most, max(small.size))  # a line of one pixel stays one
    assert max(small.size) < 2 * LONGEST * min(small.size)  # twice, as sides are whole pixels


def test_a_small_picture_stays_as_it_is() -> None:
    picture = Image.fromarray(np.arange(60, dtype=np.uint8).reshape(4, 5, 3))

    assert fitted(picture, 20).tobytes() == picture.tobytes()


def test_a_long_picture_stands_whole_on_white() -> None:
    line = fitted(Image.new("RGB", (200, 2), "red"), 1_000_000)

    assert line.size == (200, 10)
    assert line.getpixel((100, 0)) == line.getpixel((100, 9)) == WHITE
    assert line.getpixel((0, 5)) == line.getpixel((199, 5)) == (255, 0, 0)


@pytest.mark.parametrize("size", [(20_000, 1), (1, 1), (2_000, 2_000)])
def test_the_shape_is_kept_as_far_as_it_can_be(size: tuple[int, int]) -> None:
    small = fitted(Image.new("1", size), 100 * 100)

    assert small.size == {(20_000, 1): (447, 22), (1, 1): (1, 1), (2_000, 2_000): (100, 100)}[size]
