"""What the address of a page asks, and the addresses that ask a little more or less.

The page and `GET /v1/search` share these names: `q` is the sentence, `f` a ticked value (`facet:value`),
`off` the key of a chip that is switched off, `as` what a chip does instead (`mode:key`; all three may be
repeated), `low` and `high` the bounds of the price, `strict` and `show`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from weft.engine.errors import QueryError, UsageError
from weft.engine.filters import EVERYTHING, Filter, Within
from weft.engine.model import Mode, SearchRequest
from weft.engine.query.syntax import parse_filter
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Vocabulary

STEP = 24
"""How many products a page starts with, and how many "more" adds."""

PRICE = "price"

MOST = 20 * STEP
"""How many products a page grows to."""


@dataclass(frozen=True, slots=True)
class Question:
    """The state of a search page: everything that its address carries."""

    text: str = ""
    ticked: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    strict: bool = False
    show: int = STEP
    turned: tuple[tuple[str, Mode], ...] = ()
    low: float | None = None
    high: float | None = None

    def address(self, path: str = "/") -> str:
        """The link that asks this."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [("f", each) for each in self.ticked] + [("off", each) for each in self.off]
        pairs += [("as", f"{mode}:{key}") for key, mode in self.turned]
        pairs += [(end, f"{price:.12g}") for end, price in self._prices() if price is not None]
        pairs += [("strict", "true")] if self.strict else []
        pairs += [("show", str(self.show))] if self.show != STEP else []
        return f"{path}?{urlencode(pairs, safe=':,')}" if pairs else path

    def switched_on(self, key: str) -> Question:
        """With the chip of that key as the sentence means it."""
        off = tuple(each for each in self.off if each != key)
        turned = tuple(each for each in self.turned if each[0] != key)
        return replace(self, off=off, turned=turned, show=STEP)

    def switched_off(self, key: str) -> Question:
        """Without the chip of that key."""
        on = self.switched_on(key)
        return replace(on, off=(*on.off, key))

    def turned_to(self, key: str, mode: Mode) -> Question:
        """With the chip of that key doing this, whatever the sentence means."""
        on = self.switched_on(key)
        return replace(on, turned=(*on.turned, (key, mode)))

    def unticked(self, tick: str) -> Question:
        """Without that ticked value."""
        return replace(self, ticked=tuple(each for each in self.ticked if each != tick), show=STEP)

    def freed(self, facet: str) -> Question:
        """With nothing ticked of that facet, so that the sentence's own filter counts again."""
        kept = tuple(each for each in self.ticked if not each.startswith(f"{facet}:"))
        return replace(self, ticked=kept, show=STEP)

    def touches(self, facet: str) -> bool:
        """Whether a value of that facet is ticked."""
        return self.freed(facet).ticked != self.ticked

    def untouched(self) -> Question:
        """Nothing ticked, at any price."""
        return replace(self, ticked=(), low=None, high=None, show=STEP)

    @property
    def bounded(self) -> bool:
        """Whether it has a bound of the price."""
        return self.low is not None or self.high is not None

    def at_any_price(self) -> Question:
        """Without bounds of the price."""
        return replace(self, low=None, high=None, show=STEP)

    def longer(self) -> Question:
        """With one step more products."""
        return replace(self, show=min(self.show + STEP, MOST))

    def reworded(self, text: str) -> Question:
        """The same with another sentence."""
        return replace(self, text=text, off=(), turned=(), show=STEP)

    def request(self, vocabulary: Vocabulary) -> SearchRequest:
        """The question as the engine takes it; raises QueryError for a tick outside the vocabulary."""
        return SearchRequest(
            text=self.text,
            selected=ticked_terms(self.ticked, vocabulary),
            modes={**dict(self.turned), **dict.fromkeys(self.off, None)},
            filter=self._filter(),
            strict=self.strict,
            limit=self.show,
        )

    def _prices(self) -> tuple[tuple[str, float | None], ...]:
        return (("low", self.low), ("high", self.high))

    def _filter(self) -> Filter:
        return Within(PRICE, self.low, self.high) if self.bounded else EVERYTHING


def bound(written: str | None) -> float | None:
    """A bound of the price as a form sends it: an empty field is none; UsageError for what is no number."""
    if not written or not written.strip():
        return None
    try:
        amount = float(written.replace(",", "."))
    except ValueError:
        amount = math.nan
    if not 0 <= amount < math.inf:
        raise UsageError(f"{written[:50]!r} is no price.", hint="Write a number from 0, such as 39.90.")
    return amount


def turned_chips(written: Iterable[str]) -> tuple[tuple[str, Mode], ...]:
    """`mode:key` strings as keys with their modes, the last word on each; UsageError for anything else."""
    turned: dict[str, Mode] = {}
    for each in written:
        mode, _, key = each.partition(":")
        if mode not in list(Mode) or not key:
            hint = f"Write as=MODE:KEY. Modes: {', '.join(Mode)}; the keys are those of the chips."
            raise UsageError(f"{each!r} does not say what a chip does instead.", hint=hint)
        turned[key] = Mode(mode)
    return tuple(turned.items())


def filter_of(expression: str, vocabulary: Vocabulary) -> Filter:
    """A filter expression as a filter; raises QueryError for one that does not parse, or that sorts."""
    parsed = parse_filter(expression, vocabulary)
    if parsed.sort:
        hint = "Say the order apart from it: --sort price, sort=price, or “cheapest first”."
        raise QueryError("A filter beside a sentence cannot sort.", hint=hint)
    return parsed.filter


def ticked_terms(ticks: Iterable[str], vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """`facet:value` strings by facet; raises QueryError for one outside the vocabulary."""
    selected: dict[str, tuple[str, ...]] = {}
    for tick in ticks:
        facet, _, value = tick.partition(":")
        selected[facet] = (*selected.get(facet, ()), value)
    check_selected(selected, vocabulary)
    return selected


def check_selected(selected: Mapping[str, Iterable[str]], vocabulary: Vocabulary) -> None:
    """Raises QueryError when a facet or a value is not in the vocabulary."""
    for name, values in selected.items():
        facet = vocabulary.by_id.get(name)
        if facet is None:
            raise QueryError(f"There is no facet {name!r}.", hint=f"Facets: {', '.join(vocabulary.by_id)}.")
        for value in values:
            if value not in facet.by_id and value not in (UNKNOWN, NOT_APPLICABLE):
                known = ", ".join(facet.by_id)
                raise QueryError(f"The facet {name} has no value {value!r}.", hint=f"Values: {known}.")
