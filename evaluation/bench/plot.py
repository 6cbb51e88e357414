"""Milliseconds by size as a picture (SVG), both on logarithmic axes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

WIDTH, HEIGHT = 640, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 220, 20, 40
_COLORS = ("#0b6e4f", "#c8553d", "#6c757d", "#3d5a80")

Points = Sequence[tuple[int, float]]
"""Sizes and milliseconds."""


def growth_plot(lines: Mapping[str, Points]) -> str:
    """One line an engine, named at its end."""
    points = [point for line in lines.values() for point in line]
    place = _Axes([size for size, _ in points], [value for _, value in points])
    parts = [*place.ticks()]
    for (name, line), color in zip(lines.items(), _COLORS, strict=False):
        ends = [place(*point) for point in line]
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in ends)
        parts.append(f'<polyline points="{drawn}" fill="none" stroke="{color}" stroke-width="2"/>')
        x, y = ends[-1]
        parts.append(f'<text x="{x + 6:.1f}" y="{y + 4:.1f}" fill="{color}">{name}</text>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
    ground = '<rect width="100%" height="100%" fill="white"/>'
    return "\n".join([f'{head} font-size="12">', ground, *parts, "</svg>\n"])


class _Axes:
    """From sizes and milliseconds to places in the picture; whole powers of ten at both ends."""

    def __init__(self, sizes: Sequence[float], values: Sequence[float]) -> None:
        self._sizes = _powers(sizes)
        self._values = _powers(values)

    def __call__(self, size: float, value: float) -> tuple[float, float]:
        across = _share(size, self._sizes) * (WIDTH - _LEFT - _RIGHT)
        up = _share(value, self._values) * (HEIGHT - _TOP - _BOTTOM)
        return _LEFT + across, HEIGHT - _BOTTOM - up

    def ticks(self) -> list[str]:
        """A line and a number for each power of ten."""
        parts = []
        for power in range(self._sizes[0], self._sizes[1] + 1):
            x, y = self(10**power, 10 ** self._values[0])
            parts.append(f'<line x1="{x}" y1="{_TOP}" x2="{x}" y2="{y}" stroke="#ddd"/>')
            parts.append(f'<text x="{x}" y="{y + 20}" text-anchor="middle">{10**power:,}</text>')
        for power in range(self._values[0], self._values[1] + 1):
            x, y = self(10 ** self._sizes[0], 10**power)
            parts.append(f'<line x1="{x}" y1="{y}" x2="{WIDTH - _RIGHT}" y2="{y}" stroke="#ddd"/>')
            parts.append(f'<text x="{x - 6}" y="{y + 4}" text-anchor="end">{10**power:g} ms</text>')
        return parts


def _powers(numbers: Sequence[float]) -> tuple[int, int]:
    low, high = math.floor(math.log10(min(numbers))), math.ceil(math.log10(max(numbers)))
    return low, max(high, low + 1)


def _share(number: float, powers: tuple[int, int]) -> float:
    low, high = powers
    return (math.log10(number) - low) / (high - low)
