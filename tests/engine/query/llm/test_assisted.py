import json
from collections.abc import Sequence

import pytest

from tests.furniture import FURNITURE, PARSER, chips
from weft.engine.errors import ModelError, QueryError
from weft.engine.query.llm.answers import MOST_WORDS
from weft.engine.query.llm.assisted import AssistedParser
from weft.engine.query.llm.breaker import Breaker
from weft.vocab.languages import load_languages

LANGUAGES = load_languages()
NAP_IS_SOFA = json.dumps({"filters": [{"words": [1], "facet": "kind", "terms": ["sofa"], "mode": "must"}]})


class Recited:
    """A model that gives its answers one after the other, the last one again and again."""

    name = "recited"

    def __init__(self, *answers: str | ModelError) -> None:
        self.answers: Sequence[str | ModelError] = answers
        self.prompts: list[str] = []
        self.closed = False

    def answer(self, prompt: str) -> str:
        answer = self.answers[min(len(self.prompts), len(self.answers) - 1)]
        self.prompts.append(prompt)
        if isinstance(answer, ModelError):
            raise answer
        return answer

    def close(self) -> None:
        self.closed = True


def assisted(model: Recited, breaker: Breaker | None = None) -> AssistedParser:
    return AssistedParser(PARSER.parse, model, FURNITURE, languages=LANGUAGES, breaker=breaker)


def test_the_model_adds_to_what_the_lexicon_found() -> None:
    parsed = assisted(Recited(NAP_IS_SOFA)).parse("a red one to nap, no drawers")

    assert chips(parsed) == "tint:red -parts:drawers kind:sofa"


@pytest.mark.parametrize(
    "sentence", ["", "red sofa without drawers", "cosy red sofa", "a warme blue chair", "?!"]
)
def test_it_is_not_asked_when_nothing_or_only_taste_is_left(sentence: str) -> None:
    model = Recited(NAP_IS_SOFA)

    assert assisted(model).parse(sentence) == PARSER.parse(sentence)
    assert model.prompts == []


def test_it_is_not_asked_about_long_texts() -> None:
    model = Recited(NAP_IS_SOFA)
    words = " ".join(["nap"] * (MOST_WORDS + 1))

    parsed = assisted(model).parse(words)

    assert model.prompts == []
    assert parsed.residual == words
    assert parsed.notes == ("Too many words are left over to ask the language model.",)


def test_an_answer_is_remembered_for_the_same_question() -> None:
    model = Recited(NAP_IS_SOFA)
    parser = assisted(model)

    assert parser.parse("nap") == parser.parse("nap")
    parser.parse("nap, not blue")
    assert len(model.prompts) == 2


def test_a_failure_leaves_what_the_lexicon_said_and_is_not_remembered(
    caplog: pytest.LogCaptureFixture,
) -> None:
    parser = assisted(Recited(ModelError("It broke."), NAP_IS_SOFA))

    first = parser.parse("nap, not blue")
    assert chips(first) == "-tint:blue"
    assert first.residual == "nap"
    assert first.notes == ("It broke. The words left over are searched as they are.",)
    assert "recited: It broke." in caplog.text

    assert chips(parser.parse("nap, not blue")) == "-tint:blue kind:sofa"


@pytest.mark.parametrize("answer", ["", "a sofa", NAP_IS_SOFA[:-4], NAP_IS_SOFA.replace("sofa", "hammock")])
def test_a_wrong_answer_counts_as_none(answer: str) -> None:
    parsed = assisted(Recited(answer)).parse("nap")

    assert parsed.filters == ()
    assert parsed.residual == "nap"
    assert len(parsed.notes) == 1


def test_a_model_that_fails_again_and_again_is_left_alone_for_a_while() -> None:
    now = [0.0]
    model = Recited(ModelError("Late."))
    parser = assisted(model, Breaker(limit=2, pause=60.0, clock=lambda: now[0]))

    notes = [parser.parse(f"nap {sentence}").notes[0] for sentence in "abcd"]
    assert len(model.prompts) == 2
    assert notes[3].startswith("The language model failed several times and is not asked for a while.")

    now[0] = 60.0
    parser.parse("nap")
    assert len(model.prompts) == 3


def test_what_is_remembered_is_given_while_the_model_is_left_alone() -> None:
    model = Recited(NAP_IS_SOFA, ModelError("Late."))
    parser = assisted(model, Breaker(limit=1, clock=lambda: 0.0))
    parser.parse("nap")
    parser.parse("another nap")

    assert chips(parser.parse("nap")) == "kind:sofa"


def test_errors_of_the_lexicon_pass() -> None:
    with pytest.raises(QueryError):
        assisted(Recited(NAP_IS_SOFA)).parse("x" * 10_001)


def test_closing_closes_the_model() -> None:
    model = Recited(NAP_IS_SOFA)
    assisted(model).close()

    assert model.closed
