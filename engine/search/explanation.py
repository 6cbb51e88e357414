"""Why a hit is there: the filters it meets with what is stored about it, and its rank in each leg."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from weft.engine.model import Explanation, FilterReason, ImageRecord, Mode, ParsedFilter, ParsedRange
from weft.engine.search.demand import Demand
from weft.engine.search.fusion import Leg
from weft.vocab.model import UNKNOWN, Facet, Vocabulary


def explain(
    record: ImageRecord, place: int, *, demand: Demand, legs: Iterable[Leg], vocabulary: Vocabulary
) -> Explanation:
    """The explanation of one image; `place` is its index into the result set."""
    ranks = {leg.name: rank for leg in legs if (rank := int(leg.ranks[place]))}
    return Explanation(tuple(_reasons(record, demand, vocabulary)), ranks)


def _reasons(record: ImageRecord, demand: Demand, vocabulary: Vocabulary) -> Iterator[FilterReason]:
    for wish in demand.wishes:
        facet = vocabulary.by_id.get(wish.facet)
        stored, confidence = _stored(record, wish.facet, facet, vocabulary)
        if _is_met(wish, stored):
            exact = _is_exact(wish, stored)
            yield FilterReason(wish.facet, wish.terms, wish.mode, stored, confidence, exact)
        elif facet and wish.mode is Mode.MUST:
            yield from _uncertain_reason(record, wish, facet, vocabulary)
    for bounds in demand.applied.ranges:
        yield from _range_reason(record, bounds)


def _stored(
    record: ImageRecord, name: str, facet: Facet | None, vocabulary: Vocabulary
) -> tuple[tuple[str, ...], float]:
    """The values of a facet, or of the column of that name, and how sure they are."""
    if facet is None:
        return (_written(getattr(record, name)),), 1.0
    attribute = record.attributes[facet.derived_from or facet.id]
    if not facet.derived_from:
        return attribute.values, attribute.confidence
    return tuple(vocabulary.derive(facet.id, value) for value in attribute.values), attribute.confidence


def _uncertain_reason(
    record: ImageRecord, wish: ParsedFilter, facet: Facet, vocabulary: Vocabulary
) -> Iterator[FilterReason]:
    """What the image may have of what was asked."""
    wanted = vocabulary.origins(facet.id, wish.values)
    plausible = record.attributes[facet.derived_from or facet.id].plausible
    met = {value: probability for value, probability in plausible if value in wanted}
    if met:
        probability = min(sum(met.values()), 1.0)
        yield FilterReason(
            wish.facet, wish.terms, wish.mode, tuple(met), probability, exact=False, certain=False
        )


def _written(value: object) -> str:
    """A column's value as filters write it: true, false, or the text itself."""
    return UNKNOWN if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _is_met(wish: ParsedFilter, stored: tuple[str, ...]) -> bool:
    return wish.values.isdisjoint(stored) is (wish.mode is Mode.MUST_NOT)


def _is_exact(wish: ParsedFilter, stored: tuple[str, ...]) -> bool:
    """Whether it is what was meant and no relative; of an exclusion: whether the value is known."""
    if wish.mode is Mode.MUST_NOT:
        return UNKNOWN not in stored
    return not (wish.best or wish.values).isdisjoint(stored)


def _range_reason(record: ImageRecord, bounds: ParsedRange) -> Iterator[FilterReason]:
    value = getattr(record, bounds.field)
    asked = (bounds.key.partition(":")[2],)
    if bounds.mode is Mode.MUST:
        yield FilterReason(bounds.field, asked, bounds.mode, (str(value),), 1.0, exact=True)
