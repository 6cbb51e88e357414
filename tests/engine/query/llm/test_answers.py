import json
from typing import Any

import pytest

from tests.furniture import FURNITURE, PARSER
from weft.engine.errors import ModelError
from weft.engine.model import Mode
from weft.engine.query.llm.answers import (
    LONGEST,
    MOST_WORDS,
    Proposal,
    Question,
    answer_schema,
    prompt_for,
    question_of,
    read_answer,
)

QUESTION = Question("somewhere to nap", (), ("somewhere", "nap"))


def said(**changes: object) -> str:
    filters = [{"words": [2], "facet": "kind", "terms": ["sofa"], "mode": "must", **changes}]
    return json.dumps({"filters": filters})


def test_a_question_holds_what_is_left_and_what_is_decided() -> None:
    question = question_of(PARSER.parse("sofa for a nap under 500, not blue, no pompoms"))

    assert question.words == ("nap",)
    assert question.understood == (
        "must kind:sofa",
        "must_not tint:blue",
        "must price:..500",
        "must_not say: pompom",
    )


def test_a_sentence_that_cannot_be_encoded_is_mended_before_it_is_sent() -> None:
    question = question_of(PARSER.parse("nap \ud83d here"))

    assert question.sentence == "nap ? here"
    assert prompt_for(question, FURNITURE).encode()


def test_long_questions_are_not_worth_asking() -> None:
    assert QUESTION.is_small
    assert not Question("nap", (), ("nap",) * (MOST_WORDS + 1)).is_small
    assert not Question("x" * (LONGEST + 1), (), ("nap",)).is_small


def test_the_prompt_has_sentence_words_and_facets_but_no_derived_one() -> None:
    prompt = prompt_for(QUESTION, FURNITURE)

    assert '1 "somewhere"\n2 "nap"' in prompt
    assert "- armchair: Upholstered, for one." in prompt
    assert "Whether it is made of wood." not in prompt


def test_the_schema_lists_the_terms_of_each_facet_and_nothing_else() -> None:
    about = answer_schema(FURNITURE)["properties"]["filters"]["items"]["anyOf"]
    listed = {
        each["properties"]["facet"]["enum"][0]: each["properties"]["terms"]["items"]["enum"] for each in about
    }

    assert listed == {facet.id: list(facet.by_id) for facet in FURNITURE.stored}


def test_the_schema_closes_every_object_and_bounds_every_list() -> None:
    for each in parts(answer_schema(FURNITURE)):
        if each.get("type") == "object":
            assert each["required"] == list(each["properties"])
            assert each["additionalProperties"] is False
        if each.get("type") == "array":
            assert each["maxItems"] > 0


def parts(schema: object) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [part for each in schema for part in parts(each)]
    if isinstance(schema, dict):
        return [schema, *(part for each in schema.values() for part in parts(each))]
    return []


def test_an_answer_becomes_proposals_with_positions_from_zero() -> None:
    assert read_answer(said(words=[2, 1, 2], terms=["sofa", "sofa"]), QUESTION, FURNITURE) == (
        Proposal((0, 1), "kind", ("sofa",), Mode.MUST),
    )


def test_an_answer_may_say_nothing() -> None:
    assert read_answer('{"filters": []}', QUESTION, FURNITURE) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I would take a sofa.",
        said()[:-5],
        said() + "}",
        "[]",
        "null",
        '{"filters": [{}]}',
        '{"filters": [], "note": "hello"}',
        said(mode="must_not"),
        said(words=["2"]),
        said(words=[1.5]),
        said(because="it is soft"),
        "[" * 100_000,
        "\ud83d",
    ],
)
def test_an_answer_that_keeps_to_no_schema_is_refused(text: str) -> None:
    with pytest.raises(ModelError, match="not the JSON"):
        read_answer(text, QUESTION, FURNITURE)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"facet": "smell"}, "facet that does not exist"),
        ({"facet": "wooden", "terms": ["true"]}, "facet that does not exist"),
        ({"terms": ["sofa", "hammock"]}, "value that Kind does not have"),
        ({"terms": []}, "value that Kind does not have"),
        ({"words": []}, "words that are not there"),
        ({"words": [0]}, "words that are not there"),
        ({"words": [1, 3]}, "words that are not there"),
        ({"words": [-1]}, "words that are not there"),
    ],
)
def test_an_answer_about_what_is_not_there_is_refused(changes: dict[str, object], problem: str) -> None:
    with pytest.raises(ModelError, match=problem):
        read_answer(said(**changes), QUESTION, FURNITURE)
