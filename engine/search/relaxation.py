"""What is given up where nothing has all that the sentence requires: as little as can be, and it is said.

Exclusions, what was ticked or turned by hand, alternatives, and the kind of product are never given up:
sandals are no answer to boots.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from weft.engine.index.columns import Columns
from weft.engine.model import Mode, ParsedFilter, ParsedQuery, ParsedRange
from weft.engine.search.demand import Demand
from weft.vocab.model import Vocabulary

MOST = 16
"""Conditions that are weighed against each other; a sentence with more keeps the rest."""

_Condition = ParsedFilter | ParsedRange


def relaxed(
    demand: Demand, columns: Columns, vocabulary: Vocabulary, modes: Mapping[str, Mode | None]
) -> Demand:
    """The demand, or where nothing meets it, the nearest one that something meets.

    That is the one of the image that meets the most conditions; of as many, the ones named first in the
    vocabulary. What is given up is preferred from then on. `modes` are the chips set by hand.
    """
    loose = _loose(demand.applied, vocabulary, modes)
    if not loose or columns.match(demand.filter(vocabulary)).any():
        return demand
    firm = replace(demand, applied=_without(demand.applied, loose))
    rows = np.flatnonzero(columns.match(firm.filter(vocabulary)))
    if not len(rows):
        return demand
    met = np.stack([columns.match(_alone(each).filter(vocabulary))[rows] for each in loose])
    kept = met[:, _best(met)]
    given_up = [each for each, keeps in zip(loose, kept, strict=True) if not keeps]
    return replace(
        demand,
        applied=_with_preferred(demand.applied, given_up),
        shown=replace(demand.shown, notes=(*demand.shown.notes, _note(demand.shown.text, given_up))),
        relaxed=tuple(each.key for each in given_up),
    )


def _loose(query: ParsedQuery, vocabulary: Vocabulary, modes: Mapping[str, Mode | None]) -> list[_Condition]:
    """What may be given up, the most important first."""
    order = {name: place for place, name in enumerate(vocabulary.by_id)}
    filters = [each for each in query.filters if each.facet != vocabulary.kind and not each.group]
    filters.sort(key=lambda each: order.get(each.facet, -1))  # a brand before any facet
    conditions: list[_Condition] = [*filters, *query.ranges]
    return [each for each in conditions if each.mode is Mode.MUST and each.key not in modes][:MOST]


def _without(query: ParsedQuery, conditions: Sequence[_Condition]) -> ParsedQuery:
    return replace(
        query,
        filters=tuple(each for each in query.filters if each not in conditions),
        ranges=tuple(each for each in query.ranges if each not in conditions),
    )


def _with_preferred(query: ParsedQuery, conditions: Sequence[_Condition]) -> ParsedQuery:
    return replace(
        query,
        filters=tuple(replace(f, mode=Mode.PREFER) if f in conditions else f for f in query.filters),
        ranges=tuple(replace(r, mode=Mode.PREFER) if r in conditions else r for r in query.ranges),
    )


def _alone(condition: _Condition) -> Demand:
    """Nothing but this condition."""
    if isinstance(condition, ParsedFilter):
        return Demand.of(ParsedQuery("", filters=(condition,)))
    return Demand.of(ParsedQuery("", ranges=(condition,)))


def _best(met: NDArray[np.bool_]) -> int:
    """The image that meets the most; of those the one that meets the more important conditions."""
    weights = 1 << np.arange(len(met))[::-1]
    return int(np.argmax((met.sum(axis=0) << len(met)) + weights @ met))


def _note(text: str, given_up: Sequence[_Condition]) -> str:
    words = ", ".join(f"“{_words(text, each)}”" for each in given_up)
    return f"Nothing has all of this; these are without {words}."


def _words(text: str, condition: _Condition) -> str:
    spoken = " ".join(text[span.start : span.end] for span in condition.spans)
    return spoken or condition.key.partition(":")[2]
