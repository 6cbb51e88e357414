"""How words are compared: folded, split and stemmed the same way in stores, sentences and filters."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W_]+")
_stemmers = threading.local()  # a stemmer keeps the word it works on: one a thread


def fold(text: str) -> str:
    """Case and accents taken away: "Rayée" and "RAYEE" fold to "rayee", "Ärmel" to "armel"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def stems(text: str) -> tuple[str, ...]:
    """The stems of the words of a text, in order; what is neither letter nor digit only separates."""
    return tuple(_stem(word) for word in _WORD.findall(fold(text)))


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    if not hasattr(_stemmers, "english"):
        _stemmers.english = snowballstemmer.stemmer("english")
    return str(_stemmers.english.stemWord(word))
