"""Filter tree to a Tantivy query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from tantivy import FieldType, Occur, Query, Schema

from weft.engine.filters import AllOf, AnyOf, Filter, Match, Not, Plausible, Says, Within
from weft.engine.index.filters.check import bounds
from weft.engine.index.schema import NUMBERS, PLAUSIBLE, plausible_term

SAID = ("caption", "title")
"""The fields of words."""

IMAGE = "image"
"""The field `what` of every document that stands for an image."""


def images(schema: Schema) -> Query:
    """Every image: all documents but the one that remembers the version."""
    return Query.term_query(schema, "what", IMAGE, index_option="basic")


def text_filter(tree: Filter, schema: Schema) -> Query:
    """The query that lets through exactly the images of a `checked` filter tree."""
    match tree:
        case Match(field, values):
            return Query.term_set_query(schema, field, sorted(values))
        case Plausible(field, values):
            spelled = [plausible_term(field, value) for value in sorted(values)]
            known = Query.term_set_query(schema, field, sorted(values))
            return any_of_queries([known, Query.term_set_query(schema, PLAUSIBLE, spelled)])
        case Within():
            return Query.range_query(schema, NUMBERS[tree.field], FieldType.Float, *bounds(tree))
        case Says(stems):
            return any_of_queries([phrase(schema, field, stems) for field in SAID])
        case AllOf(filters):
            return _conjunction(filters, schema)
        case AnyOf(filters):
            return any_of_queries([text_filter(each, schema) for each in filters])
        case Not():
            return _conjunction((tree,), schema)
        case _:
            assert_never(tree)


def any_of_queries(queries: Sequence[Query]) -> Query:
    """The disjunction; of none: nothing."""
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def phrase(schema: Schema, field: str, stems: Sequence[str]) -> Query:
    """These stems one after the other in the field."""
    if len(stems) == 1:
        return Query.term_query(schema, field, stems[0])
    return Query.phrase_query(schema, field, list(stems))


def _conjunction(filters: Iterable[Filter], schema: Schema) -> Query:
    parts = [
        (Occur.MustNot, text_filter(each.filter, schema))
        if isinstance(each, Not)
        else (Occur.Must, text_filter(each, schema))
        for each in filters
    ]
    # A query of exclusions alone finds nothing in Tantivy.
    whole = [(Occur.Must, images(schema))] if all(occur is Occur.MustNot for occur, _ in parts) else []
    return Query.boolean_query([*whole, *parts])
