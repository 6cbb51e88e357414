"""Suggestions while typing: what the last words of a sentence can become, likeliest first.

Completions lie sorted by their folded words, so that those that begin with what was typed lie side by side
and are found by bisection, whatever the case, accents and hyphens.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from weft.engine.model import FacetCounts, Span
from weft.engine.query.completions import Completion, Kind, Tallies, completions
from weft.engine.text import stems
from weft.vocab.languages import Language
from weft.vocab.lexicon import ANY_LANGUAGE, split
from weft.vocab.model import Vocabulary
from weft.vocab.text import Token, tokenize

MOST_SUGGESTIONS = 8
"""How many suggestions are given at most."""
_LOOK_BACK = 200
"""How many characters before the cursor are read."""
_MOST_WORDS = 5
"""How many words of a completion may be typed already."""
_FOREIGN = 0.05
"""What a completion weighs in another language than the words before it are in."""
_SHORTEST_SLIP, _LONGEST_SLIP = 4, 24
"""Lengths of what may be misspelt: too much is near to less, too little to more."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A way to go on: `label` takes the place of `span` of what was typed, which gives the sentence `text`.

    `count` says how often the catalogue has it, at most; 0 when that is not known.
    """

    text: str
    span: Span
    kind: Kind
    label: str
    count: int


class Suggester:
    """Completes sentences; built once for a version of the catalogue, then called from any thread.

    `words` and `names` say how often the catalogue has a word of captions (or searches ask for it) and a
    brand. `counts` are the facet counts of the whole catalogue; without them the texts say how frequent
    a term is. At least one language must be given.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        languages: Sequence[Language],
        words: Mapping[str, int],
        names: Mapping[str, int],
        *,
        counts: Iterable[FacetCounts] = (),
    ) -> None:
        self._all = completions(vocabulary, languages, Tallies(words, names, counts))
        self._keys = [each.key for each in self._all]
        self._languages = languages
        self._spoken = _spoken(self._all, languages)
        self._ranks = {language.id: _ranks(self._all, language.id) for language in languages}

    def suggest(self, text: str, limit: int = MOST_SUGGESTIONS) -> tuple[Suggestion, ...]:
        """Completions of the last word, or the last few, none twice and none that is typed already.

        The more of the words one takes up the earlier it comes; then the more often the catalogue has it,
        then the shorter. Where nothing begins like that, one slip of the finger is overlooked.
        """
        tokens = _last_words(text)
        begun = _beginnings(tokens, text)
        ranks = self._ranks[self._language(tokens[:-1])]
        found: list[tuple[_Begun, Sequence[int]]] = [(each, self._with(each.key)) for each in begun]
        if not any(places for _, places in found):
            found = [(each, self._nearly_with(each.key)) for each in begun]
        return tuple(self._pick(text, found, ranks, min(limit, MOST_SUGGESTIONS)))

    def _language(self, tokens: Iterable[Token]) -> str:
        """The language that knows most of the words; of those that know as many, the first."""
        known = Counter(language for token in tokens for language in self._spoken.get(token.text, ()))
        return max(self._ranks, key=lambda language: known[language])

    def _with(self, key: str) -> range:
        """The places of the completions that begin like that."""
        low = bisect_left(self._keys, key)
        return range(low, bisect_left(self._keys, key + _LAST, low))

    def _nearly_with(self, key: str) -> Sequence[int]:
        """Those that begin like that but for one letter too many, too few, wrong, or swapped."""
        if not _SHORTEST_SLIP <= len(key) <= _LONGEST_SLIP or self._is_common(key.split()[-1]):
            return ()
        return sorted({place for mended in self._mended(key) for place in self._with(mended)})

    def _is_common(self, word: str) -> bool:
        return any(word in language.common for language in self._languages)

    def _mended(self, key: str) -> Iterator[str]:
        """The key without its slip, wherever that can be: not behind what nothing begins with."""
        for cut in range(len(key)):
            head, tail = key[:cut], key[cut:]
            if not self._with(head):
                return
            yield head + tail[1:]
            yield head + tail[1:2] + tail[0] + tail[2:]
            for letter in _LETTERS:
                yield head + letter + tail
                yield head + letter + tail[1:]

    def _pick(
        self, text: str, found: Sequence[tuple[_Begun, Sequence[int]]], ranks: Sequence[int], limit: int
    ) -> list[Suggestion]:
        """The likeliest for each beginning in turn, every meaning and every ending of the text once."""
        picked: list[Suggestion] = []
        seen: set[object] = set()
        for begun, places in found:
            likeliest = [self._all[place] for place in sorted(places, key=ranks.__getitem__)]
            seen.update(each.meaning for each in likeliest if each.key == begun.key)
            before = text[found[0][0].start : begun.start]
            for each in likeliest:
                if len(picked) >= limit:
                    break
                ending = stems(before + each.label)
                if each.meaning not in seen and ending not in seen:
                    seen.update((each.meaning, ending))
                    picked.append(_suggestion(text, begun, each))
        return picked


@dataclass(frozen=True, slots=True)
class _Begun:
    """The last words of a sentence as the beginning of a key, and the place where they start."""

    key: str
    start: int


def _spoken(known: Iterable[Completion], languages: Iterable[Language]) -> Mapping[str, set[str]]:
    """The languages of each word that the vocabulary or a language has."""
    cues = ((split(form), each.id) for each in languages for cue in each.cues.values() for form in cue)
    spoken: dict[str, set[str]] = {}
    for words, language in (*((each.key.split(), each.language) for each in known), *cues):
        for word in words:
            spoken.setdefault(word, set()).add(language)
    return spoken


def _ranks(known: Sequence[Completion], language: str) -> list[int]:
    """The rank of each completion, 0 the likeliest, in a sentence of the language."""
    order = sorted(range(len(known)), key=lambda place: _likeliest_first(known[place], language))
    ranks = [0] * len(order)
    for rank, place in enumerate(order):
        ranks[place] = rank
    return ranks


def _likeliest_first(completion: Completion, language: str) -> tuple[float, bool, bool, int, str]:
    foreign = completion.language not in (language, ANY_LANGUAGE)
    weight = completion.weight * (_FOREIGN if foreign else 1.0)
    return -weight, foreign, not completion.first, len(completion.label), completion.label


def _last_words(text: str) -> list[Token]:
    """The words at the end of a text, back to the last mark, with their places in the text."""
    skipped = max(0, len(text) - _LOOK_BACK)
    words: list[Token] = []
    for token in tokenize(text[skipped:]):
        if token.kind == "mark":
            words.clear()
        else:
            words.append(replace(token, start=token.start + skipped, end=token.end + skipped))
    return words


def _beginnings(tokens: Sequence[Token], text: str) -> list[_Begun]:
    """Every way to take the last words as the beginning of something, most words first.

    Behind a blank or hyphen the last word is complete; words tied by one are not taken apart.
    """
    behind = " " if tokens and tokens[-1].end < len(text) else ""
    firsts = range(max(0, len(tokens) - _MOST_WORDS), len(tokens))
    return [
        _Begun(" ".join(token.text for token in tokens[first:]) + behind, tokens[first].start)
        for first in firsts
        if not tokens[first].glue
    ]


def _suggestion(text: str, begun: _Begun, completion: Completion) -> Suggestion:
    return Suggestion(
        text=text[: begun.start] + completion.label,
        span=Span(begun.start, len(text)),
        kind=completion.kind,
        label=completion.label,
        count=completion.count,
    )
