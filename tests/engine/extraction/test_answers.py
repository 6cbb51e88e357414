import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lamps import LAMPS
from weft.engine.errors import ExtractionError
from weft.engine.extraction.answers import UNTOLD, read_answer
from weft.engine.extraction.confidence import Token
from weft.engine.extraction.schema import LONGEST_CAPTION
from weft.engine.model import Attribute, Source

LAMP = {"k": "table-lamp", "s": "glass", "c": ["red", "white"], "m": []}
BULB = {"k": "bulb", "c": [], "m": ["mark-3"]}


def answer(product: object = LAMP, caption: object = "A lamp.") -> str:
    return json.dumps({"product": product, "caption": caption})


def read(text: str, tokens: tuple[Token, ...] = ()) -> dict[str, Attribute]:
    return dict(read_answer(text, tokens, LAMPS, by="m-1").attributes)


def test_an_answer_becomes_an_attribute_of_every_stored_facet_in_order() -> None:
    found = read(answer())

    assert {facet: known.values for facet, known in found.items()} == {
        "kind": ("table-lamp",),
        "shade": ("glass",),
        "colors": ("red", "white"),
        "marks": (),
    }
    assert list(found) == [facet.id for facet in LAMPS.stored]
    assert {(known.source, known.by) for known in found.values()} == {(Source.MODEL, "m-1")}


def test_what_the_kind_cannot_have_is_not_applicable_and_as_sure_as_the_kind() -> None:
    text = answer(BULB)
    cut = text.index('"bulb"')
    tokens = (Token(text[:cut].encode(), 1.0), Token(b'"bulb"', 0.6), Token(text[cut + 6 :].encode(), 1.0))

    found = read(text, tokens)

    assert found["shade"] == Attribute(("not_applicable",), 0.6, Source.MODEL, by="m-1")
    assert found["marks"].confidence == 1.0


def test_without_probabilities_nothing_is_sure_and_nothing_ruled_out() -> None:
    assert {known.confidence for known in read(answer()).values()} == {UNTOLD}


def test_tokens_that_do_not_make_up_the_text_are_not_believed() -> None:
    assert read(answer(), (Token(b"something else", 1.0),))["kind"].confidence == UNTOLD


@pytest.mark.parametrize("form", [{"separators": (",", ":")}, {}, {"indent": 2}])
def test_blanks_between_the_tokens_change_nothing(form: dict[str, Any]) -> None:
    text = json.dumps({"product": LAMP, "caption": "A lamp."}, **form)
    pieces = re.split('("table-lamp"|"white")', text)
    tokens = [Token(piece.encode(), 0.5 if place % 2 else 1.0) for place, piece in enumerate(pieces)]

    found = read(text, tuple(tokens))

    assert {facet: known.confidence for facet, known in found.items()} == {
        "kind": 0.5,
        "shade": 1.0,
        "colors": 0.5,
        "marks": 1.0,
    }


def test_an_empty_list_was_a_choice_too() -> None:
    text = answer(BULB)
    cut = text.index("]")
    tokens = (Token(text[:cut].encode(), 1.0), Token(b"]", 0.3), Token(text[cut + 1 :].encode(), 1.0))

    assert read(text, tokens)["colors"].confidence == pytest.approx(0.3)


def test_a_value_given_twice_counts_once() -> None:
    assert read(answer({**LAMP, "c": ["red", "red"]}))["colors"].values == ("red",)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not the JSON"),
        (answer()[:-9], "not the JSON"),
        ("Here you are: " + answer(), "not the JSON"),
        ("[" * 50_000, "not the JSON"),
        ("[1]", "the answer is no object"),
        (answer([LAMP]), "product is no object"),
        (answer(caption=None), "caption is no text"),
        (answer({**LAMP, "k": "torch"}), "kind is 'torch'"),
        (answer({**LAMP, "k": ["bulb"]}), "kind is"),
        (answer({**LAMP, "s": {}}), "shade is"),
        (answer({**LAMP, "s": "not_applicable"}), "shade is"),
        (answer({**LAMP, "c": "red"}), "colors is no list"),
        (answer({**LAMP, "c": ["red", 1]}), "colors is '1'"),
        (answer({"k": "bulb"}), "colors is no list"),
        ('{"caption": "x", "product": {"k": NaN}}', "kind is 'nan'"),
    ],
)
def test_what_does_not_keep_to_the_schema_is_an_error_that_says_in_what(text: str, problem: str) -> None:
    with pytest.raises(ExtractionError, match=problem):
        read(text)


@given(st.text(st.characters(), max_size=400))
def test_any_caption_is_made_one_line_of_bounded_length(caption: str) -> None:
    found = read_answer(answer(caption=caption), (), LAMPS, by="m-1").caption

    assert len(found) <= LONGEST_CAPTION
    assert found == found.strip()
    assert found.isprintable()
    found.encode()


def test_a_lone_surrogate_before_the_product_spoils_nothing() -> None:
    text = f'{{"caption": "{chr(0xD83D)}", "product": {json.dumps(LAMP)}}}'

    assert read(text, (Token(text.encode("utf-8", "replace"), 0.9),))["kind"].confidence == 0.9
