import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.furniture import FURNITURE
from weft.engine.model import FacetCount, FacetCounts, Span
from weft.engine.query.completions import Kind
from weft.engine.query.suggest import MOST_SUGGESTIONS, Suggester, Suggestion
from weft.vocab.languages import load_languages
from weft.vocab.model import Facet, Phrase, Term, Vocabulary

LANGUAGES = tuple(each for each in load_languages() if each.id in ("en", "de"))


def counted(facet: str, **counts: int) -> FacetCounts:
    ordered = tuple(FacetCount(value, value, count) for value, count in counts.items())
    return FacetCounts(facet, facet, ordered)


COUNTS = (
    counted("kind", sofa=50, armchair=20, chair=80, stool=10, table=60, desk=30, bookcase=5),
    counted("surface", stripes=40, studs=3, none=100),
)
WORDS = {
    "stool": 9,
    "settee": 2,
    "spruce": 7,
    "stackable": 12,
    "tables": 60,
    "the": 200,
    "teak": 8,
    "teaks": 3,
}
NAMES = {"Café Nørre": 15, "Tablecraft": 4}
SUGGESTER = Suggester(FURNITURE, LANGUAGES, WORDS, NAMES, counts=COUNTS)


def labels(text: str, limit: int = MOST_SUGGESTIONS) -> list[str]:
    return [each.label for each in SUGGESTER.suggest(text, limit)]


def test_the_last_word_is_completed_and_the_sentence_kept() -> None:
    assert SUGGESTER.suggest("red, for two: arm")[0] == Suggestion(
        text="red, for two: armchair",
        span=Span(14, 17),
        kind=Kind.TERM,
        label="armchair",
        count=20,
    )


def test_terms_names_and_words_of_texts_are_offered_by_how_frequent_they_are() -> None:
    found = SUGGESTER.suggest("s")

    assert [(each.label, each.kind) for each in found[:5]] == [
        ("seating", Kind.TERM),
        ("sofa", Kind.TERM),
        ("stripes", Kind.TERM),
        ("stackable", Kind.WORD),
        ("stool", Kind.TERM),
    ]
    assert found[0].count == 160


def test_of_equally_frequent_ones_the_first_wordings_come_first_and_then_the_shorter() -> None:
    suggester = Suggester(FURNITURE, LANGUAGES, {}, {})

    assert [each.label for each in suggester.suggest("s")][:3] == ["sofa", "steel", "stool"]
    assert [each.label for each in suggester.suggest("a")][:2] == ["armchair", "armrests"]


def test_a_meaning_is_offered_once_by_its_first_wording_that_fits() -> None:
    assert labels("st").count("stripes") == 1
    assert "striped" not in labels("st")
    assert labels("cou") == ["couch", "counter height"]
    assert labels("tab") == ["table", "Tablecraft"]
    assert labels("tea") == ["teak", "teal"]


def test_what_is_typed_in_full_is_not_offered_nor_another_word_for_it() -> None:
    assert "sofa" not in labels("sofa")
    assert labels("table") == ["Tablecraft"]


def test_several_words_are_taken_up_together_and_come_first() -> None:
    assert labels("blue club ch") == ["club chair"]
    assert SUGGESTER.suggest("blue club ch")[0].text == "blue club chair"


def test_behind_a_blank_only_what_has_begun_is_continued() -> None:
    assert labels("club ") == ["club chair"]
    assert labels("red ") == []


@pytest.mark.parametrize("text", ["2-s", "2 s", "2-", "two-s", "TWO S", "twos"])
def test_hyphens_blanks_and_case_make_no_difference(text: str) -> None:
    assert labels(f"red {text}")[0] in ("2-seater", "two-seater")


def test_words_tied_by_a_hyphen_are_not_taken_apart() -> None:
    assert labels("x-sof") == []


def test_accents_make_no_difference() -> None:
    assert labels("cafe") == labels("CAFÉ") == ["Café Nørre"]


@pytest.mark.parametrize("text", ["", "   ", "red, ", "red sofa!", "?", "\ud83d", "zzzz", "x" * 10_000, "🛋"])
def test_nothing_is_offered_for_nothing(text: str) -> None:
    assert SUGGESTER.suggest(text) == ()


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("bokc", "bookcase"), ("aremch", "armchair"), ("armhc", "armchair"), ("srmch", "armchair")],
)
def test_one_slip_is_overlooked_when_nothing_begins_like_that(slip: str, meant: str) -> None:
    assert labels(f"white {slip}")[0] == meant


def test_short_words_common_words_and_two_slips_are_left_alone() -> None:
    assert labels("sxf") == []
    assert labels("about") == []
    assert labels("bokcaze") == []


def test_the_language_of_the_sentence_comes_first() -> None:
    vocabulary = bilingual()
    suggester = Suggester(vocabulary, LANGUAGES, {}, {}, counts=[counted("kind", lamp=10, light=100)])

    assert suggester.suggest("ohne l")[0].label == "Licht"
    assert suggester.suggest("without l")[0].label == "light"


def bilingual() -> Vocabulary:
    terms = (
        Term("lamp", "lamp", "A lamp.", {"en": ("lamp",), "de": ("Leuchte",)}),
        Term("light", "light", "A light.", {"en": ("light",), "de": ("Licht",)}),
    )
    reading = Phrase("reading", {"en": ("lectern lamp",)}, means={"kind": ("lamp",)}, keep="lectern")
    return Vocabulary("lamps", "Lamps", "kind", (Facet("kind", "Kind", "Kind.", terms),), (reading,))


def test_a_phrase_that_says_more_than_its_filters_counts_no_more_than_texts_say_it() -> None:
    words = {"lectern": 2, "lamp": 9}
    suggester = Suggester(bilingual(), LANGUAGES, words, {}, counts=[counted("kind", lamp=10, light=100)])

    found = {each.label: each.count for each in suggester.suggest("le")}
    assert found == {"lectern": 2, "lectern lamp": 2, "Leuchte": 10}


def test_without_counts_texts_say_how_frequent_a_term_is() -> None:
    suggester = Suggester(bilingual(), LANGUAGES, {"lamps": 9, "light": 4, "lace": 6}, {})

    found = [(each.label, each.count) for each in suggester.suggest("l")]
    assert found[:3] == [("lamp", 9), ("lace", 6), ("light", 4)]


def test_no_more_are_given_than_asked_for() -> None:
    assert len(labels("s", 2)) == 2
    assert labels("s", 0) == labels("s", -1) == []
    assert len(labels("s", 100)) <= MOST_SUGGESTIONS


@given(st.text(max_size=30) | st.sampled_from(["red sof", "2-se", "club c", "bokc"]))
def test_any_text_has_an_answer_that_continues_it_without_repetition(text: str) -> None:
    found = SUGGESTER.suggest(text)

    assert len({each.text.casefold() for each in found}) == len(found) <= MOST_SUGGESTIONS
    for each in found:
        assert each.text == text[: each.span.start] + each.label
        assert each.span.start < each.span.end == len(text)
