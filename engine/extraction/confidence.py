"""How sure a model was of a value: from the probabilities of the tokens that chose it.

For a value v written as the tokens t1 ... tn, with A(i) what the schema allowed in the place of ti,

    confidence(v) = product over i of  p(ti) / sum of p(a) over a in A(i)

where p are the model's probabilities. It is the probability of writing v under the schema; where nothing
else was allowed the factor is 1. The confidence of a list has a factor for each value and for each
decision to go on or to end. It says what the model believes, not how often it is right: thresholds and
calibration are made from labelled photos.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import prod

NOMINAL_COVERAGE = 0.95
"""Probability, as the model sees it, that the right value is among the plausible ones."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token of an answer and the likeliest of what could have stood in its place.

    `exact` says that the probabilities are shares of what the schema allowed; otherwise they are shares of
    everything a model can write, as a server gives them, and `others` holds what is known of the rest.
    """

    written: bytes
    probability: float
    others: tuple[tuple[bytes, float], ...] = ()
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in an answer, in bytes from `start` to `end`, and the texts that the schema allows there."""

    start: int
    end: int
    texts: tuple[bytes, ...]


class Probabilities:
    """The tokens of one answer, asked about places in it."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        ends = list(accumulate(len(token.written) for token in tokens))
        self._placed = list(zip([0, *ends], tokens, strict=False))
        self.text = b"".join(token.written for token in tokens)

    def confidence(self, slots: Sequence[Slot]) -> float:
        """The formula above, over the tokens that wrote these slots."""
        return prod(self._share(place, token, slot) for place, token, slot in self._choosing(slots))

    def plausible(self, value: str, slot: Slot, sure: float) -> tuple[tuple[str, float], ...]:
        """The value and its rivals, best first, until they have 95 % of the probability together.

        Rivals are read off the first token that was a choice: those that alone begin as something else
        that could have stood there. Empty when the value has as much by itself.
        """
        if sure >= NOMINAL_COVERAGE:
            return ()
        choices = ((place, token) for place, token, _ in self._choosing([slot]) if token.others)
        choice = next((each for each in choices if self._share(*each, slot) < 1), None)
        rivals = self._rivals(*choice, slot) if choice else {}
        found = {value: sure} | rivals | {value: sure}  # first among equals
        kept = list(_covering(sorted(found.items(), key=lambda pair: -pair[1])))
        return tuple(kept) if len(kept) > 1 and value in dict(kept) else ()

    def _choosing(self, slots: Sequence[Slot]) -> Iterator[tuple[int, Token, Slot]]:
        """The tokens that lie in a slot, in part at least, with their place and the first such slot."""
        for place, token in self._placed:
            end = place + len(token.written)
            slot = next((each for each in slots if each.start < end and place < each.end), None)
            if slot:
                yield place, token, slot

    def _share(self, place: int, token: Token, slot: Slot) -> float:
        if token.exact or not token.probability:
            return token.probability
        rivals = (share for other, share in token.others if self._possible(other, place, token, slot))
        return token.probability / (token.probability + sum(rivals))

    def _rivals(self, place: int, token: Token, slot: Slot) -> dict[str, float]:
        """Values by what could have stood in the place of the token, with its share."""
        found: dict[str, float] = {}
        whole = token.probability / self._share(place, token, slot) if token.probability else 1.0
        for other, share in token.others:
            possible = self._possible(other, place, token, slot)
            if len(possible) == 1:
                value = str(json.loads(possible[0]))
                found[value] = found.get(value, 0.0) + share / whole
        return found

    def _possible(self, other: bytes, place: int, token: Token, slot: Slot) -> list[bytes]:
        """The texts of the slot that can still be written with `other` in the place of the token."""
        before = max(slot.start - place, 0)
        if other == token.written or other[:before] != token.written[:before]:
            return []
        begun = self.text[slot.start : place] + other[before:]
        return [text for text in slot.texts if text.startswith(begun) or begun.startswith(text)]


def slot_of(start: int, end: int, values: Sequence[str], ends: Sequence[str] = ("",)) -> Slot:
    """The place of one of these values, as JSON writes them, with what may follow it."""
    quoted = [json.dumps(value, ensure_ascii=False) for value in values]
    return Slot(start, end, tuple(f"{text}{after}".encode() for text in quoted for after in ends))


def _covering(best_first: Sequence[tuple[str, float]]) -> Iterator[tuple[str, float]]:
    covered = 0.0
    for value, share in best_first:
        if covered >= NOMINAL_COVERAGE:
            return
        covered += share
        yield value, share
