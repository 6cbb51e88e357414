"""How words are compared: folded, split and stemmed the same way in stores, sentences and filters."""

from __future__ import annotations

import re
import threading
from functools import lru_cache

import snowballstemmer

from weft.vocab.text import fold

_WORD = re.compile(r"[^\W_]+")
_stemmers = threading.local()  # a stemmer keeps the word it works on: one a thread


def stems(text: str) -> tuple[str, ...]:
    """The stems of the words of a text, in order; what is neither letter nor digit only separates."""
    return tuple(_stem(word) for word in _WORD.findall(fold(text)))


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    if not hasattr(_stemmers, "english"):
        _stemmers.english = snowballstemmer.stemmer("english")
    while (stem := str(_stemmers.english.stemWord(word))) != word:
        word = stem  # a stem must be its own stem, or a printed filter would not read back the same
    return word
