from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.api.question import MOST, STEP, Question, bound, ticked_terms, turned_chips
from weft.engine.errors import QueryError, UsageError
from weft.engine.filters import Within
from weft.engine.model import Mode
from weft.vocab.loader import load_vocabulary

MODES = st.sampled_from(Mode)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(text=TEXT, ticked=st.lists(TEXT, unique=True), off=st.lists(TEXT, unique=True))
def test_an_address_carries_the_whole_question(text: str, ticked: list[str], off: list[str]) -> None:
    address = Question(text, tuple(ticked), tuple(off), strict=True, show=2 * STEP).address()
    read = parse_qs(urlsplit(address).query, keep_blank_values=True)
    assert read["q"] == [text]
    assert read.get("f", []) == ticked
    assert read.get("off", []) == off
    assert read["strict"] == ["true"]
    assert read["show"] == [str(2 * STEP)]


def test_nothing_asked_is_a_bare_address() -> None:
    assert Question().address() == "/"


def test_a_chip_switched_off_and_on_again_leaves_the_question_as_it_was() -> None:
    question = Question("red dress", off=("colors:red",))
    assert question.switched_off("category:dress").switched_on("category:dress") == question


def test_changing_what_is_asked_starts_at_the_first_products_again() -> None:
    question = Question("red dress", ticked=("colors:red",), show=5 * STEP)
    changed = [question.switched_off("x"), question.unticked("colors:red"), question.untouched()]
    assert [each.show for each in changed] == [STEP] * 3


def test_a_page_grows_up_to_a_bound() -> None:
    question = Question("red dress")
    assert question.longer().show == 2 * STEP
    assert Question("red dress", show=MOST).longer().show == MOST


@given(turned=st.dictionaries(TEXT, MODES))
def test_an_address_carries_what_chips_do_instead(turned: dict[str, Mode]) -> None:
    question = Question("red dress", turned=tuple(turned.items()))
    read = parse_qs(urlsplit(question.address()).query, keep_blank_values=True)
    assert turned_chips(read.get("as", [])) == question.turned


def test_a_chip_does_one_thing_at_a_time() -> None:
    question = Question("red dress").turned_to("colors:red", Mode.PREFER)
    assert question.turned_to("colors:red", Mode.MUST_NOT).turned == (("colors:red", Mode.MUST_NOT),)
    assert question.switched_off("colors:red").turned == ()
    assert question.switched_off("colors:red").turned_to("colors:red", Mode.PREFER) == question
    assert question.switched_on("colors:red") == Question("red dress")


def test_another_sentence_has_other_chips() -> None:
    question = Question("red dress", off=("category:dress",)).turned_to("colors:red", Mode.PREFER)
    assert question.reworded("blue dress") == Question("blue dress")


@pytest.mark.parametrize("written", ["", "must", "must:", "maybe:colors:red", "MUST:colors:red", ":colors"])
def test_what_no_chip_can_do_is_refused(written: str) -> None:
    with pytest.raises(UsageError, match="what a chip does") as refused:
        turned_chips([written])
    assert "must_not" in refused.value.hint


def test_ticks_are_grouped_by_facet() -> None:
    selected = ticked_terms(["colors:red", "category:dress", "colors:blue"], load_vocabulary())
    assert selected == {"colors": ("red", "blue"), "category": ("dress",)}


@pytest.mark.parametrize("tick", ["", "colors", "colors:", "colors:nope", "nope:red", ":"])
def test_a_tick_outside_the_vocabulary_is_refused(tick: str) -> None:
    with pytest.raises(QueryError):
        ticked_terms([tick], load_vocabulary())


@pytest.mark.parametrize(
    ("written", "price"), [("", None), ("  ", None), (None, None), ("20", 20.0), ("39,90", 39.9), ("0", 0.0)]
)
def test_a_bound_of_the_price_is_read_as_people_write_it(written: str | None, price: float | None) -> None:
    assert bound(written) == price


@pytest.mark.parametrize("written", ["-1", "cheap", "nan", "inf", "1e999"])
def test_what_is_no_price_is_refused(written: str) -> None:
    with pytest.raises(UsageError, match="is no price"):
        bound(written)


def test_bounds_of_the_price_are_in_the_address_and_in_the_filter() -> None:
    question = Question("jeans", low=20.0, high=39.5)
    assert question.address() == "/?q=jeans&low=20&high=39.5"
    assert question.request(load_vocabulary()).filter == Within("price", 20.0, 39.5)
    assert question.at_any_price().address() == "/?q=jeans"
    assert question.untouched() == Question("jeans")
