"""Which reading an ambiguous word takes, and the units that the grammar works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from weft.engine.query.items import Item, Kind, Unit
from weft.vocab.languages import Cue
from weft.vocab.lexicon import Entry, NameMeaning, TermMeaning
from weft.vocab.model import Phrase, Vocabulary

IN_STOCK = Phrase("in_stock", {}, excludes={"in_stock": ("false",)})
"""What is known to be sold out is left out; of much of a catalogue nobody knows."""


def as_units(items: Sequence[Item], vocabulary: Vocabulary) -> list[Unit]:
    """Every item as a unit; content has the reading that fits the kinds of product named beside it."""
    named = [
        (at, kinds, _is_refused(items, at))
        for at, item in enumerate(items)
        if (kinds := _kinds_named(item, vocabulary))
    ]
    return [_unit(item, _beside(at, named), vocabulary) for at, item in enumerate(items)]


def _is_refused(items: Sequence[Item], at: int) -> bool:
    before = next((item for item in reversed(items[:at]) if not item.transparent), None)
    return before is not None and before.is_cue(Cue.NEGATION)


def _beside(at: int, named: Sequence[tuple[int, frozenset[str], bool]]) -> frozenset[str]:
    """The kinds named elsewhere; one refused later says nothing of what was said: "a belt, not a dress"."""
    others = (kinds for place, kinds, refused in named if place != at and not (refused and place > at))
    return frozenset[str]().union(*others)


def _unit(item: Item, kinds: frozenset[str], vocabulary: Vocabulary) -> Unit:
    if item.is_cue(Cue.IN_STOCK):
        return Unit(replace(item, kind=Kind.CONTENT), IN_STOCK, [item.span], negated=True)
    if item.kind is not Kind.CONTENT:
        return Unit(item, spans=[item.span])
    readings = [sense for entry in item.entries if (sense := _sense(entry)) is not None]
    fitting = [sense for sense in readings if _fits(sense, kinds, vocabulary)]
    if not fitting:
        return Unit(item.as_word(), spans=[item.span])
    return Unit(item, max(fitting, key=lambda sense: _preference(sense, kinds, vocabulary)), [item.span])


def _kinds_named(item: Item, vocabulary: Vocabulary) -> frozenset[str]:
    """Leaf kinds that an item names, in any reading that does not itself depend on them."""
    senses = (_sense(entry) for entry in item.entries) if item.kind is Kind.CONTENT else ()
    named = [sense.means.get(vocabulary.kind, ()) for sense in senses if sense and not sense.when]
    return frozenset[str]().union(*(vocabulary.expand(vocabulary.kind, terms) for terms in named))


def _sense(entry: Entry) -> Phrase | None:
    """A reading in the shape of a phrase, whatever it came from."""
    match entry.meaning:
        case Phrase() as phrase:
            return phrase
        case TermMeaning(field, value) | NameMeaning(field, value):
            return _named(field, value)
        case _:
            return None


@lru_cache(4096)
def _named(field: str, value: str) -> Phrase:
    return Phrase(f"{field}:{value}", {}, means={field: (value,)})


def _fits(sense: Phrase, kinds: frozenset[str], vocabulary: Vocabulary) -> bool:
    if not sense.when:
        return True
    return not kinds.isdisjoint(vocabulary.expand(vocabulary.kind, sense.when))


def _preference(sense: Phrase, kinds: frozenset[str], vocabulary: Vocabulary) -> tuple[bool, ...]:
    """Readings tied to the kinds named beside it first, then those that say something of these kinds.

    Beside another kind, a word that can be both a kind and a property ("belt", "denim") is a property.
    """
    facets = [vocabulary.by_id[facet] for facet in sense.means if facet in vocabulary.by_id]
    applies = all(not facet.applies_to or not kinds or facet.applies_to & kinds for facet in facets)
    describes = not kinds or vocabulary.kind not in sense.means
    return bool(sense.when), applies, ":" not in sense.id, describes
