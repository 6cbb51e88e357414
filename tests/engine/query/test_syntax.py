"""The filter syntax: what reads as what, what is refused where, and that a printed tree reads back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.query.strategies import hostile_texts, trees
from tests.furniture import FURNITURE
from weft.engine.errors import FilterSyntaxError
from weft.engine.filters import EVERYTHING, AllOf, AnyOf, Filter, Match, Not, Plausible, Says, Within
from weft.engine.model import Sort
from weft.engine.query.expression import print_filter
from weft.engine.query.syntax import MAX_LENGTH, parse_filter

SOFA, DESK = Match("kind", frozenset({"sofa"})), Match("kind", frozenset({"desk"}))
NAVY = Match("tint", frozenset({"navy"}))
JANUARY = 1_767_225_600.0
"""The beginning of 2026 in UTC."""


def read(text: str) -> Filter:
    """The tree of an expression about furniture."""
    return parse_filter(text, FURNITURE).filter


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", EVERYTHING),
        ("  \n ", EVERYTHING),
        ("kind:sofa", SOFA),
        ("KIND:Sofa", SOFA),
        ("kind: sofa", SOFA),
        ("(((kind:sofa)))", SOFA),
        ("kind:(sofa or desk)", Match("kind", frozenset({"sofa", "desk"}))),
        ("(" * 20 + "kind:sofa" + ")" * 20, SOFA),
        ("kind:table", Match("kind", frozenset({"table", "desk"}))),
        ("kind:=table", Match("kind", frozenset({"table"}))),
        ("kind:=seating", Match("kind", frozenset({"sofa", "armchair", "chair", "stool"}))),
        ("tint:blue", Match("tint", frozenset({"blue", "navy", "teal"}))),
        ("seats:2", Match("seats", frozenset({"2"}))),
        ("seats:unknown", Match("seats", frozenset({"unknown"}))),
        ("wooden:true", Match("wooden", frozenset({"true"}))),
        ("kind:sofa tint:navy", AllOf((SOFA, NAVY))),
        ("kind:sofa AND tint:navy", AllOf((SOFA, NAVY))),
        ("kind:sofa or kind:desk tint:navy", AnyOf((SOFA, AllOf((DESK, NAVY))))),
        ("(kind:sofa or kind:desk) tint:navy", AllOf((AnyOf((SOFA, DESK)), NAVY))),
        ("-kind:sofa", Not(SOFA)),
        ("not kind:sofa", Not(SOFA)),
        ("--kind:sofa", Not(Not(SOFA))),
        ("-(kind:sofa or kind:desk)", Not(AnyOf((SOFA, DESK)))),
        ("price:10..40", Within("price", 10, 40)),
        ("price:..40", Within("price", None, 40)),
        ("price:9.90..", Within("price", 9.9, None)),
        ("price:-5..5", Within("price", -5, 5)),
        ("price:20", Within("price", 20, 20)),
        ("price:(10 or 20)", AnyOf((Within("price", 10, 10), Within("price", 20, 20)))),
        ("price:>=10", Within("price", 10, None)),
        ("price:<10", AllOf((Within("price", None, 10), Not(Within("price", 10, 10))))),
        ("published_at:2026-01-01..", Within("published_at", JANUARY, None)),
        ("published_at:2026-01-01T01:00:00+01:00..", Within("published_at", JANUARY, None)),
        ('"red Flowers"', Says(("red", "flower"))),
        ('"it\'s \\"new\\""', Says(("it", "s", "new"))),
        ("kind:~sofa", Plausible("kind", frozenset({"sofa"}))),
        ("-kind:~(sofa or table)", Not(Plausible("kind", frozenset({"sofa", "table", "desk"})))),
        (
            "extractor_version:<3",
            AllOf((Within("extractor_version", None, 3), Not(Within("extractor_version", 3, 3)))),
        ),
        ("extractor:embedded", Match("extractor", frozenset({"embedded"}))),
        ("brand:Brandt", Match("brand", frozenset({"Brandt"}))),
        ('brand:("Low & Sons" or "a\\\\b")', Match("brand", frozenset({"Low & Sons", "a\\b"}))),
    ],
)
def test_an_expression_reads_as_a_tree(text: str, tree: Filter) -> None:
    assert read(text) == tree


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("sort:price", Sort("price", descending=False)),
        ("sort:-published_at", Sort("published_at", descending=True)),
        ("kind:sofa SORT:-price", Sort("price", descending=True)),
        ("sort:price kind:sofa sort:-price", Sort("price", descending=True)),
        ("kind:sofa", None),
    ],
)
def test_an_order_stands_beside_the_tree(text: str, order: Sort | None) -> None:
    expression = parse_filter(text, FURNITURE)

    assert expression.sort == order
    assert expression.filter == (SOFA if "kind" in text else EVERYTHING)


@pytest.mark.parametrize(
    ("text", "position", "complaint"),
    [
        ("sofa", 0, "'s' does not belong there"),
        ("kind:", 5, "the filter ends too early"),
        ("kind:(sofa desk)", 11, "'d' does not belong there"),
        ("kind:sofa)", 9, "')' does not belong there"),
        ("(kind:sofa", 10, "the filter ends too early"),
        ("()", 1, "')' does not belong there"),
        ("-", 1, "the filter ends too early"),
        ("kind:sofa or", 12, "the filter ends too early"),
        ("kind:sofa or or kind:desk", 13, "'o' does not belong there"),
        ("kind:sofa and", 13, "the filter ends too early"),
        ('kind:sofa "red', 10, "a quotation mark is not closed"),
        ('brand:"Low', 6, "a quotation mark is not closed"),
        ("kin:sofa", 0, "there is no field 'kin'"),
        ("kind:sofa shape:round", 10, "there is no field 'shape'"),
        ("kind:sofaa", 5, "kind has no value 'sofaa'"),
        ("tint:(red or bleu)", 13, "tint has no value 'bleu'"),
        ("tint:=bleu", 6, "tint has no value 'bleu'"),
        ("tint:red,blue", 5, "tint has no value 'red,blue'"),
        ("parts:unknown", 6, "parts has no value 'unknown'"),
        ("kind:10..20", 5, "kind has no numbers"),
        ("kind:>3", 5, "kind has no numbers"),
        ("brand:>3", 6, "brand has no numbers"),
        ("brand:~Low", 7, "only values of a facet may be plausible"),
        ("kind:~>3", 6, "kind has no numbers"),
        ("price:cheap", 6, "'cheap' is neither number nor date"),
        ("price:nan", 6, "'nan' is neither number nor date"),
        ("price:(10 or inf)", 13, "'inf' is neither number nor date"),
        ("published_at:2026-13-01..", 13, "'2026-13-01' is neither number nor date"),
        ("price:>", 7, "the filter ends too early"),
        ("sort:colour", 0, "nothing can be sorted by 'colour'"),
        ("-sort:price", 1, "an order is negated"),
        ("kind:sofa or sort:price", 13, "an order is negated or one of several alternatives"),
        ("kind:sofa \0", 10, "'\\x00' does not belong there"),
        ("kind:sofa —tint:red", 10, "'—' does not belong there"),
    ],
)
def test_a_wrong_expression_is_refused_where_it_goes_wrong(text: str, position: int, complaint: str) -> None:
    with pytest.raises(FilterSyntaxError) as raised:
        parse_filter(text, FURNITURE)

    assert complaint in str(raised.value)
    assert raised.value.position == position
    assert f"At character {position + 1}, " in str(raised.value)
    assert raised.value.hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("kind:sofaa", "The nearest is 'sofa'. All: armchair, bookcase,"),
        ("KIN:sofa", "The nearest is 'kind'. All: brand,"),
        ("sort:pric", "The nearest is 'price'. All: "),
        ("price:abc", "Write 19.90, or 2026-01-31."),
        ("kind:10..20", "Ranges go with "),
        ("sofa", "Write for example kind:sofa -kind:bookcase price:10..40."),
    ],
)
def test_the_hint_says_what_would_do(text: str, hint: str) -> None:
    with pytest.raises(FilterSyntaxError) as raised:
        parse_filter(text, FURNITURE)

    assert raised.value.hint.startswith(hint)


def test_an_expression_that_is_too_long_or_too_deep_is_refused() -> None:
    with pytest.raises(FilterSyntaxError, match="at most 10,000"):
        parse_filter(" " * (MAX_LENGTH + 1), FURNITURE)
    for deep in ("-" * 9_000 + "kind:sofa", ("-" * 40 + "(") * 40 + "kind:sofa" + ")" * 40):
        with pytest.raises(FilterSyntaxError, match="more than 50 conditions stand within each other"):
            parse_filter(deep, FURNITURE)


@settings(max_examples=150, deadline=None)
@given(trees)
def test_a_printed_tree_reads_back_the_same(tree: Filter) -> None:
    assert read(print_filter(tree, FURNITURE)) == tree


PIECES = [
    "(",
    ")",
    "-",
    "not",
    "or",
    "and",
    ":",
    "kind:sofa",
    "price:",
    "..",
    ">",
    "=",
    "1",
    '"',
    "sort:",
    "\\",
]


@settings(max_examples=100, deadline=None)
@given(hostile_texts | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_text_is_read_or_refused_with_a_position_in_it(text: str) -> None:
    try:
        tree = read(text)
    except FilterSyntaxError as error:
        assert 0 <= error.position <= len(text)
        assert error.hint
    else:
        assert read(print_filter(tree, FURNITURE)) == tree
