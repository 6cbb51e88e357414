"""Lets a flat drawing hang and lie like cloth: everything is bent a little, edges and patterns alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from weft.evaluation.garments.noise import Field

_CELLS = (6, 8)
_SOFT, _STIFF = 3.8, 1.3


def draped(
    lit: NDArray[np.float32], alpha: Field, seed: int, *, stiff: bool
) -> tuple[NDArray[np.float32], Field]:
    """Colours times cover, and cover, bent by a smooth random field; shoes and the like (`stiff`) hardly.

    Colours are 0 to 255, cover is 0 to 1.
    """
    height, width = alpha.shape
    sheet = np.empty((height, width, 4), dtype=np.uint8)
    sheet[..., :3] = np.clip(lit * alpha[..., None], 0, 255)
    sheet[..., 3] = np.clip(alpha * 255, 0, 255)
    image = Image.fromarray(sheet, "RGBX")
    bent = image.transform(
        image.size,
        Image.Transform.MESH,
        _mesh(image.size, seed, _STIFF if stiff else _SOFT),
        Image.Resampling.BILINEAR,
    )
    result = np.asarray(bent, dtype=np.float32)
    return result[..., :3], result[..., 3] / np.float32(255)


def _mesh(
    size: tuple[int, int], seed: int, sway: float
) -> list[tuple[tuple[int, int, int, int], tuple[float, ...]]]:
    rng = np.random.default_rng([seed, 4])
    x = np.linspace(0, size[0], _CELLS[0] + 1).round().astype(int)
    y = np.linspace(0, size[1], _CELLS[1] + 1).round().astype(int)
    shifts = rng.normal(0, sway, (_CELLS[1] + 1, _CELLS[0] + 1, 2))
    corners = np.stack(np.meshgrid(x, y), axis=-1) + _smooth(shifts)
    return [
        (
            (int(x[c]), int(y[r]), int(x[c + 1]), int(y[r + 1])),
            (*corners[r, c], *corners[r + 1, c], *corners[r + 1, c + 1], *corners[r, c + 1]),
        )
        for r in range(_CELLS[1])
        for c in range(_CELLS[0])
    ]


def _smooth(sway: NDArray[np.float64]) -> NDArray[np.float64]:
    padded = np.pad(sway, ((1, 1), (1, 1), (0, 0)), mode="edge")
    return (padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:] + 2 * sway) / 4
