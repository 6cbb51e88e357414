"""A caption put together from attributes: poorer in words than a person's, and true to what was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from weft.engine.model import Attribute
from weft.prompts.templates import render
from weft.vocab.model import Facet, Term, Vocabulary

TEMPLATE = "caption"

_SURE = 0.3
"""Confidence from which a value is said; below it a wrong word does more harm than a missing one."""


def caption(attributes: Mapping[str, Attribute], vocabulary: Vocabulary) -> str:
    """Tints and kind, then what the visible facets show: "navy jacket with long sleeves, zipper, pockets"."""
    kind = list(_labels(vocabulary.by_id[vocabulary.kind], attributes, least=0))
    tints = [label for facet in vocabulary.stored if _tints(facet) for label in _labels(facet, attributes)]
    sights = list(dict.fromkeys(_sights(attributes, vocabulary)))
    text = render(TEMPLATE, tints=tints, kind=" ".join(kind) or vocabulary.label.lower(), sights=sights)
    return " ".join(text.split())


def _sights(attributes: Mapping[str, Attribute], vocabulary: Vocabulary) -> list[str]:
    """What is to be seen; tints of a part are said with it: "picture print in red and white"."""
    sights: list[str] = []
    for facet in vocabulary.stored:
        labels = list(_labels(facet, attributes))
        if facet.spoken_as and labels and sights:
            sights[-1] += f" in {' and '.join(labels)}"
        elif facet.visible:
            sights += labels
    return sights


def _labels(facet: Facet, attributes: Mapping[str, Attribute], least: float = _SURE) -> Iterator[str]:
    """What the values of a facet are called; none for what says nothing, such as "other"."""
    known = attributes[facet.id]
    terms = (facet.by_id.get(value) for value in known.values if value != facet.plain)
    if known.confidence >= least:
        yield from (term.label for term in terms if term and _says_something(term))


def _says_something(term: Term) -> bool:
    return any(term.label in words for words in term.words.values())


def _tints(facet: Facet) -> bool:
    return not facet.spoken_as and any(term.swatch for term in facet.terms)
