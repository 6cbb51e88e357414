"""Checks a filter tree once, so that the three translators meet only trees they can answer alike."""

from __future__ import annotations

import math
import re
from typing import assert_never

from weft.engine.errors import QueryError
from weft.engine.filters import AllOf, AnyOf, Filter, Match, Not, Plausible, Says, Within
from weft.engine.index.names import nearest_names
from weft.engine.index.rows import comparable
from weft.engine.index.schema import EXACT, NUMBERS, labels
from weft.vocab.model import Facet, Vocabulary

DEEPEST = 50
NEVER = AnyOf()

_STEM = re.compile(r"[^\W_]+")


def checked(tree: Filter, vocabulary: Vocabulary, *, depth: int = 0) -> Filter:
    """The same filter with what can never match replaced by `NEVER`.

    Raises QueryError for a field that does not exist, a value outside its facet (both with the nearest
    that do), a bound that is not a number, and a tree deeper than `DEEPEST`.
    """
    if depth > DEEPEST:
        raise QueryError(f"The filter is nested more than {DEEPEST} deep.", hint="Write it flatter.")
    match tree:
        case Match():
            return _checked_match(tree, vocabulary)
        case Plausible():
            return _checked_plausible(tree, vocabulary)
        case Within():
            return _checked_within(tree)
        case Says():
            return _checked_says(tree)
        case AllOf(filters):
            return AllOf(tuple(checked(each, vocabulary, depth=depth + 1) for each in filters))
        case AnyOf(filters):
            return AnyOf(tuple(checked(each, vocabulary, depth=depth + 1) for each in filters))
        case Not(inner):
            return Not(checked(inner, vocabulary, depth=depth + 1))
        case _:
            assert_never(tree)


def bounds(within: Within) -> tuple[float, float]:
    """Both bounds as numbers, infinite where open."""
    low = -math.inf if within.low is None else float(within.low)
    high = math.inf if within.high is None else float(within.high)
    return low + 0.0, high + 0.0  # zero has one sign: the engines order -0.0 before 0.0


def _checked_match(match: Match, vocabulary: Vocabulary) -> Filter:
    if match.field in EXACT:
        values = frozenset(filter(_storable, match.values))
        return Match(match.field, values) if values else NEVER
    if match.field not in vocabulary.by_id:
        known = (*vocabulary.by_id, *EXACT)
        hint = nearest_names(match.field, known)
        raise QueryError(f"There is no facet or field {match.field!r} to filter by.", hint=hint)
    _require_values(match, vocabulary.by_id[match.field])
    return match if match.values else NEVER


def _checked_plausible(plausible: Plausible, vocabulary: Vocabulary) -> Filter:
    """What may be a value of a derived facet may be one of the values it is derived from."""
    facet = vocabulary.by_id.get(plausible.field)
    if facet is None:
        hint = nearest_names(plausible.field, vocabulary.by_id)
        raise QueryError(f"There is no facet {plausible.field!r} with plausible values.", hint=hint)
    _require_values(plausible, facet)
    values = vocabulary.origins(facet.id, plausible.values)
    return Plausible(facet.derived_from or facet.id, values) if values else NEVER


def _require_values(match: Match | Plausible, facet: Facet) -> None:
    allowed = labels(facet)
    for value in sorted(match.values.difference(allowed)):
        hint = nearest_names(value, allowed)
        raise QueryError(f"{match.field} has no value {value!r}.", hint=hint)


def _checked_within(within: Within) -> Filter:
    if within.field not in NUMBERS:
        hint = nearest_names(within.field, NUMBERS)
        raise QueryError(f"{within.field!r} is not a number or date to compare.", hint=hint)
    if any(map(math.isnan, bounds(within))):
        raise QueryError(f"A bound of {within.field} is not a number.", hint="Leave it out for no bound.")
    return within


def _checked_says(says: Says) -> Filter:
    if not says.stems or not all(map(_STEM.fullmatch, says.stems)):
        return NEVER
    return Says(tuple(map(comparable, says.stems)))


def _storable(value: str) -> bool:
    """Whether a stored text can be this at all; the engines choke on the rest."""
    return "\0" not in value and not any("\ud800" <= char <= "\udfff" for char in value)
