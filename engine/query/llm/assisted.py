"""A parser with a language model behind it: asked only for what is left over, heeded only in time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from weft.engine.errors import ModelError
from weft.engine.model import ParsedQuery
from weft.engine.protocols import ResidualParser
from weft.engine.query.llm.additions import add
from weft.engine.query.llm.answers import Proposal, Question, prompt_for, question_of, read_answer
from weft.engine.query.llm.breaker import Breaker
from weft.vocab.languages import Cue, Language, load_languages
from weft.vocab.lexicon import CueMeaning, Lexicon
from weft.vocab.model import Vocabulary

MOST_REMEMBERED = 1_024
"""How many questions are remembered with their answers."""

_LOG = logging.getLogger("weft.engine.query.llm")


class AssistedParser:
    """Understands a sentence as `parse` does, and asks a model about the words that this leaves over.

    Whatever goes wrong with the model, the answer of `parse` stands, and a note says what happened. Words
    of mood and taste are not asked about: they rank and never filter. Any thread may call it.
    """

    def __init__(
        self,
        parse: Callable[[str], ParsedQuery],
        model: ResidualParser,
        vocabulary: Vocabulary,
        *,
        languages: Sequence[Language] | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        self._parse = parse
        self._model = model
        self._vocabulary = vocabulary
        languages = load_languages() if languages is None else languages
        self._cues = Lexicon(replace(vocabulary, facets=(), phrases=()), languages)
        self._breaker = breaker or Breaker()
        self._remembered = lru_cache(MOST_REMEMBERED)(self._asked)

    def parse(self, text: str) -> ParsedQuery:
        """What the sentence asks for; raises what `parse` raises, and nothing because of the model."""
        parsed = self._parse(text)
        question = question_of(parsed)
        opinions = frozenset(word for word in question.words if self._is_opinion(word))
        if opinions.issuperset(question.words):
            return parsed
        if not question.is_small:
            return _noted(parsed, "Too many words are left over to ask the language model.")
        try:
            proposals = self._remembered(question)
        except ModelError as error:
            return _noted(parsed, f"{error} The words left over are searched as they are.")
        return add(parsed, proposals, self._vocabulary, kept=opinions)

    def close(self) -> None:
        """Lets go of the model."""
        self._model.close()

    def _is_opinion(self, word: str) -> bool:
        meanings = (entry.meaning for entry in self._cues.entries(word))
        return any(isinstance(each, CueMeaning) and each.cue is Cue.OPINION for each in meanings)

    def _asked(self, question: Question) -> tuple[Proposal, ...]:
        """The model's proposals; errors pass through the cache and are not remembered."""
        if not self._breaker.allows():
            raise ModelError("The language model failed several times and is not asked for a while.")
        try:
            answer = self._model.answer(prompt_for(question, self._vocabulary))
            proposals = read_answer(answer, question, self._vocabulary)
        except ModelError as error:
            self._breaker.failed()
            _LOG.warning("%s: %s (%r)", self._model.name, error, error.__cause__)
            raise
        self._breaker.succeeded()
        return proposals


def _noted(parsed: ParsedQuery, note: str) -> ParsedQuery:
    return replace(parsed, notes=(*parsed.notes, note))
