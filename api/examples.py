"""Sentences to begin with, by vocabulary; what `weft demo` answers and the start page offers."""

from __future__ import annotations

_EXAMPLES = {
    "apparel": (
        "green t-shirt with no prints",
        "dresses with red flowers",
        "hoodie without a zip, not black",
        "striped tops under 40 €",
    )
}


def examples_for(vocabulary_id: str) -> tuple[str, ...]:
    """Example sentences for products of a vocabulary; none for one that Weft does not ship."""
    return _EXAMPLES.get(vocabulary_id, ())
