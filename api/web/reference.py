"""What can be said about a product, with definitions and counts, and how to say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from weft.api.question import Question
from weft.api.web import wording
from weft.engine.model import FacetCounts
from weft.vocab.model import Facet, Term, Vocabulary

_WORDS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One value: `words` are other names for it, `families` the groups it belongs to.

    `count` says how many products have it, "" where none has; `link` searches for those. A group has no
    products of its own.
    """

    id: str
    label: str
    definition: str
    swatch: str
    words: tuple[str, ...]
    families: tuple[str, ...]
    count: str
    link: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One facet with its values, in the order of the vocabulary."""

    id: str
    label: str
    definition: str
    remarks: tuple[str, ...]
    entries: tuple[Entry, ...]


def chapters_of(vocabulary: Vocabulary, facets: Iterable[FacetCounts]) -> tuple[Chapter, ...]:
    """The whole vocabulary, with how many products have each value."""
    counts = {each.facet: {count.value: count.count for count in each.counts} for each in facets}
    return tuple(_chapter(facet, counts.get(facet.id, {}), vocabulary) for facet in vocabulary.facets)


def _chapter(facet: Facet, counts: Mapping[str, int], vocabulary: Vocabulary) -> Chapter:
    entries = tuple(_entry(facet, term, counts) for term in facet.terms)
    return Chapter(facet.id, facet.label, facet.definition, tuple(_remarks(facet, vocabulary)), entries)


def _remarks(facet: Facet, vocabulary: Vocabulary) -> Iterable[str]:
    if facet.multiple:
        yield "A product can have several, the most important first."
    if facet.ordered:
        yield "The values stand on a scale: “or shorter”, “at least” read it."
    if facet.derived_from:
        yield f"Follows from {vocabulary.by_id[facet.derived_from].label.lower()}."


def _entry(facet: Facet, term: Term, counts: Mapping[str, int]) -> Entry:
    total = counts.get(term.id, 0)
    words = tuple(word for word in term.words.get("en", ()) if word != term.label)
    return Entry(
        id=term.id,
        label=term.label,
        definition=term.definition,
        swatch=term.swatch,
        words=words[:_WORDS_SHOWN],
        families=tuple(facet.by_id[name].label for name in (*term.broader, *term.borders)),
        count="its products" if term.abstract else wording.products(total) if total else "",
        link=Question(ticked=(f"{facet.id}:{term.id}",)).address(),
    )
