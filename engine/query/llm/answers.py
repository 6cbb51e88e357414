"""What a model is asked about the words left over, and its answer: as a JSON schema, and checked.

The schema is made from the vocabulary alone, so that a server compiles it once. Words are named by their
numbers: short to write, and nothing can be said about a word that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from weft.engine.errors import ModelError
from weft.engine.model import Mode, ParsedFilter, ParsedQuery, ParsedRange
from weft.prompts.templates import render
from weft.vocab.model import Facet, Vocabulary

MOST_WORDS = 24
"""How many words left over a model may be asked about at once."""
LONGEST = 500
"""Longest sentence that is sent to a model, in characters."""
_MOST_FILTERS = 4
_MOST_TERMS = 4
_MOST_MEANT = 8
"""How many words one filter of an answer may stand for."""


@dataclass(frozen=True, slots=True)
class Question:
    """One sentence as a model is asked about it; equal questions have equal answers."""

    sentence: str
    understood: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def is_small(self) -> bool:
        """Whether it is worth asking: a model reads long texts too slowly."""
        return len(self.words) <= MOST_WORDS and len(self.sentence) <= LONGEST


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a model makes of some words: the terms of a facet. `words` are positions, from 0."""

    words: tuple[int, ...]
    facet: str
    terms: tuple[str, ...]
    mode: Mode


def question_of(parsed: ParsedQuery) -> Question:
    """The question that a parsed sentence leaves open."""
    chips: list[ParsedFilter | ParsedRange] = [*parsed.filters, *parsed.ranges]
    understood = [f"{chip.mode.value} {chip.key}" for chip in chips]
    understood += [f"must_not say: {' '.join(words.stems)}" for words in parsed.excluded_words]
    sentence = parsed.text.encode("utf-8", "replace").decode()  # a lone surrogate cannot be sent
    return Question(sentence, tuple(understood), tuple(parsed.residual.split()))


def prompt_for(question: Question, vocabulary: Vocabulary) -> str:
    """The question in words."""
    return render(
        "query",
        facets=askable(vocabulary),
        sentence=question.sentence,
        understood=question.understood,
        words=question.words,
    )


def askable(vocabulary: Vocabulary) -> tuple[Facet, ...]:
    """The facets that a model may speak about; derived ones follow from them."""
    return tuple(facet for facet in vocabulary.stored if facet.terms)


def answer_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """The JSON schema of an answer, in the subset of JSON schema that servers enforce."""
    shared = {
        "words": _list_of({"type": "integer", "enum": list(range(1, MOST_WORDS + 1))}, _MOST_MEANT),
        "mode": {"type": "string", "enum": [Mode.MUST.value, Mode.PREFER.value]},
    }
    about = [_about(facet) for facet in askable(vocabulary)]
    filters = {"type": "array", "items": {"anyOf": about}, "maxItems": _MOST_FILTERS}
    return {**_object({"filters": filters}), "$defs": shared}


def read_answer(text: str, question: Question, vocabulary: Vocabulary) -> tuple[Proposal, ...]:
    """The proposals of an answer; ModelError for one that keeps to no schema or names what is not there."""
    try:
        answer = _Answer.model_validate_json(text)
    except ValidationError as error:
        raise ModelError("The language model's answer is not the JSON it was asked for.") from error
    return tuple(_proposal(said, question, vocabulary) for said in answer.filters)


class _Said(BaseModel):
    """One filter of an answer, as it is written."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    words: tuple[int, ...]
    facet: str
    terms: tuple[str, ...]
    mode: Literal["must", "prefer"]


class _Answer(BaseModel):
    """A whole answer, as it is written."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    filters: tuple[_Said, ...]


def _about(facet: Facet) -> dict[str, Any]:
    terms = {"type": "string", "enum": list(facet.by_id)}
    return _object(
        {
            "words": {"$ref": "#/$defs/words"},
            "facet": {"type": "string", "enum": [facet.id]},
            "terms": _list_of(terms, _MOST_TERMS),
            "mode": {"$ref": "#/$defs/mode"},
        }
    )


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list_of(items: dict[str, Any], most: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 1, "maxItems": most}


def _proposal(said: _Said, question: Question, vocabulary: Vocabulary) -> Proposal:
    facet = next((each for each in askable(vocabulary) if each.id == said.facet), None)
    if facet is None:
        raise ModelError("The language model named a facet that does not exist.")
    if not said.terms or not facet.by_id.keys() >= set(said.terms):
        raise ModelError(f"The language model named a value that {facet.label} does not have.")
    if not said.words or not all(1 <= word <= len(question.words) for word in said.words):
        raise ModelError("The language model spoke of words that are not there.")
    positions = tuple(sorted({word - 1 for word in said.words}))
    return Proposal(positions, facet.id, tuple(dict.fromkeys(said.terms)), Mode(said.mode))
