"""Photos as arrays: decoded once, kept on disk, and varied each time they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import numpy as np
import torch
from numpy.lib.format import open_memmap
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from weft.engine.catalogue.images import decode
from weft.engine.errors import CatalogueError, ImageError
from weft.engine.extraction.distill.lessons import Photo
from weft.engine.extraction.distill.network import as_input
from weft.engine.extraction.student.pixels import square

Progress = Callable[[int, int | None], None]

MARGIN = 4 / 3
"""How much larger a kept picture is than one that is learnt from, so that a cut-out is still sharp."""

MAX_PIXELS = 64_000_000
"""Largest photo that is taken, in pixels."""

_LEAST_AREA = 0.55
_TURN = 0.12
_SQUEEZE = 0.15
_LIGHT = 0.1
_ERASED = 0.3


def kept_pictures(photos: Sequence[Photo], size: int, file: Path, progress: Progress) -> NDArray[np.uint8]:
    """The photos as squares, shape (n, size, size, 3), from a file that is made where it is not whole.

    Raises CatalogueError for a picture that cannot be used.
    """
    shape = (len(photos), size, size, 3)
    if file.is_file() and (found := np.load(file, mmap_mode="r")).shape == shape:
        return cast(NDArray[np.uint8], found)
    unfinished = file.with_suffix(".part")
    made = open_memmap(unfinished, mode="w+", dtype=np.uint8, shape=shape)
    with ThreadPoolExecutor() as pool:
        for place, picture in enumerate(pool.map(lambda photo: _square(photo, size), photos)):
            made[place] = picture
            progress(place + 1, len(photos))
    made.flush()
    unfinished.replace(file)
    return cast(NDArray[np.uint8], np.load(file, mmap_mode="r"))


def varied(pictures: NDArray[np.uint8], size: int, chance: torch.Generator) -> Tensor:
    """Pictures (n, ., ., 3) as the network takes them, each seen a little differently.

    Cut out, mirrored, turned, squeezed, lighter or darker, and with a piece covered. Hues stay what they
    are: colour is one of the things to be learnt.
    """
    seen = as_input(torch.from_numpy(pictures))
    grid = functional.affine_grid(_views(len(seen), chance), [len(seen), 3, size, size], align_corners=False)
    seen = functional.grid_sample(seen, grid, padding_mode="reflection", align_corners=False)
    gain, offset = (_spread(len(seen), _LIGHT, chance)[:, None, None, None] for _ in range(2))
    seen = (seen * (1 + gain) + offset).clamp(-1, 1)
    return _covered(seen, chance).contiguous(memory_format=torch.channels_last)


def _square(photo: Photo, size: int) -> NDArray[np.uint8]:
    try:
        return square(decode(photo.path, MAX_PIXELS), size)
    except ImageError as error:
        raise CatalogueError(f"{photo.path}: {error}.", hint=error.hint) from error


def _views(count: int, chance: torch.Generator) -> Tensor:
    """Affine maps, shape (count, 2, 3), from the places of a view to those of the picture."""
    side = torch.sqrt(1 - (1 - _LEAST_AREA) * torch.rand(count, generator=chance))
    squeeze = torch.exp(_spread(count, _SQUEEZE, chance))
    wide, high = (side * squeeze).clamp(max=1), (side / squeeze).clamp(max=1)
    turn = _TURN * torch.randn(count, generator=chance)
    mirror = torch.where(torch.rand(count, generator=chance) < 0.5, -1.0, 1.0)
    right, down = (_spread(count, 1, chance) * (1 - extent) for extent in (wide, high))
    across = torch.stack([mirror * wide * turn.cos(), -high * turn.sin(), right], 1)
    along = torch.stack([mirror * wide * turn.sin(), high * turn.cos(), down], 1)
    return torch.stack([across, along], 1)


def _spread(count: int, most: float, chance: torch.Generator) -> Tensor:
    """Numbers from -most to most."""
    return most * (2 * torch.rand(count, generator=chance) - 1)


def _covered(seen: Tensor, chance: torch.Generator) -> Tensor:
    """Some pictures with a rectangle of one gray (random erasing, Zhong et al. 2020)."""
    side = seen.shape[-1]
    for picture in seen:
        use, high, wide, top, left, gray = torch.rand(6, generator=chance).tolist()
        if use < _ERASED:
            height, width = (int(side * (0.15 + 0.25 * share)) for share in (high, wide))
            y, x = int(top * (side - height)), int(left * (side - width))
            picture[:, y : y + height, x : x + width] = 2 * gray - 1
    return seen
