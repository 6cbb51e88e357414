"""Misspelled words to the word that was meant, or to themselves when in doubt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import extract

SHORTEST = 4
"""Words with fewer letters are too near to too many others."""
SHORTEST_PARTIAL = 6
"""Words with fewer letters are not taken for ones that only occur in longer forms."""
LONGEST = 40
"""Words with more letters are no words."""
TWO_EDITS_FROM = 7
"""From this many letters on, two edits are forgiven instead of one."""
_MOST_REMEMBERED = 10_000


class Spelling:
    """Finds the nearest of the known words; edits are those of optimal string alignment.

    Words are grouped by first letter and length, because a slip hardly ever hits the first one except by
    swapping it with the second. `words` have a class, the lower the likelier; `rank` is the place of a
    word among the frequent ones. Both decide between words that are equally near.
    """

    def __init__(self, words: Mapping[str, int], rank: Mapping[str, int]) -> None:
        self._classes = words
        self._rank = rank
        self._answers: dict[str, tuple[str, ...]] = {}
        self._by_shape: dict[tuple[bool, str, int], list[str]] = defaultdict(list)
        for word in sorted(words):
            if len(word) >= SHORTEST and word.isalpha():
                self._by_shape[words[word] > 2, word[0], len(word)].append(word)

    def correct(self, word: str) -> str | None:
        """The known word that was meant; None when no one is near enough, or it looks derived on purpose."""
        return next(iter(self.candidates(word)), None)

    def candidates(self, word: str) -> tuple[str, ...]:
        """The known words with the fewest edits, the likeliest first."""
        if not SHORTEST <= len(word) <= LONGEST:
            return ()
        if word not in self._answers:
            if len(self._answers) >= _MOST_REMEMBERED:
                self._answers.clear()
            self._answers[word] = self._nearest(word)
        return self._answers[word]

    def _nearest(self, word: str) -> tuple[str, ...]:
        near = self._near(word, 1) or self._near(word, 1, rare=True)
        if not near and len(word) >= TWO_EDITS_FROM:
            near = self._near(word, 2)
        found = [
            known
            for known in near
            if not _derived(word, known) and (self._classes[known] != 2 or len(word) >= SHORTEST_PARTIAL)
        ]
        fewest = min((OSA.distance(word, known) for known in found), default=0)
        likely = sorted(found, key=lambda known: self._distance(word, known))
        return tuple(known for known in likely if OSA.distance(word, known) == fewest)

    def _distance(self, word: str, known: str) -> tuple[int, int, float, int, str]:
        """Fewest edits, then the likelier class, then the more alike, then the more frequent."""
        likeness = round(JaroWinkler.similarity(word, known), 3)
        rank = self._rank.get(known, len(self._rank))
        return OSA.distance(word, known), self._classes[known], -likeness, rank, known

    def _near(self, word: str, edits: int, *, rare: bool = False) -> list[str]:
        """The known words within so many edits; words that hardly anyone writes are asked for apart."""
        found = [
            known
            for start in dict.fromkeys(word[:2])
            for length in range(len(word) - edits, len(word) + edits + 1)
            for known, *_ in extract(
                word,
                self._by_shape.get((rare, start, length), ()),
                scorer=OSA.distance,
                score_cutoff=edits,
                limit=None,
            )
        ]
        return [known for known in found if known[0] == word[0] or known[:2] == word[1] + word[0]]


def _derived(word: str, known: str) -> bool:
    """Whether the word only lengthens the known one: "dressy" is no misspelt "dress"; "dresss" is."""
    tail = word[len(known) :]
    return word.startswith(known) and bool(tail) and set(tail) != {known[-1]}
