"""Which language a sentence is in: every word votes, and the first language has a head start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from weft.engine.query.spelling import Spelling
from weft.vocab.languages import Language
from weft.vocab.lexicon import ANY_LANGUAGE, Lexicon
from weft.vocab.text import Token

FIRST_LANGUAGE_BONUS = 0.6
"""Head start of the first language, which decides when the words themselves do not."""
SPELLING_VOTE = 0.7
"""What a word is worth that is only a misspelling of one of the language's."""


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
        unknown = [token.text for token in tokens if token.is_word and not self._vote(token.text, votes)]
        *_, second, first = [0.0, *sorted(votes.values())]
        if first - second <= SPELLING_VOTE * len(unknown):  # else they could not turn the election
            for word in unknown:
                self._vote_by_spelling(word, votes)
        return max(self._languages, key=lambda language: votes[language.id])

    def _vote(self, word: str, votes: dict[str, float]) -> bool:
        """A form by itself is a vote, twice that where no other language has it; a part of one is half.

        False when no language has the word.
        """
        used = self._lexicon.languages_of(word) - {ANY_LANGUAGE}
        alone = {entry.language for entry in self._lexicon.entries(word)} & used
        for language in self._languages:
            if language.id in alone:
                votes[language.id] += 1.0 + (len(alone) == 1)
            elif language.id in used or word in language.common:
                votes[language.id] += 0.5
        return bool(used) or word in self._common

    def _vote_by_spelling(self, word: str, votes: dict[str, float]) -> None:
        for language in self._languages:
            if self._spelling[language.id].correct(word):
                votes[language.id] += SPELLING_VOTE
