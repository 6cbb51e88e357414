"""What the table is taught on: captions, pieces of them, and pieces with a strange word put in.

Pieces of captions look like what people type. The strange words make the table learn all of the model's
words at their place in a phrase, not only those that the captions happen to use.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

_PIECE_LENGTHS = (1, 2, 2, 3, 3, 4, 5, 6)
_FRAME_LENGTHS = (2, 3, 4, 5, 6, 8)


def make_phrases(
    captions: Sequence[str], words: Sequence[str], *, pieces: int, frames: int, seed: int
) -> list[str]:
    """The captions, about `pieces` different pieces of them, and every word alone and in `frames` frames."""
    chance = random.Random(seed)
    cut = {_piece(chance, captions) for _ in range(pieces)}
    framed = [_framed(chance, captions, word) for word in words for _ in range(frames)]
    return [*captions, *sorted(cut), *words, *framed]


def _piece(chance: random.Random, captions: Sequence[str]) -> str:
    words = chance.choice(captions).split()
    length = min(len(words), chance.choice(_PIECE_LENGTHS))
    start = chance.randrange(len(words) - length + 1)
    return " ".join(words[start : start + length])


def _framed(chance: random.Random, captions: Sequence[str], word: str) -> str:
    words = chance.choice(captions).split()
    place = chance.randrange(len(words))
    length = min(len(words), chance.choice(_FRAME_LENGTHS))
    start = max(0, min(place - chance.randrange(length), len(words) - length))
    return " ".join([*words[:place], word, *words[place + 1 :]][start : start + length])
