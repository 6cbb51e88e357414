"""Endings: what a listed word can become, and what a met word can have been listed as."""

from __future__ import annotations

from collections.abc import Iterator

from weft.vocab.languages import Language

_SHORTEST_STEM = 2


def inflections(word: str, language: Language) -> Iterator[str]:
    """What a listed word can become by the rules of its language."""
    for ending, replacement in language.inflections:
        stem = word[: len(word) - len(ending)]
        if word.endswith(ending) and len(stem) >= _SHORTEST_STEM:
            yield stem + replacement


def uninflected(word: str, language: Language) -> Iterator[str]:
    """What the word would be listed as, if it is inflected by one of the language's rules."""
    for ending, replacement in language.inflections:
        stem = word[: len(word) - len(replacement)]
        base = stem + ending
        shortened = len(replacement) < len(ending)
        if not word.endswith(replacement) or len(stem) < _SHORTEST_STEM + 2 * shortened:
            continue
        if not (shortened and base in language.no_singular):
            yield base
