"""Like this, but green: the attributes of a photo edited by a sentence, and what looks alike.

What the sentence says takes the place of what the photo has in the same facets; in the others an image
shall agree with the photo. Kind counts thrice: a shirt is not like a shoe, however alike in all else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weft.engine.index.columns import Columns
from weft.engine.model import Attribute, ParsedFilter
from weft.engine.search.fusion import Leg, ranks_of_levels
from weft.vocab.languages import load_languages
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Vocabulary
from weft.vocab.text import fold

NAME = "alike"

KIND = 3
"""What another kind of product adds to the distance; any other facet adds 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A photo that hits shall resemble: what is known of it by stored facet, and its vector, if any."""

    attributes: Mapping[str, Attribute]
    vector: NDArray[np.float32] | None


def edit_in(text: str) -> str:
    """The sentence without the words that only point at the photo ("like this, but"), blanks in their place.

    So what is understood stands where it stood.
    """
    start = len(text) - len(text.lstrip())
    end = max((_pointed(text, start, words) for words in _pointing()), default=0)
    return " " * end + text[end:]


def alike(
    example: Example,
    wishes: Iterable[ParsedFilter],
    columns: Columns,
    rows: NDArray[np.int64],
    *,
    vocabulary: Vocabulary,
    weight: float,
) -> Leg | None:
    """The result set ranked by the facets in which it differs from the photo; None if nothing is known.

    Facets that a wish speaks of do not count. Of several values the first counts, or having none.
    """
    edited = _edited(wishes, vocabulary)
    levels = np.zeros(len(rows), dtype=np.int64)
    compared = False
    for facet in vocabulary.stored:
        known = example.attributes.get(facet.id)
        if facet.id in edited or known is None or {UNKNOWN, NOT_APPLICABLE} & {*known.values}:
            continue
        value = columns.labels(facet.id).index(known.values[0]) if known.values else -1
        stored = columns.first(facet.id) if facet.multiple else columns.codes(facet.id)
        levels += (stored[rows] != value) * (KIND if facet.id == vocabulary.kind else 1)
        compared = True
    return Leg(NAME, weight, ranks_of_levels(levels)) if compared else None


def _edited(wishes: Iterable[ParsedFilter], vocabulary: Vocabulary) -> set[str]:
    """The facets that a wish speaks of, and those that follow from the same."""
    named = {each.facet for each in wishes if each.facet in vocabulary.by_id}
    origins = {vocabulary.by_id[name].derived_from or name for name in named}
    plain = {facet.id for facet in vocabulary.facets if facet.plain}
    tinted = {facet.id for facet in vocabulary.facets if facet.spoken_as and plain & origins}
    return origins | tinted | (plain if plain & origins else set())


def _pointing() -> list[str]:
    return [fold(words) for language in load_languages() for words in language.pointing]


def _pointed(text: str, start: int, words: str) -> int:
    """Where these words end if the sentence begins with them, else 0."""
    end = start + len(words)
    whole = end == len(text) or not text[end : end + 1].isalnum()
    return end if whole and fold(text[start:end]) == words else 0
