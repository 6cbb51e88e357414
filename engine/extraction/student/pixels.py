"""Pictures as the network takes them: squares of bytes, one array for all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def squares(pictures: Sequence[Image.Image], size: int) -> NDArray[np.uint8]:
    """RGB pictures, whole and squeezed to `size` by `size`; shape (n, size, size, 3).

    Squeezed and not cropped: hems and cuffs stand at the edge of a photo. The network was taught on such.
    """
    made = np.empty((len(pictures), size, size, 3), np.uint8)
    for place, picture in enumerate(pictures):
        made[place] = square(picture, size)
    return made


def square(picture: Image.Image, size: int) -> NDArray[np.uint8]:
    """One RGB picture squeezed, shape (size, size, 3)."""
    # a first cheap reduction by whole factors, so that 20,000 pixels cost little
    small = picture.resize((size, size), Image.Resampling.BILINEAR, reducing_gap=2.0)
    return np.asarray(small, np.uint8)
