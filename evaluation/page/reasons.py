"""Why an image is among the hits, or should not be: what was asked, beside what is stored about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from weft.engine.model import ImageRecord, Mode, ParsedQuery
from weft.evaluation.asked import Asked, Constraint
from weft.vocab.model import UNKNOWN, Vocabulary


class Verdict(StrEnum):
    """How an image stands to one wish: just so, by a relative or for want of knowledge, or not at all."""

    MET = "met"
    NEARLY = "nearly"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing asked for: values of a facet that must be there, or must not.

    `said` are the terms to show. `best` are the values that are exactly what was asked, `values` where
    nothing is. A wish of one of several `alternatives` may fail without fault.
    """

    facet: str
    said: tuple[str, ...]
    values: frozenset[str]
    best: frozenset[str]
    excluded: bool = False
    alternative: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """What is stored about an image where something was asked."""

    facet: str
    stored: tuple[str, ...]
    verdict: Verdict


def wishes_understood(parsed: ParsedQuery) -> tuple[Wish, ...]:
    """What a parser understood, exclusions last; preferences, which filter nothing, are left out."""
    wishes = (
        Wish(
            each.facet,
            each.terms,
            each.values,
            each.best or each.values,
            excluded=each.mode is Mode.MUST_NOT,
            alternative=each.group > 0,
        )
        for each in parsed.filters
        if each.mode is not Mode.PREFER
    )
    return tuple(sorted(wishes, key=lambda wish: wish.excluded))


def wishes_labelled(asked: Asked) -> tuple[Wish, ...]:
    """What the label of a query asks for."""
    return tuple(_labelled(asked, alternative=False))


def facts(wishes: Iterable[Wish], record: ImageRecord, vocabulary: Vocabulary) -> tuple[Fact, ...]:
    """What is stored about an image for each wish, in the order of the wishes."""
    return tuple(fact for wish in wishes for fact in _fact(wish, record, vocabulary))


def _labelled(asked: Asked, *, alternative: bool) -> Iterator[Wish]:
    yield from (_wish(each, excluded=False, alternative=alternative) for each in asked.all)
    yield from (_wish(each, excluded=True, alternative=alternative) for each in asked.none)
    for each in asked.either:
        yield from _labelled(each, alternative=True)


def _wish(constraint: Constraint, *, excluded: bool, alternative: bool) -> Wish:
    said, values = tuple(sorted(constraint.values)), constraint.values
    return Wish(constraint.facet, said, values, values, excluded=excluded, alternative=alternative)


def _fact(wish: Wish, record: ImageRecord, vocabulary: Vocabulary) -> Iterator[Fact]:
    stored = _stored(wish.facet, record, vocabulary)
    verdict = _verdict(wish, stored)
    if not (wish.alternative and verdict is Verdict.FAILED):
        yield Fact(wish.facet, stored, verdict)


def _stored(name: str, record: ImageRecord, vocabulary: Vocabulary) -> tuple[str, ...]:
    facet = vocabulary.by_id.get(name)
    if facet is None:
        return (str(getattr(record, name, "")),)
    values = record.attributes[facet.derived_from or name].values
    return tuple(vocabulary.derive(name, value) for value in values) if facet.derived_from else values


def _verdict(wish: Wish, stored: tuple[str, ...]) -> Verdict:
    if wish.values.isdisjoint(stored) is not wish.excluded:
        return Verdict.FAILED
    sure = UNKNOWN not in stored if wish.excluded else not wish.best.isdisjoint(stored)
    return Verdict.MET if sure else Verdict.NEARLY
