"""What the user may have meant by a name that does not exist."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process

MOST_NAMED = 3


def nearest_names(name: str, known: Iterable[str]) -> str:
    """A hint with the known names nearest to a wrong one: "Nearest: t-shirt, shirt, shorts."."""
    found = process.extract(name[:100], list(known), limit=MOST_NAMED)
    return f"Nearest: {', '.join(match for match, _, _ in found)}." if found else ""
