"""What a whole sentence comes to, and what holds of every text there is."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.query.strategies import exclusions, hostile_texts, sentences
from tests.furniture import FURNITURE, PARSER, asked
from weft.engine.errors import QueryError
from weft.engine.filters import AllOf, AnyOf, Filter, Match, Not, Plausible, Says, Within
from weft.engine.model import Mode, ParsedFilter, ParsedQuery, ParsedRange, ParsedWords, Sort, Span
from weft.engine.query.expression import print_filter, print_parsed
from weft.engine.query.parser import MAX_LENGTH, MAX_TOKENS, Parser
from weft.engine.query.syntax import parse_filter
from weft.engine.query.tree import to_filter
from weft.vocab.languages import load_languages
from weft.vocab.lexicon import NameMeaning
from weft.vocab.text import tokenize

thorough = settings(max_examples=150, deadline=None)
any_sentence = hostile_texts | st.tuples(sentences, exclusions).map("".join)


@pytest.mark.parametrize(
    ("sentence", "residual"),
    [
        ("cosy velvet sofa for the garden", "cosy garden"),
        ("club chair", "club"),
        ("do you have any blue sofas, please?", ""),
        ("a sofa like my grandmother had, no pompoms", "grandmother had"),
        ("Sofa für den Garten", "garten"),
        ("bar stool", "bar"),
        ("", ""),
    ],
)
def test_the_residual_is_what_no_filter_says_in_the_order_of_the_sentence(
    sentence: str, residual: str
) -> None:
    assert PARSER.parse(sentence).residual == residual


def test_the_positive_sentence_is_kept_without_negations_and_politeness() -> None:
    assert PARSER.parse("please show me a cosy blue sofa without castors").positive == "cosy blue sofa"


@pytest.mark.parametrize(
    ("sentence", "order"),
    [
        ("cheapest sofa", Sort("price", descending=False)),
        ("sofa, newest first", Sort("published_at", descending=True)),
        ("günstigste Sofas", Sort("price", descending=False)),
        ("cheapest sofa, most expensive first", Sort("price", descending=True)),
        ("sofa", None),
    ],
)
def test_sort_words_ask_for_an_order(sentence: str, order: Sort | None) -> None:
    parsed = PARSER.parse(sentence)

    assert parsed.sort == order
    assert parsed.residual == ""


def test_words_that_left_no_trace_are_dropped() -> None:
    sentence = "hello, do you have the cheapest oak table for my home?"

    assert words_at(sentence, PARSER.parse(sentence).dropped_spans) == [
        "hello",
        "do you have",
        "the",
        "cheapest",
        "for my",
    ]


def test_a_long_sentence_is_understood_as_far_as_it_is_read() -> None:
    sentence = "blue sofa " + "and so on " * MAX_TOKENS
    parsed = PARSER.parse(sentence)

    assert asked(sentence) == "tint:blue kind:sofa"
    assert parsed.notes == (f"Only the first {MAX_TOKENS} words were read for filters.",)
    assert parsed.residual.endswith("and so on")


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(QueryError, match="has 10,001 characters; at most 10,000 are read") as raised:
        PARSER.parse("x" * (MAX_LENGTH + 1))

    assert raised.value.hint == "Shorten it."


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "sofa ",
        "no ",
        "or ",
        "🙂",
        "ß",
        "\0",
        '"',
        "\ud800",
        "e\u0301",
        "1",
        "1-",
        "red, ",
        "İ",
        "not a ",
    ],
)
def test_the_longest_texts_are_parsed(text: str) -> None:
    parsed = PARSER.parse((text * MAX_LENGTH)[:MAX_LENGTH])

    assert len(parsed.text) == MAX_LENGTH


@thorough
@given(any_sentence)
def test_spans_cover_every_word_and_never_cut_into_each_other(text: str) -> None:
    parsed = PARSER.parse(text)
    spans = sorted(understood(parsed) | {*parsed.residual_spans, *parsed.dropped_spans})
    covered = {place for span in spans for place in range(span.start, span.end)}
    words = [token for token in tokenize(text) if token.kind != "mark"]

    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert [word for word in words if not covered.issuperset(range(word.start, word.end))] == []
    assert set(parsed.dropped_spans).isdisjoint(understood(parsed) | set(parsed.residual_spans))


@thorough
@given(any_sentence)
def test_the_printed_filter_of_a_sentence_reads_back_the_same(text: str) -> None:
    tree = to_filter(PARSER.parse(text), FURNITURE)

    assert parse_filter(print_filter(tree, FURNITURE), FURNITURE).filter == tree


@thorough
@given(any_sentence)
def test_no_negated_word_is_in_the_residual(text: str) -> None:
    parsed = PARSER.parse(text)
    excluded = {span for words in parsed.excluded_words for span in words.spans}

    assert excluded.isdisjoint(parsed.residual_spans)


@thorough
@given(any_sentence)
def test_a_parse_is_always_the_same(text: str) -> None:
    assert Parser.parse(PARSER, text) == PARSER.parse(text)
    assert FRESH.parse(text) == PARSER.parse(text)


FRESH = Parser(FURNITURE)
"""A parser that has seen other sentences than the shared one."""


def test_threads_do_not_disturb_each_other() -> None:
    things = product(["red", "blu", "grün"], ["sofa", "chiar"], ["castors", "cushins", "velvet or oak"])
    texts = [f"{colour} {kind} without {part}" for colour, kind, part in things] * 5
    alone = [PARSER.parse(text) for text in texts]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(Parser(FURNITURE).parse, texts)) == alone


Row = dict[str, tuple[str, ...]]
rows: st.SearchStrategy[Row] = st.fixed_dictionaries(
    {
        facet.id: st.lists(st.sampled_from(facet.values), max_size=3 if facet.multiple else 1).map(tuple)
        for facet in FURNITURE.facets
    }
)


@thorough
@given(sentences, exclusions, st.lists(rows, min_size=20, max_size=20))
def test_an_exclusion_never_enlarges_what_is_let_through(
    sentence: str, exclusion: str, products: list[Row]
) -> None:
    plain = to_filter(PARSER.parse(sentence), FURNITURE)
    fewer = to_filter(PARSER.parse(sentence + exclusion), FURNITURE)

    assert [row for row in products if holds(fewer, row) and not holds(plain, row)] == []


def holds(tree: Filter, row: Row) -> bool:
    """Whether a product without price and caption is let through."""
    match tree:
        case Match(field, values) | Plausible(field, values):
            return not values.isdisjoint(row[field])
        case Within() | Says():
            return False
        case AllOf(inner):
            return all(holds(each, row) for each in inner)
        case AnyOf(inner):
            return any(holds(each, row) for each in inner)
        case Not(inner):
            return not holds(inner, row)


def understood(parsed: ParsedQuery) -> set[Span]:
    """The spans of all that filters, in any way."""
    chips: list[ParsedFilter | ParsedRange | ParsedWords]
    chips = [*parsed.filters, *parsed.ranges, *parsed.excluded_words]
    return {span for chip in chips for span in chip.spans}


def words_at(text: str, spans: Iterable[Span]) -> list[str]:
    """What stands in a text at these places."""
    return [text[span.start : span.end] for span in spans]


@pytest.mark.parametrize("sentence", ["red sofa in stock", "in stock: a sofa", "sofa, rot, auf Lager"])
def test_in_stock_leaves_out_what_is_known_to_be_sold_out(sentence: str) -> None:
    stock = [each for each in PARSER.parse(sentence).filters if each.facet == "in_stock"]

    assert [(each.values, each.mode) for each in stock] == [(frozenset({"false"}), Mode.MUST_NOT)]


@pytest.mark.parametrize("sentence", ["sofa, preferably in stock", "a sofa in stock if possible"])
def test_in_stock_can_be_a_preference(sentence: str) -> None:
    stock = [each for each in PARSER.parse(sentence).filters if each.facet == "in_stock"]

    assert [(each.values, each.mode) for each in stock] == [(frozenset({"true"}), Mode.PREFER)]


def test_a_brand_that_is_better_avoided_neither_filters_nor_ranks() -> None:
    parsed = Parser(FURNITURE, names=[NameMeaning("brand", "Fernwick")]).parse("sofa, ideally not Fernwick")

    assert [each.facet for each in parsed.filters] == ["kind"]
    assert "fernwick" not in f"{parsed.residual} {parsed.positive}"


def test_function_words_names_and_terms_in_any_order_have_an_answer_that_reads_back() -> None:
    cues = [form for spoken in load_languages() for forms in spoken.cues.values() for form in forms]
    orders = [form for spoken in load_languages() for form in spoken.sort]
    terms = [form for facet in FURNITURE.facets for term in facet.terms for form in term.words.get("en", ())]
    others = ["Fernwick", "in stock", ",", ".", ":", "20", "40 €", "pompom", "-", "!"]
    parser = Parser(FURNITURE, names=[NameMeaning("brand", "Fernwick")])
    chance = Random(7)
    for _ in range(1_500):
        pools = chance.choices([cues, orders, terms, others], weights=[9, 1, 6, 4], k=chance.randint(1, 9))
        parsed = parser.parse(" ".join(chance.choice(pool) for pool in pools))
        read = parse_filter(print_parsed(parsed, FURNITURE), FURNITURE)
        assert (read.filter, read.sort) == (to_filter(parsed, FURNITURE, captions=False), parsed.sort)
