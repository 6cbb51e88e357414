"""Writes the answers to several photos at once, token by token, under the grammar of the schema.

Keys, punctuation and the rest of a value that can only go on in one way are forced: they are not asked of
the network one by one but fed to it together with the token that was chosen before them. The rows of a
batch go their own ways, as another kind of product has other facets.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from weft.engine.chat.grammar import Grammar, Matcher, advance, force
from weft.engine.errors import ExtractionError, ModelError
from weft.engine.extraction.confidence import Token


class Pen(Protocol):
    """A network that has read the beginning of some texts and goes on as it is told."""

    def likeliest(self, allowed: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """For each row the likeliest next tokens, best first, and their shares among those allowed.

        `allowed` is as Grammar.allowed gives it. Shapes (rows, k) both.
        """
        ...

    def write(self, chunks: Sequence[Sequence[int]]) -> None:
        """Adds tokens to each row, any number and also none."""
        ...


class Answer:
    """One answer in the making. `error` is set when it cannot be finished."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.error: ExtractionError | None = None
        self.begun = force(matcher)
        self._written: list[_Step] = [(token, 1.0, ()) for token in self.begun]

    @property
    def is_done(self) -> bool:
        """Whether nothing more is to be written."""
        return self.error is not None or bool(self.matcher.is_stopped())

    def choose(self, tokens: Sequence[int], shares: Sequence[float]) -> list[int]:
        """Takes the best of the tokens offered; returns it with those that are forced behind it."""
        if self.is_done:
            return []
        try:
            chosen, *forced = advance(self.matcher, tokens[0])
        except ModelError as error:
            self.error = ExtractionError(str(error))
            return []
        self._written.append((chosen, shares[0], tuple(zip(tokens[1:], shares[1:], strict=True))))
        self._written += [(token, 1.0, ()) for token in forced]
        return [chosen, *forced]

    def tokens(self, grammar: Grammar) -> list[Token]:
        """What is written, with the shares of what was chosen and of what could have been."""
        return [
            Token(grammar.written(token), share, tuple((grammar.written(t), s) for t, s in others if s > 0))
            for token, share, others in self._written
        ]


_Step = tuple[int, float, tuple[tuple[int, float], ...]]


def write(answers: Sequence[Answer], pen: Pen, grammar: Grammar) -> None:
    """Finishes all answers with a pen that has written what they begin with. One step a choice."""
    while True:
        allowed = grammar.allowed([answer.matcher for answer in answers])  # an accelerator still computes
        offered = zip(*(part.tolist() for part in pen.likeliest(allowed)), strict=True)
        chunks = [answer.choose(*best) for answer, best in zip(answers, offered, strict=True)]
        if all(answer.is_done for answer in answers):
            return
        pen.write(chunks)
