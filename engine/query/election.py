"""Which language a sentence is in: every word votes, and the first language has a head start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from weft.engine.query.spelling import Spelling
from weft.vocab.languages import Language
from weft.vocab.lexicon import ANY_LANGUAGE, Lexicon
from weft.vocab.text import Token

FIRST_LANGUAGE_BONUS = 0.6
"""Head start of the first language, which decides when the words themselves do not."""


class Election:
    """Holds the vote on sentences; built once for a lexicon and its languages."""

    def __init__(
        self, lexicon: Lexicon, languages: Sequence[Language], spelling: Mapping[str, Spelling]
    ) -> None:
        self._lexicon = lexicon
        self._languages = languages
        self._spelling = spelling
        self._common = frozenset[str]().union(*(language.common for language in languages))

    def winner(self, tokens: Sequence[Token]) -> Language:
        """The language that most of the words vote for; the first one when they do not decide."""
        votes = {language.id: 0.0 for language in self._languages}
        votes[self._languages[0].id] += FIRST_LANGUAGE_BONUS
        for token in tokens:
            if token.is_word:
                self._vote_by_word(token.text, votes)
        return max(self._languages, key=lambda language: votes[language.id])

    def _vote_by_word(self, word: str, votes: dict[str, float]) -> None:
        """A form by itself is a vote, twice that where no other language has it; a part of one is half."""
        used = self._lexicon.languages_of(word) - {ANY_LANGUAGE}
        alone = {entry.language for entry in self._lexicon.entries(word)} & used
        for language in self._languages:
            if language.id in alone:
                votes[language.id] += 1.0 + (len(alone) == 1)
            elif language.id in used or word in language.common:
                votes[language.id] += 0.5
        if not used and word not in self._common:
            self._vote_by_spelling(word, votes)

    def _vote_by_spelling(self, word: str, votes: dict[str, float]) -> None:
        for language in self._languages:
            if self._spelling[language.id].correct(word):
                votes[language.id] += 0.7
