"""What the articles lie on or hang before: wood, cloth, tiles, carpet, plaster and plain paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from PIL import Image

from weft.evaluation.garments.noise import Field, clouds, stretched

_SHEET = (640, 760)
_VARIANTS = 2

SURFACES: dict[str, tuple[tuple[int, int, int], ...]] = {
    "paper": ((236, 236, 238), (228, 224, 219), (214, 221, 226), (232, 220, 218), (220, 226, 214)),
    "wood": ((188, 150, 110), (142, 102, 72), (206, 182, 152), (96, 72, 58), (216, 208, 198)),
    "sheet": ((238, 236, 232), (222, 214, 206), (176, 184, 196), (120, 62, 70), (64, 70, 92)),
    "tiles": ((216, 210, 200), (198, 198, 198), (178, 168, 156)),
    "carpet": ((196, 192, 186), (168, 160, 150), (120, 122, 126)),
    "plaster": ((232, 230, 226), (222, 214, 200), (206, 212, 214), (198, 202, 190)),
    "concrete": ((180, 180, 178), (150, 152, 154)),
}
"""The surfaces and the colours each one comes in."""

HANGING_SURFACES = ("plaster", "paper", "wood", "tiles")
"""Surfaces that can stand upright behind a hanger."""


def surface(name: str, size: tuple[int, int], seed: int) -> Field:
    """How light a surface is under soft light from the upper left: (height, width), about 1."""
    rng = np.random.default_rng(seed)
    texture = _texture(name, int(rng.integers(_VARIANTS)))
    left = int(rng.integers(_SHEET[0] - size[0] + 1))
    top = int(rng.integers(_SHEET[1] - size[1] + 1))
    window = texture[top : top + size[1], left : left + size[0]]
    if rng.random() < 0.5:
        window = window[:, ::-1]
    return np.asarray(window * _falloff(size, rng), dtype=np.float32)


@lru_cache(maxsize=32)
def _texture(name: str, variant: int) -> Field:
    rng = np.random.default_rng([variant, *name.encode()])
    return (1 + _MAKERS[name](rng)).astype(np.float32)


def _falloff(size: tuple[int, int], rng: np.random.Generator) -> Field:
    across = np.linspace(-1, 1, size[0], dtype=np.float32)
    down = np.linspace(-1, 1, size[1], dtype=np.float32)
    tilt, edge = np.float32(rng.uniform(0.03, 0.10)), np.float32(rng.uniform(0.02, 0.07))
    columns = tilt * np.float32(0.6) * across + edge * across**2
    rows = tilt * np.float32(0.8) * down + edge * down**2
    return np.asarray(1 - (columns[None, :] + rows[:, None]), dtype=np.float32)


def _paper(rng: np.random.Generator) -> Field:
    return 0.006 * _dust() + 0.01 * clouds(rng, _SHEET, (300, 300))


def _wood(rng: np.random.Generator) -> Field:
    grain = 0.055 * clouds(rng, _SHEET, (5, 220), 2) + 0.05 * clouds(rng, _SHEET, (60, 500)) + 0.02 * _dust()
    plank = int(rng.integers(130, 190))
    for left in range(0, _SHEET[0], plank):
        end = int(rng.integers(120, 780))
        grain[:, left : left + plank] = np.roll(grain[:, left : left + plank], end, axis=0)
        grain[:end, left : left + plank] += rng.uniform(-0.07, 0.07)
        grain[end:, left : left + plank] += rng.uniform(-0.07, 0.07)
        grain[end : end + 2, left : left + plank] -= 0.30
        grain[:, left : left + 2] -= 0.30
        grain[:, left + 2 : left + 4] += 0.06
    return _turned(grain) if rng.random() < 0.4 else grain


def _sheet(rng: np.random.Generator) -> Field:
    folds = clouds(rng, _SHEET, (170, 240), 2) + 0.8 * np.abs(clouds(rng, _SHEET, (220, 160), 2))
    down, across = np.gradient(folds * 20)
    slope: Field = np.clip(-0.05 * (across + down), -0.2, 0.12)
    return slope + 0.012 * _dust()


def _tiles(rng: np.random.Generator) -> Field:
    side, grout = int(rng.integers(180, 250)), 4
    y, x = np.mgrid[0 : _SHEET[1], 0 : _SHEET[0]].astype(np.float32)
    if rng.random() < 0.5:
        x, y = (x + y) * 0.7071, (x - y) * 0.7071 + 2000
    tint = rng.uniform(-0.025, 0.025, (40, 40))[(x // side).astype(int) % 40, (y // side).astype(int) % 40]
    seam = np.minimum(x % side, y % side)
    joint = np.where(seam < grout, -0.17, 0) + np.where((seam >= grout) & (seam < grout + 2), 0.035, 0)
    stains = 0.022 * clouds(rng, _SHEET, (120, 90), 3) + 0.006 * _dust()
    return np.asarray(tint + joint + stains, dtype=np.float32)


def _carpet(rng: np.random.Generator) -> Field:
    tufts = clouds(rng, _SHEET, (3.2, 3.2)) + 0.6 * clouds(rng, _SHEET, (9, 9))
    return 0.05 * tufts + 0.02 * clouds(rng, _SHEET, (150, 150))


def _plaster(rng: np.random.Generator) -> Field:
    stains = 0.012 * clouds(rng, _SHEET, (14, 14), 3) + 0.015 * clouds(rng, _SHEET, (260, 320))
    return np.asarray(stains + 0.006 * _dust(), dtype=np.float32)


def _concrete(rng: np.random.Generator) -> Field:
    return 0.045 * clouds(rng, _SHEET, (190, 170), 5) + 0.016 * _dust()


@lru_cache(maxsize=1)
def _dust() -> Field:
    rng = np.random.default_rng(1)
    return rng.standard_normal((_SHEET[1], _SHEET[0]), dtype=np.float32)


def _turned(field: Field) -> Field:
    turned = Image.fromarray(field).transpose(Image.Transpose.ROTATE_90)
    return stretched(np.asarray(turned, dtype=np.float32), _SHEET)


_MAKERS: dict[str, Callable[[np.random.Generator], Field]] = {
    "paper": _paper,
    "wood": _wood,
    "sheet": _sheet,
    "tiles": _tiles,
    "carpet": _carpet,
    "plaster": _plaster,
    "concrete": _concrete,
}
