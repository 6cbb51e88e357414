"""The parts of a motif: areas in a square from -1 to 1, each in ink 0, 1 or 2, or a hole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from weft.evaluation.garments.geometry import Points, band, ellipse, moved, trace

HOLE = -1
"""The ink of a part that lets the cloth show through."""

Shape: TypeAlias = tuple[int, Points]
"""Ink and outline."""


@dataclass(frozen=True, slots=True, eq=False)
class Motif:
    """A picture; `plural` is how a caption names many, `inks` how many colours it is printed in."""

    shapes: tuple[Shape, ...]
    plural: str
    inks: int


def motif(plural: str, *shapes: Shape) -> Motif:
    """A motif from its parts, painted in order."""
    return Motif(shapes, plural, max(ink for ink, _ in shapes) + 1)


def round_(ink: int, x: float, y: float, rx: float, ry: float | None = None) -> Shape:
    """A circle or an ellipse."""
    return ink, ellipse(x, y, rx, ry)


def area(ink: int, start: tuple[float, float], *steps: tuple[float, ...]) -> Shape:
    """An area with an outline of lines and curves, as `trace` takes them."""
    return ink, trace(start, *steps)


def line(ink: int, width: float, start: tuple[float, float], *steps: tuple[float, ...]) -> Shape:
    """A brush stroke."""
    return ink, band(trace(start, *steps), width)


def tilted(shape: Shape, turn: float, x: float = 0, y: float = 0, scale: float = 1) -> Shape:
    """A part turned about the origin by degrees, scaled and moved."""
    return shape[0], moved(shape[1], by=(x, y), scale=scale, turn=turn)


def star(ink: int, x: float, y: float, radius: float, *, points: int = 5, inner: float = 0.42) -> Shape:
    """A star with that many points."""
    angles = np.arange(points * 2) * np.pi / points - np.pi / 2
    reach = np.where(np.arange(points * 2) % 2 == 0, radius, radius * inner)
    return ink, np.stack([x + reach * np.cos(angles), y + reach * np.sin(angles)], axis=1)
