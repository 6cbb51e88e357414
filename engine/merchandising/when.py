"""Whether a request is one that a rule is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from weft.engine.errors import QueryError
from weft.engine.filters import AllOf, Filter, Match, Not
from weft.engine.merchandising.rules import Rule
from weft.engine.model import Mode, ParsedFilter
from weft.engine.query.syntax import parse_filter
from weft.engine.text import stems
from weft.vocab.model import Vocabulary

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class When:
    """The conditions of a rule, read once; all of those that there are must hold.

    The sentence is one of `sentences`, or has one of the wordings `contained`; it asks for nothing but
    `wanted` values of these facets, and for none of the `unwanted`.
    """

    sentences: frozenset[Stems]
    contained: tuple[Stems, ...]
    wanted: tuple[Match, ...]
    unwanted: tuple[Match, ...]
    since: date | None
    until: date | None

    @property
    def always(self) -> bool:
        """Whether it holds of every request on every day."""
        days = self.since is None and self.until is None
        return days and not (self.sentences or self.contained or self.wanted or self.unwanted)

    def on(self, day: date) -> bool:
        """Whether it is the time."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def said(self, words: Stems) -> bool:
        """Whether it is about a sentence of these stems."""
        if self.sentences and words not in self.sentences:
            return False
        return not self.contained or any(contains(words, wording) for wording in self.contained)

    def asked(self, wishes: Iterable[ParsedFilter]) -> bool:
        """Whether it is about a request of these wishes; alternatives ("or") wish for nothing for sure."""
        sure = [wish for wish in wishes if not wish.group]
        must = [wish for wish in sure if wish.mode is Mode.MUST]
        must_not = [wish for wish in sure if wish.mode is Mode.MUST_NOT]
        return all(
            any(wish.facet == each.field and wish.values <= each.values for wish in must)
            for each in self.wanted
        ) and all(
            any(wish.facet == each.field and wish.values >= each.values for wish in must_not)
            for each in self.unwanted
        )


def when_of(rule: Rule, vocabulary: Vocabulary) -> When:
    """The conditions of a rule; QueryError if what it wants cannot be told of a request."""
    wanted, unwanted = _wishes(rule, vocabulary)
    return When(
        frozenset(stems(sentence) for sentence in rule.sentence),
        tuple(stems(wording) for wording in rule.contains),
        wanted,
        unwanted,
        rule.since,
        rule.until,
    )


def contains(words: Sequence[str], wording: Stems) -> bool:
    """Whether the wording stands in the words, one stem after the other."""
    size = len(wording)
    return any(tuple(words[at : at + size]) == wording for at in range(len(words) - size + 1))


def filter_of(text: str, rule: Rule, vocabulary: Vocabulary) -> Filter:
    """A filter that a rule has; QueryError, naming the rule, for one that cannot be read or has an order."""
    try:
        expression = parse_filter(text, vocabulary)
    except QueryError as error:
        raise QueryError(f"Rule {rule.name!r}: {error}", hint=error.hint) from error
    if expression.sort:
        raise QueryError(f"Rule {rule.name!r}: its filter has an order.", hint="Take out the sort: part.")
    return expression.filter


def _wishes(rule: Rule, vocabulary: Vocabulary) -> tuple[tuple[Match, ...], tuple[Match, ...]]:
    tree = filter_of(rule.wants, rule, vocabulary) if rule.wants else AllOf()
    parts = tree.filters if isinstance(tree, AllOf) else (tree,)
    wanted = [part for part in parts if isinstance(part, Match)]
    unwanted = [part.filter for part in parts if isinstance(part, Not) and isinstance(part.filter, Match)]
    if len(wanted) + len(unwanted) < len(parts):
        hint = "Write values and exclusions: FACET:VALUE -FACET:VALUE."
        raise QueryError(f"Rule {rule.name!r} wants more than values and their absence.", hint=hint)
    return tuple(wanted), tuple(unwanted)
