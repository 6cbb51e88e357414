"""Points and outlines in garment space: x to the right, y down, lengths in picture pixels at scale 1."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Points: TypeAlias = NDArray[np.float64]
"""An array of shape (n, 2): a line, or the outline of an area."""

_CURVE = 14


def trace(start: tuple[float, float], *steps: Sequence[float]) -> Points:
    """Walk from `start`: a step of 2 numbers is a line, of 4 a quadratic, of 6 a cubic Bezier curve."""
    runs = [np.array([start], dtype=np.float64)]
    for step in steps:
        control = np.vstack([runs[-1][-1:], np.array(step, dtype=np.float64).reshape(-1, 2)])
        runs.append(_bezier(control)[1:])
    return np.vstack(runs)


def mirror(half: Points) -> Points:
    """Close a right half, drawn from the top middle to the bottom middle, with its mirror image."""
    return np.vstack([half, flipped(half)[::-1]])


def flipped(points: Points) -> Points:
    """The same points on the other side of the middle."""
    return np.asarray(points * np.array([-1.0, 1.0]), dtype=np.float64)


def moved(points: Points, *, by: tuple[float, float] = (0, 0), scale: float = 1, turn: float = 0) -> Points:
    """Scale, then turn by `turn` degrees clockwise about the origin, then shift."""
    angle = math.radians(turn)
    spin = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    return np.asarray(points * scale @ spin + np.array(by), dtype=np.float64)


def joined(*lines: Points) -> Points:
    """Lines one after the other."""
    return np.vstack(lines)


def ellipse(x: float, y: float, rx: float, ry: float | None = None) -> Points:
    """The outline of an ellipse, or of a circle when `ry` is left out."""
    angles = np.linspace(0, 2 * math.pi, 36, endpoint=False)
    return np.stack([x + rx * np.cos(angles), y + (rx if ry is None else ry) * np.sin(angles)], axis=1)


def box(left: float, top: float, right: float, bottom: float) -> Points:
    """A rectangle."""
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], dtype=np.float64)


def band(line: Points, width: float) -> Points:
    """The outline of a ribbon of `width` that follows a line."""
    side = _normals(line) * (width / 2)
    return np.vstack([line + side, (line - side)[::-1]])


def between(first: Points, second: Points, share: float) -> Points:
    """A point, or a line of equal length, that lies `share` of the way from first to second."""
    return np.asarray(first + (second - first) * share, dtype=np.float64)


def along(line: Points, count: int) -> Points:
    """`count` points at equal distances along a line, both ends included."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    reached = np.concatenate([[0.0], np.cumsum(steps)])
    wanted = np.linspace(0, reached[-1], count)
    return np.stack([np.interp(wanted, reached, line[:, 0]), np.interp(wanted, reached, line[:, 1])], axis=1)


def refined(line: Points, step: float) -> Points:
    """The same line with more points, so that neighbours are at most `step` apart."""
    ahead = np.diff(line, axis=0)
    parts = np.maximum(np.ceil(np.hypot(ahead[:, 0], ahead[:, 1]) / step), 1).astype(int)
    if parts.max(initial=1) == 1:
        return line
    run = np.repeat(np.arange(len(parts)), parts)
    share = (np.arange(len(run)) - (np.cumsum(parts) - parts)[run]) / parts[run]
    return np.vstack([line[run] + ahead[run] * share[:, None], line[-1:]])


def _bezier(control: Points) -> Points:
    if len(control) == 2:
        return control
    t = np.linspace(0, 1, _CURVE)[:, None]
    order = len(control) - 1
    terms = [math.comb(order, k) * (1 - t) ** (order - k) * t**k * control[k] for k in range(order + 1)]
    return np.asarray(sum(terms), dtype=np.float64)


def _normals(line: Points) -> Points:
    ahead = np.gradient(line, axis=0)
    length = np.maximum(np.hypot(ahead[:, 0], ahead[:, 1]), 1e-9)
    return np.stack([ahead[:, 1], -ahead[:, 0]], axis=1) / length[:, None]
