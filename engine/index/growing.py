"""Arrays that grow at their end, while whoever holds a shorter one keeps it whole."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

SPARE = 0.25
"""Share of an array that is set aside behind it once it has grown."""


class Growing:
    """An array and the room behind it; the first axis grows. `values` is shared, do not write to it.

    Those that grew out of one another share their memory, each seeing a beginning of it, so that to add
    a few entries costs as much as these. Only one thread at a time may extend them.
    """

    __slots__ = ("_room", "values")

    def __init__(self, values: NDArray[Any], room: _Room | None = None) -> None:
        self.values = values
        self._room = room or _Room(values, len(values))

    @classmethod
    def with_room(cls, size: int, width: tuple[int, ...], kind: DTypeLike) -> Growing:
        """So many zeros, which may be written to as long as nobody else has them, and room behind."""
        # Memory that is never written to takes no room.
        memory = np.zeros((size + int(size * SPARE) + 1, *width), dtype=kind)
        return cls(memory[:size], _Room(memory, size))

    def extended(self, more: NDArray[Any]) -> Growing:
        """This with more behind it; this one stays as it is."""
        start, end = len(self.values), len(self.values) + len(more)
        if self._room.used != start or end > len(self._room.memory):
            grown = Growing.with_room(end, self.values.shape[1:], self.values.dtype)
            grown.values[:start], grown.values[start:] = self.values, more
            return grown
        self._room.memory[start:end] = more
        self._room.used = end
        return Growing(self._room.memory[:end], self._room)


class _Room:
    """Memory, and how much of it somebody sees already."""

    __slots__ = ("memory", "used")

    def __init__(self, memory: NDArray[Any], used: int) -> None:
        self.memory = memory
        self.used = used
