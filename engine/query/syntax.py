"""The filter syntax: text to a filter tree and an order; `expression.py` writes it back.

`category:(t-shirt or polo) colors:green -has_print:true price:10..40 sort:-published_at "exact phrase"`.
A term takes its whole family, as in a sentence; `colors:=blue` is that value alone; `colors:~blue` takes
what may be blue too. The grammar stands in `filter.lark`.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from math import isfinite
from pathlib import Path
from typing import NoReturn

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from rapidfuzz.process import extractOne

from weft.engine.errors import FilterSyntaxError
from weft.engine.filters import Filter, Match, Not, Plausible, Says, Within, all_of, any_of
from weft.engine.index.schema import EXACT, NUMBERS
from weft.engine.model import Sort
from weft.engine.text import stems
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Facet, Vocabulary

MAX_LENGTH = 10_000
"""Longest filter expression that is read, in characters."""
DEEPEST = 50
"""How deep conditions may stand within each other."""


@dataclass(frozen=True, slots=True)
class FilterExpression:
    """What a filter expression says: a tree, and an order when it has a `sort:`."""

    filter: Filter
    sort: Sort | None = None


def parse_filter(text: str, vocabulary: Vocabulary) -> FilterExpression:
    """Reads a filter expression; an empty one lets everything through.

    Raises FilterSyntaxError with the position of the first character that is wrong, and the nearest
    names where a field or value does not exist.
    """
    _check_size(text)
    try:
        tree = _grammar().parse(text)
    except UnexpectedInput as error:
        raise _refusal(error, text, vocabulary) from error
    _check_depth(tree)
    return _Reader(vocabulary).read(tree)


@cache
def _grammar() -> Lark:
    text = Path(__file__).with_name("filter.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", propagate_positions=True)


def _check_size(text: str) -> None:
    if len(text) > MAX_LENGTH:
        message = f"The filter has {len(text):,} characters; at most {MAX_LENGTH:,} are read."
        raise FilterSyntaxError(message, position=MAX_LENGTH, hint="Shorten it.")


def _check_depth(tree: Tree[Token]) -> None:
    level = [tree]
    for _ in range(DEEPEST):
        level = [child for each in level for child in _trees(each)]
    if level:
        hint = "Write it flatter."
        raise _wrong(f"more than {DEEPEST} conditions stand within each other", level[0], hint=hint)


def _refusal(error: UnexpectedInput, text: str, vocabulary: Vocabulary) -> FilterSyntaxError:
    position = (
        error.pos_in_stream if error.pos_in_stream is not None and error.pos_in_stream >= 0 else len(text)
    )
    ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    position = len(text) if ended else position
    found = (
        "the filter ends too early" if ended else f"{text[position : position + 1]!r} does not belong there"
    )
    if isinstance(error, UnexpectedCharacters) and text[position : position + 1] == '"':
        found = "a quotation mark is not closed"
    kind = vocabulary.by_id[vocabulary.kind]
    hint = f"Write for example {kind.id}:{kind.values[0]} -{kind.id}:{kind.values[-1]} price:10..40."
    return FilterSyntaxError(f"At character {position + 1}, {found}.", position=position, hint=hint)


class _Reader:
    """Turns the tree of the grammar into a filter tree."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._sort: Sort | None = None

    def read(self, tree: Tree[Token]) -> FilterExpression:
        parts = _conditions(tree)
        for part in parts:
            if part.data == "sort":
                self._order(part.children[0])
        return FilterExpression(all_of(self._node(part) for part in parts if part.data != "sort"), self._sort)

    def _node(self, tree: Tree[Token]) -> Filter:
        children = _trees(tree)
        tokens = [child for child in tree.children if isinstance(child, Token)]
        match tree.data:
            case "any":
                return any_of([self._node(child) for child in children])
            case "all":
                return all_of([self._node(child) for child in children])
            case "negated":
                return Not(self._node(children[0]))
            case "phrase":
                return Says(stems(_unquoted(tokens[0])))
            case "sort":
                hint = "Write it beside the other conditions."
                raise _wrong("an order is negated or one of several alternatives", tree, hint=hint)
            case "plausible":
                return self._plausible(tokens[0], children[0])
            case _:
                return self._field(tokens[0], children[0])

    def _order(self, token: Tree[Token] | Token) -> None:
        name = str(token).split(":", 1)[1]
        if name.lstrip("-") not in NUMBERS:
            _fail_name("nothing can be sorted by", name.lstrip("-"), NUMBERS, token)
        self._sort = Sort(name.lstrip("-"), name.startswith("-"))

    def _field(self, token: Token, value: Tree[Token]) -> Filter:
        name = token[:-1].lower()
        facet = self._vocabulary.by_id.get(name)
        if facet is None and name not in EXACT and name not in NUMBERS:
            _fail_name("there is no field", name, (*self._vocabulary.by_id, *EXACT, *NUMBERS), token)
        if name in NUMBERS:
            return self._range(name, value)
        if value.data != "values":
            raise _wrong(f"{name} has no numbers", value, hint=f"Ranges go with {' and '.join(NUMBERS)}.")
        singles = _trees(value)
        if facet is None:
            return Match(name, frozenset(_text(single) for single in singles))
        return Match(
            name, frozenset().union(*(_expanded(self._vocabulary, facet, single) for single in singles))
        )

    def _plausible(self, token: Token, value: Tree[Token]) -> Filter:
        match = self._field(token, value)
        if not isinstance(match, Match) or match.field not in self._vocabulary.by_id:
            hint = f"Facets: {', '.join(self._vocabulary.by_id)}."
            raise _wrong("only values of a facet may be plausible", value, hint=hint)
        return Plausible(match.field, match.values)

    def _range(self, name: str, value: Tree[Token]) -> Filter:
        if value.data == "values":
            exact = [_number(single.children[-1]) for single in _trees(value)]
            return any_of(Within(name, number, number) for number in exact)
        tokens = {token.type: token for token in value.children if isinstance(token, Token)}
        low, high = (_number(tokens[key]) if key in tokens else None for key in ("LOW", "HIGH"))
        if value.data == "compared" and high is not None:
            return _compared(name, str(tokens["COMPARE"]), high)
        return Within(name, low, high)


def _conditions(tree: Tree[Token]) -> list[Tree[Token]]:
    """What must all hold, taken out of brackets and of alternatives that are none."""
    inside = _trees(tree)
    if tree.data == "all" or (tree.data in ("start", "any") and len(inside) < 2):
        return [part for each in inside for part in _conditions(each)]
    return [tree]


def _trees(tree: Tree[Token]) -> list[Tree[Token]]:
    return [child for child in tree.children if isinstance(child, Tree)]


def _compared(name: str, sign: str, number: float) -> Filter:
    match sign:
        case ">=":
            return Within(name, low=number)
        case "<=":
            return Within(name, high=number)
        case ">":
            return all_of([Within(name, low=number), Not(Within(name, number, number))])
        case _:
            return all_of([Within(name, high=number), Not(Within(name, number, number))])


def _expanded(vocabulary: Vocabulary, facet: Facet, single: Tree[Token]) -> frozenset[str]:
    exact = isinstance(single.children[0], Token) and single.children[0].type == "EXACT"
    name = _text(single).lower()
    absent = () if facet.multiple else (UNKNOWN, NOT_APPLICABLE)
    if name in absent:
        return frozenset({name})
    if name not in facet.by_id:
        token = single.children[-1]
        _fail_name(f"{facet.id} has no value", name, (*facet.by_id, *absent), token)
    if exact and not facet.by_id[name].abstract:
        return frozenset({name})
    return vocabulary.expand(facet.id, (name,))


def _text(single: Tree[Token]) -> str:
    token = single.children[-1]
    return _unquoted(token) if isinstance(token, Token) and token.type == "STRING" else str(token)


def _unquoted(token: Token) -> str:
    return token[1:-1].replace('\\"', '"').replace("\\\\", "\\")


def _number(token: Tree[Token] | Token) -> float:
    """A number, or an ISO date as seconds since 1970 in UTC."""
    for read in (float, _seconds):
        with suppress(ValueError):
            number = read(str(token))
            if isfinite(number):
                return number
    position = token.start_pos or 0 if isinstance(token, Token) else 0
    message = f"At character {position + 1}, {str(token)!r} is neither number nor date."
    raise FilterSyntaxError(message, position=position, hint="Write 19.90, or 2026-01-31.")


def _seconds(date: str) -> float:
    moment = datetime.fromisoformat(date)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _fail_name(complaint: str, name: str, known: Iterable[str], token: object) -> NoReturn:
    names = sorted(known)
    nearest = extractOne(name, names)
    position = token.start_pos or 0 if isinstance(token, Token) else 0
    hint = f"The nearest is {nearest[0]!r}. All: {', '.join(names[:60])}." if nearest else ""
    raise FilterSyntaxError(
        f"At character {position + 1}, {complaint} {name!r}.", position=position, hint=hint
    )


def _wrong(complaint: str, tree: Tree[Token], *, hint: str) -> FilterSyntaxError:
    position = tree.meta.start_pos if not tree.meta.empty else 0
    return FilterSyntaxError(f"At character {position + 1}, {complaint}.", position=position, hint=hint)
