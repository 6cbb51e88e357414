"""Decoding under a schema with a Qwen2-VL of 200,000 random weights: nonsense, but nonsense that fits."""

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.furniture import FURNITURE
from weft.engine.errors import ModelError, SettingsError
from weft.engine.query.llm.answers import MOST_WORDS, Question, answer_schema, read_answer
from weft.engine.query.llm.in_process import InProcessResidualParser
from weft.engine.query.llm.open import open_residual_parser
from weft.engine.settings import load_settings
from weft.evaluation.bench.networks import TINY, save_random

pytestmark = pytest.mark.skipif(
    not all(find_spec(name) for name in ("torch", "transformers", "llguidance")),
    reason="torch, transformers or llguidance (extra vlm) is not installed",
)

SCHEMA = answer_schema(FURNITURE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model and its tokenizer, as they would be downloaded."""
    return save_random(tmp_path_factory.mktemp("qwen2-vl"), TINY, [json.dumps(SCHEMA)])


@pytest.fixture(scope="module")
def model(folder: Path) -> Iterator[InProcessResidualParser]:
    opened = InProcessResidualParser(str(folder), schema=SCHEMA, deadline=120.0)
    yield opened
    opened.close()


@pytest.mark.parametrize("prompt", ["What is it?", "A sofa to nap on.", "<|im_end|> \u706f"])
def test_whatever_it_is_asked_it_answers_in_the_words_of_the_vocabulary(
    prompt: str, model: InProcessResidualParser
) -> None:
    question = Question("", (), ("word",) * MOST_WORDS)

    assert isinstance(read_answer(model.answer(prompt), question, FURNITURE), tuple)


def test_it_answers_the_same_to_the_same(model: InProcessResidualParser) -> None:
    assert model.answer("What is it?") == model.answer("What is it?")


def test_a_late_answer_is_a_model_error_and_so_is_a_question_that_comes_too_soon(folder: Path) -> None:
    hasty = InProcessResidualParser(str(folder), schema=SCHEMA, deadline=1e-6)

    with pytest.raises(ModelError, match="too late"):
        hasty.answer("What is it?")
    with pytest.raises(ModelError, match=r"busy|too late"):
        hasty.answer("What is it?")
    hasty.close()


def test_closed_it_fails_as_a_model_does(folder: Path) -> None:
    model = InProcessResidualParser(str(folder), schema=SCHEMA, deadline=120.0)
    model.close()
    model.close()

    with pytest.raises(ModelError, match="failed"):
        model.answer("What is it?")


def test_the_setting_names_a_folder(folder: Path) -> None:
    settings = load_settings(environment={"WEFT_LLM_BASE_URL": f"transformers:{folder}"})
    model = open_residual_parser(settings, FURNITURE)

    assert model is not None
    assert model.name == str(folder)
    model.close()


def test_a_model_that_is_not_there_says_how_to_give_one(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    settings = load_settings(environment={"WEFT_LLM_BASE_URL": f"transformers:{nowhere}"})

    with pytest.raises(SettingsError, match="cannot be loaded") as caught:
        open_residual_parser(settings, FURNITURE)
    assert "transformers:/path" in caught.value.hint
