from hypothesis import given
from hypothesis import strategies as st

from tests.furniture import PARSER
from weft.engine.model import Mode, ParsedFilter, ParsedQuery
from weft.engine.query.synonyms import MOST_ADDED, Rule, Synonyms, expand
from weft.engine.text import stems


def synonyms(*rules: tuple[str, Rule]) -> Synonyms:
    return Synonyms({stems(said): rule for said, rule in rules})


def expanded(sentence: str, *rules: tuple[str, Rule]) -> ParsedQuery:
    return expand(PARSER.parse(sentence), synonyms(*rules))


SURFY = ("surfy", Rule(("beach", "waves")))


def test_what_is_left_over_and_the_positive_words_gain_what_they_mean_too() -> None:
    parsed = expanded("surfy sofa", SURFY)

    assert parsed.residual == "surfy beach waves"
    assert parsed.positive == "surfy beach waves sofa"
    assert parsed.notes == ("“surfy” also means “beach waves”.",)


def test_words_of_filters_rank_with_what_they_mean_too() -> None:
    parsed = expanded("couch", ("couch", Rule(("lounge",))))

    assert (parsed.residual, parsed.positive) == ("", "couch lounge")


def test_filters_spans_and_text_stay_as_they_are() -> None:
    before, after = PARSER.parse("surfy sofa, not blue"), expanded("surfy sofa, not blue", SURFY)

    assert (after.filters, after.residual_spans, after.text) == (
        before.filters,
        before.residual_spans,
        before.text,
    )


def test_a_replacement_takes_the_place_of_the_words() -> None:
    parsed = expanded("a big cinderella for guests", ("cinderella", Rule(("blue ball gown",), replaces=True)))

    assert parsed.residual == "big blue ball gown guests"
    assert parsed.notes == ("“cinderella” is read as “blue ball gown”.",)


def test_a_replacement_that_is_there_already_still_takes_the_words_away() -> None:
    rule = ("cinderella", Rule(("gown",), replaces=True))

    assert expanded("cinderella or cinderella", rule).residual == "gown"
    assert expanded("gown for a cinderella", rule).residual == "gown"


def test_plurals_case_and_accents_make_no_difference() -> None:
    assert expanded("SURFIES", ("surfy", Rule(("beach",)))).residual == "surfies beach"
    assert expanded("soirée", ("soiree", Rule(("evening",)))).residual == "soiree evening"


def test_the_longest_wording_wins() -> None:
    rules = (("new york", Rule(("skyline",))), ("new york jets", Rule(("football",))))

    assert expanded("new york jets", *rules).residual == "new york jets football"
    assert expanded("new york", *rules).residual == "new york skyline"
    assert expanded("york new", *rules).residual == "york new"


def test_what_is_added_is_not_expanded_again() -> None:
    rules = (("surfy", Rule(("beach",))), ("beach", Rule(("surfy",))))

    assert expanded("surfy", *rules).residual == "surfy beach"


def test_what_is_there_already_is_not_added() -> None:
    assert expanded("surfy at the beach", ("surfy", Rule(("beaches",)))).residual == "surfy beach"
    assert expanded("surfy surfy", SURFY).residual == "surfy beach waves surfy"


def test_a_negated_word_is_not_expanded() -> None:
    parsed = expanded("sofa, no surfy", SURFY)

    assert (parsed.residual, parsed.positive) == ("", "sofa")


def test_what_the_sentence_excludes_is_never_added() -> None:
    assert expanded("surfy, no waves", SURFY).residual == "surfy beach"
    assert expanded("surfy, not blue", ("surfy", Rule(("blue beach",)))).residual == "surfy beach"
    assert expanded("surfy, not blue", ("surfy", Rule(("navy",)))).residual == "surfy"
    assert expanded("surfy without drawers", ("surfy", Rule(("deep drawer",)))).residual == "surfy deep"


def test_a_name_of_several_words_is_excluded_as_a_whole_only() -> None:
    chip = ParsedFilter("kind", ("floor-lamp",), frozenset({"floor-lamp"}), Mode.MUST_NOT, ())
    parsed = ParsedQuery("cosy", filters=(chip,), residual="cosy")
    rules = synonyms(("cosy", Rule(("floor lamp", "lamp on the floor"))))

    assert expand(parsed, rules).residual == "cosy lamp on the floor"


def test_a_replacement_of_which_nothing_may_be_said_leaves_the_words() -> None:
    assert expanded("surfy, no waves", ("surfy", Rule(("waves",), replaces=True))).residual == "surfy"


def test_a_sentence_grows_by_so_many_words_and_no_more() -> None:
    many = tuple(f"word{number}x" for number in range(100))
    parsed = expanded("surfy", ("surfy", Rule(many)))

    assert len(parsed.residual.split()) == 1 + MOST_ADDED


def test_without_rules_nothing_happens() -> None:
    parsed = PARSER.parse("surfy sofa")

    assert expand(parsed, Synonyms()) is parsed


words = st.sampled_from(
    ["sofa", "nap", "beach", "waves", "blue", "navy", "surfy", "no", "not", "without", ",", "or"]
)
wordings = st.lists(words, min_size=1, max_size=3).map(" ".join)


@given(
    st.lists(words, max_size=8).map(" ".join),
    st.dictionaries(
        st.sampled_from([("surfi",), ("nap",), ("beach",), ("sofa", "nap")]),
        st.builds(
            Rule,
            st.lists(st.lists(words, min_size=1, max_size=3).map(" ".join), max_size=3).map(tuple),
            st.booleans(),
        ),
    ),
)
def test_no_excluded_word_ever_comes_in(sentence: str, rules: dict[tuple[str, ...], Rule]) -> None:
    before = PARSER.parse(sentence)
    after = expand(before, Synonyms(rules))
    excluded = {stem for each in before.excluded_words for stem in each.stems if len(each.stems) == 1}
    for chip in before.filters:
        if chip.mode is Mode.MUST_NOT:
            excluded |= {stems(value)[0] for value in chip.values if len(stems(value)) == 1}

    new = set(stems(after.residual)) - set(stems(before.residual))
    assert new.isdisjoint(excluded)
