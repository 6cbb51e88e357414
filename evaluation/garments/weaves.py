"""How each material looks up close: its grain, its shine, and how it folds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from weft.evaluation.garments.noise import Field, blurred, clouds, mask_of

REACH = (480, 600)
"""Width and height of a grain: the largest picture that can be painted."""


@dataclass(frozen=True, slots=True, eq=False)
class Weave:
    """`grain` multiplies the colour, REACH pixels; `gloss` and `folds` are about 0 to 1."""

    grain: Field
    gloss: float
    folds: float
    fringe: float = 0  # how far the edge is frayed, in pixels


@lru_cache(maxsize=32)
def weave(material: str) -> Weave:
    """The look of a material; one that has no entry looks like cotton."""
    grain, gloss, folds, fringe = _LOOKS.get(material, _LOOKS["cotton"])
    rng = np.random.default_rng([len(material), *material.encode()])
    return Weave((1 + grain(rng)).astype(np.float32), gloss, folds, fringe)


def _jersey(rng: np.random.Generator) -> Field:
    return _speckle(rng, 0.022) + _columns(2, 0.012)


def _twill(rng: np.random.Generator) -> Field:
    x, y = _grid()
    washed = 0.035 * clouds(rng, REACH, (40, 90), 2)
    return 0.05 * np.sin((x + y) * np.pi / 2).astype(np.float32) + _speckle(rng, 0.05) + washed


def _knit(rng: np.random.Generator) -> Field:
    x, y = _grid()
    across = np.abs((x % 8) - 4) / 4
    stitch = np.sin((y + across * 4) * 2 * np.pi / 5.333)
    valley = np.cos(x * 2 * np.pi / 8)
    return (0.075 * stitch + 0.055 * valley).astype(np.float32) + _speckle(rng, 0.03)


def _wool(rng: np.random.Generator) -> Field:
    x, y = _grid()
    return 0.03 * np.sin((x - y) * np.pi / 4).astype(np.float32) + _speckle(rng, 0.035) + _fuzz(rng, 0.035)


def _canvas(rng: np.random.Generator) -> Field:
    x, y = _grid()
    return (0.035 * np.sin(x * np.pi / 2) + 0.035 * np.sin(y * np.pi / 2)).astype(np.float32) + _speckle(
        rng, 0.03
    )


def _linen(rng: np.random.Generator) -> Field:
    threads = clouds(rng, REACH, (40, 1.6)) + clouds(rng, REACH, (1.6, 40))
    return 0.017 * threads + _speckle(rng, 0.02)


def _corduroy(rng: np.random.Generator) -> Field:
    return _columns(8, 0.15) + _speckle(rng, 0.03)


def _leather(rng: np.random.Generator) -> Field:
    pebbles = np.abs(clouds(rng, REACH, (5, 5), 2))
    return 0.028 * (0.7 - pebbles) + 0.03 * clouds(rng, REACH, (60, 60))


def _suede(rng: np.random.Generator) -> Field:
    return 0.035 * clouds(rng, REACH, (36, 36), 3) + _speckle(rng, 0.03)


def _satin(rng: np.random.Generator) -> Field:
    return np.asarray(0.02 * clouds(rng, REACH, (2, 60)), dtype=np.float32)


def _nylon(rng: np.random.Generator) -> Field:
    return 0.03 * clouds(rng, REACH, (26, 26), 2) + _speckle(rng, 0.012)


def _fleece(rng: np.random.Generator) -> Field:
    return _fuzz(rng, 0.035) + _speckle(rng, 0.025)


def _velvet(rng: np.random.Generator) -> Field:
    return 0.09 * clouds(rng, REACH, (50, 70), 2) + _speckle(rng, 0.02)


def _fur(rng: np.random.Generator) -> Field:
    hairs = clouds(rng, REACH, (2.2, 16), 2)
    return 0.13 * hairs + 0.05 * clouds(rng, REACH, (40, 30))


def _mesh(rng: np.random.Generator) -> Field:
    x, y = _grid()
    holes = np.clip(np.sin(x * np.pi / 4) * np.sin(y * np.pi / 4) - 0.35, 0, 1)
    return (-0.35 * holes).astype(np.float32) + _speckle(rng, 0.015)


def _straw(rng: np.random.Generator) -> Field:
    x, y = _grid()
    basket = np.sin(x * np.pi / 4 + np.pi * (y // 8 % 2)) * np.abs(np.sin(y * np.pi / 8))
    return (0.15 * basket).astype(np.float32) + _speckle(rng, 0.05) + 0.05 * clouds(rng, REACH, (50, 3))


def _rubber(rng: np.random.Generator) -> Field:
    return _speckle(rng, 0.012)


def _lace(rng: np.random.Generator) -> Field:
    x, y = _grid()
    net: Field = np.abs(np.sin((x + y) * np.pi / 4) * np.sin((x - y) * np.pi / 4))
    return (-0.10 * net).astype(np.float32) + _speckle(rng, 0.02)


def _grid() -> tuple[Field, Field]:
    y, x = np.mgrid[0 : REACH[1], 0 : REACH[0]].astype(np.float32)
    return x, y


def _columns(period: int, depth: float) -> Field:
    x, _ = _grid()
    return (depth * np.sin(x * 2 * np.pi / period)).astype(np.float32)


def _speckle(rng: np.random.Generator, depth: float) -> Field:
    return np.float32(depth) * rng.standard_normal(REACH[::-1], dtype=np.float32)


def _fuzz(rng: np.random.Generator, depth: float) -> Field:
    lint = blurred(mask_of(rng.random(REACH[::-1], dtype=np.float32)), 1.2)
    return (lint - float(lint.mean())) * np.float32(depth / max(float(lint.std()), 1e-6))


_Look: TypeAlias = tuple[Callable[[np.random.Generator], Field], float, float, float]

# material: grain, gloss, folds, frayed edge
_LOOKS: dict[str, _Look] = {
    "cotton": (_jersey, 0.02, 1.0, 0),
    "denim": (_twill, 0.0, 0.75, 0),
    "knit": (_knit, 0.0, 0.6, 0.5),
    "leather": (_leather, 0.42, 0.6, 0),
    "suede": (_suede, 0.0, 0.5, 0),
    "lace": (_lace, 0.02, 0.8, 0),
    "satin": (_satin, 0.5, 1.35, 0),
    "fleece": (_fleece, 0.0, 0.7, 0.5),
    "wool": (_wool, 0.0, 0.55, 0.4),
    "nylon": (_nylon, 0.28, 0.9, 0),
    "corduroy": (_corduroy, 0.03, 0.6, 0),
    "velvet": (_velvet, 0.16, 0.9, 0),
    "mesh": (_mesh, 0.03, 0.6, 0),
    "fur": (_fur, 0.05, 0.5, 3.5),
    "canvas": (_canvas, 0.0, 0.7, 0),
    "linen": (_linen, 0.0, 1.2, 0),
    "rubber": (_rubber, 0.3, 0.1, 0),
    "straw": (_straw, 0.04, 0.2, 0.4),
}
