"""Folding and tokens: the same for surface forms, sentences and captions."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,]\d{1,2})?(?!\d))"
    r"|(?P<word>(?:[^\W\d_][\u0300-\u036f]*)+)"
    r"|(?P<digits>\d+)"
    r"|(?P<mark>[,;:.!?/&+()|\"“”„«»€$£…–—\n])"
)
_JOINERS = {"-": "-", "‐": "-", "‑": "-", "'": "'", "’": "'", "‘": "'", "`": "'"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark of a text: folded, with its place there.

    `glue` is the hyphen or apostrophe that ties it to the token before, else empty.
    """

    text: str
    start: int
    end: int
    kind: str
    glue: str = ""

    @property
    def is_word(self) -> bool:
        """Whether it is made of letters."""
        return self.kind == "word"


def fold(text: str) -> str:
    """Case and accents taken away: "Rayée" and "RAYEE" fold to "rayee", "Ärmel" to "armel"."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def tokenize(text: str) -> list[Token]:
    """Words, numbers and marks in order; hyphens and apostrophes only tie words together."""
    tokens: list[Token] = []
    for found in _TOKEN.finditer(text):
        kind = "number" if found.lastgroup == "digits" else str(found.lastgroup)
        start, end = found.span()
        glue = _JOINERS.get(text[start - 1], "") if tokens and tokens[-1].end == start - 1 else ""
        written = found.group()
        tokens.append(Token(written if kind == "mark" else fold(written), start, end, kind, glue))
    return tokens
