from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.furniture import FURNITURE, PARSER, chips
from weft.engine.model import Mode, ParsedFilter, ParsedQuery, ParsedWords, Span
from weft.engine.query.llm.additions import Word, add, left_over
from weft.engine.query.llm.answers import MOST_WORDS, Proposal


def added(sentence: str, *proposals: Proposal, kept: frozenset[str] = frozenset()) -> ParsedQuery:
    return add(PARSER.parse(sentence), proposals, FURNITURE, kept=kept)


def said(words: str, facet: str, *terms: str, mode: Mode = Mode.MUST) -> Proposal:
    """A proposal from positions and names: `said("0 2", "kind", "sofa")`."""
    return Proposal(tuple(map(int, words.split())), facet, terms, mode)


def test_what_must_hold_takes_its_words_out_of_the_residual() -> None:
    parsed = added("somewhere to nap, not blue", said("1", "kind", "seating"))

    assert chips(parsed) == "-tint:blue kind:seating"
    assert parsed.residual == "somewhere"
    assert parsed.residual_spans == (Span(0, 9),)
    assert parsed.filters[-1].spans == (Span(13, 16),)
    assert parsed.filters[-1].values == {"sofa", "armchair", "chair", "stool"}
    assert parsed.notes == ("The language model read “nap” as kind seating.",)


def test_a_preference_ranks_beside_its_words() -> None:
    parsed = added("sofa for a nap", said("0", "material", "velvet", mode=Mode.PREFER))

    assert chips(parsed) == "kind:sofa ~material:velvet"
    assert parsed.residual == "nap"
    assert parsed.residual_spans == parsed.filters[-1].spans


def test_the_positive_sentence_stays_whole() -> None:
    assert added("somewhere to nap", said("1", "kind", "sofa")).positive == "somewhere nap"


def test_words_may_mean_values_of_two_facets() -> None:
    parsed = added("something for lovebirds", said("0", "kind", "sofa"), said("0", "seats", "2"))

    assert chips(parsed) == "kind:sofa seats:2"
    assert parsed.residual == ""


def test_a_family_ranks_its_good_examples_first() -> None:
    (chip,) = added("seas", said("0", "tint", "blue")).filters

    assert chip.values == {"blue", "navy", "teal"}
    assert chip.best == {"blue", "navy"}


def test_an_excluded_value_is_ignored_and_a_note_says_so() -> None:
    before = PARSER.parse("seas, not blue")
    parsed = added("seas, not blue", said("0", "tint", "navy"))

    assert parsed.filters == before.filters
    assert parsed.residual == "seas"
    assert parsed.notes == (
        "The language model read “seas” as tint navy, which is left out: the sentence says otherwise.",
    )


def test_of_a_family_only_the_values_that_are_not_excluded_remain() -> None:
    parsed = added("something to nap on, no sofas", said("0", "kind", "seating"))

    assert chips(parsed) == "-kind:sofa kind:seating"
    assert parsed.filters[-1].values == {"armchair", "chair", "stool"}


def test_an_exclusion_of_a_derived_facet_holds_for_what_it_derives_from() -> None:
    not_wooden = ParsedFilter("wooden", ("true",), frozenset({"true"}), Mode.MUST_NOT, ())
    parsed = replace(PARSER.parse("rustic"), filters=(not_wooden,))

    assert chips(add(parsed, [said("0", "material", "oak")], FURNITURE)) == "-wooden:true"
    assert chips(add(parsed, [said("0", "material", "steel")], FURNITURE)) == "-wooden:true material:steel"

    wooden = replace(not_wooden, mode=Mode.MUST)
    parsed = replace(parsed, filters=(wooden,))

    assert chips(add(parsed, [said("0", "material", "steel")], FURNITURE)) == "wooden:true"
    assert chips(add(parsed, [said("0", "material", "oak")], FURNITURE)) == "wooden:true material:oak"


def test_what_is_excluded_from_the_text_is_no_value_either() -> None:
    parsed = replace(PARSER.parse("rolling"), excluded_words=(ParsedWords(("castor",), ()),))

    assert add(parsed, [said("0", "parts", "castors")], FURNITURE).filters == ()


def test_a_facet_that_is_decided_stays_as_it_is() -> None:
    assert chips(added("sofa for a nap", said("0", "kind", "armchair"))) == "kind:sofa"
    assert chips(added("preferably oak, rustic", said("0", "material", "walnut"))) == "~material:oak"


def test_a_facet_with_several_values_takes_another_one_but_not_the_same_again() -> None:
    assert chips(added("red sofa like snow", said("0", "tint", "white"))) == "tint:red kind:sofa tint:white"
    assert chips(added("navy sofa like seas", said("0", "tint", "blue"))) == "tint:navy kind:sofa"


def test_the_first_of_two_proposals_for_one_facet_counts() -> None:
    assert (
        chips(added("somewhere to nap", said("1", "kind", "sofa"), said("0", "kind", "stool"))) == "kind:sofa"
    )


def test_what_the_product_cannot_have_is_ignored() -> None:
    assert chips(added("bookcase for lovebirds", said("0", "seats", "2"))) == "kind:bookcase"
    assert chips(added("two-seater to read on", said("0", "kind", "desk"))) == "seats:2"


def test_of_several_products_nothing_is_required() -> None:
    parsed = added("red sofa, blue stool for napping", said("0", "material", "velvet"))

    assert chips(parsed).endswith("~material:velvet")
    assert parsed.residual == "napping"


def test_words_of_taste_stay_and_alone_require_nothing() -> None:
    kept = frozenset({"warm"})

    assert chips(added("something warm", said("0", "material", "velvet"), kept=kept)) == "~material:velvet"

    parsed = added("something warm to nap on", said("0 1", "kind", "sofa"), kept=kept)
    assert chips(parsed) == "kind:sofa"
    assert parsed.residual == "warm"


def test_no_proposal_changes_nothing() -> None:
    assert added("sofa for a nap") == PARSER.parse("sofa for a nap")


def test_left_over_words_know_their_places_even_when_they_repeat_or_were_mended() -> None:
    assert left_over(PARSER.parse("nap or nap")) == [Word("nap", Span(0, 3)), Word("nap", Span(7, 10))]
    assert left_over(PARSER.parse("Café-Sofa")) == [Word("cafe", Span(0, 4))]


def test_a_word_that_shares_its_place_leaves_the_place_to_the_other() -> None:
    parsed = ParsedQuery("blackbird", residual="black bird", residual_spans=(Span(0, 9),))

    assert left_over(parsed) == [Word("black", None), Word("bird", None)]

    joined = ParsedQuery("black-bird", residual="black bird", residual_spans=(Span(0, 10),))
    kept = add(joined, [said("1", "kind", "sofa")], FURNITURE)
    assert (kept.residual, kept.residual_spans) == ("black", (Span(0, 10),))


def test_a_word_without_a_place_stays_in_the_residual() -> None:
    parsed = ParsedQuery("blackbird", residual="black bird", residual_spans=(Span(0, 9),))

    assert add(parsed, [said("1", "kind", "sofa")], FURNITURE).residual == "black bird"


proposals = st.sampled_from(FURNITURE.stored).flatmap(
    lambda facet: st.builds(
        Proposal,
        st.sets(st.integers(0, MOST_WORDS), min_size=1, max_size=3).map(lambda each: tuple(sorted(each))),
        st.just(facet.id),
        st.lists(st.sampled_from(sorted(facet.by_id)), min_size=1, max_size=3, unique=True).map(tuple),
        st.sampled_from([Mode.MUST, Mode.PREFER]),
    )
)
SAID = (
    "sofa",
    "stool",
    "nap",
    "seas",
    "not",
    "no",
    "without",
    "blue",
    "navy",
    "oak",
    "or",
    ",",
    "drawers",
    "warm",
)
sentences = st.lists(st.sampled_from(SAID), min_size=1, max_size=10).map(" ".join)


@given(sentences, st.lists(proposals, max_size=5))
def test_whatever_a_model_says_the_lexicon_stands_and_no_excluded_value_comes_back(
    sentence: str, wild: list[Proposal]
) -> None:
    before = PARSER.parse(sentence)
    there = len(before.residual.split())
    after = add(before, [each for each in wild if each.words[-1] < there], FURNITURE)

    assert after.filters[: len(before.filters)] == before.filters
    excluded = {
        (each.facet, value) for each in before.filters if each.mode is Mode.MUST_NOT for value in each.values
    }
    new = after.filters[len(before.filters) :]
    assert excluded.isdisjoint((each.facet, value) for each in new for value in each.values)
    assert all(each.values and each.mode is not Mode.MUST_NOT for each in new)
    assert set(after.residual.split()) <= set(before.residual.split())
    assert (after.positive, after.excluded_words, after.ranges) == (
        before.positive,
        before.excluded_words,
        before.ranges,
    )


def values_of(filters: Iterable[ParsedFilter]) -> set[tuple[str, str]]:
    return {(each.facet, value) for each in filters for value in each.values}
