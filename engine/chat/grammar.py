"""A JSON schema as a constraint on the tokens that a model writes; llguidance does the work."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weft.engine.errors import ModelError, SettingsError

Matcher = Any
"""An `llguidance.LLMatcher`: how far one text has come in the grammar."""


class Grammar:
    """A schema compiled once for a tokenizer of transformers.

    `size` is how many tokens the model scores; real ones score more than the tokenizer has. Raises
    SettingsError for a tokenizer that cannot be used, ImportError where llguidance is missing.
    """

    def __init__(self, tokenizer: Any, schema: dict[str, Any], *, size: int) -> None:  # noqa: ANN401 - see Matcher
        library = import_module("llguidance")
        self._fill = import_module("llguidance.numpy").fill_next_token_bitmask_par
        self._workers = library.LLExecutor()
        self._tokens = import_module("llguidance.hf").from_tokenizer(tokenizer, n_vocab=size)
        self._size = size
        rules = library.LLMatcher.grammar_from_json_schema(
            json.dumps(schema),
            overrides={"whitespace_flexible": False},  # a model could write blanks until its end
        )
        self._start = library.LLMatcher(self._tokens, rules)
        if self._start.is_error():
            raise SettingsError(f"The answers' grammar cannot be made: {self._start.get_error()}")

    def begin(self) -> Matcher:
        """The state of a text of which nothing is written."""
        return self._start.deep_copy()

    def allowed(self, matchers: Sequence[Matcher]) -> NDArray[np.int32]:
        """A bit for each token that may come next, one row a matcher, the lowest bit first.

        Shape (len(matchers), size / 32), rounded up. Nothing is allowed behind an end.
        """
        bits = np.zeros((len(matchers), -(-self._size // 32)), np.int32)
        going = [(each, row) for row, each in enumerate(matchers) if not each.is_stopped()]
        if going:
            self._fill(self._workers, going, bits)
        return bits

    def written(self, token: int) -> bytes:
        """What the token stands for."""
        text: bytes = self._tokens.decode_bytes([token])
        return text


def advance(matcher: Matcher, token: int) -> list[int]:
    """Takes the token that was chosen and all that are forced behind it; returns all of these.

    Raises ModelError for a token that the grammar does not allow, which only broken scores choose.
    """
    if not matcher.consume_token(token):
        raise ModelError("The model's scores have no meaning: it chose what is not allowed.")
    return [token, *force(matcher)]


def force(matcher: Matcher) -> list[int]:
    """Takes and returns the tokens that the grammar leaves no choice about."""
    forced: list[int] = matcher.compute_ff_tokens()
    if forced and not matcher.consume_tokens(forced):
        raise ModelError(f"The answers' grammar failed: {matcher.get_error()}")
    return forced
