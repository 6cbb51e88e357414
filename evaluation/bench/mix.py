"""What is asked: a fixed mix of sentences that never repeats, drawn for the catalogue that is searched.

Every combination of how much the filters let through (`SHARES`), of words left over or none, of an
exclusion or none, and of page 1 or 3 is asked as often as any other. A sentence is put together from what
is said about an image that was drawn, part by part, as long as enough is let through; a price then brings
it to the share that is wanted. All facets are counted each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice, product
from random import Random

import numpy as np
from numpy.typing import NDArray

from weft.engine.filters import Filter
from weft.engine.index.store import Snapshot
from weft.engine.model import ImageRecord, Mode, ParsedQuery, SearchRequest
from weft.engine.query.tree import to_filter
from weft.engine.search.engine import Parse
from weft.vocab.model import Facet

SHARES = (0.0001, 0.001, 0.01, 0.05, 0.1, 0.2, 0.5)
"""How much of the catalogue the filters let through."""

PAGE = 24
"""Hits on a page."""

OFFSETS = (0, 2 * PAGE)
"""Where pages 1 and 3 begin."""

_KINDS = tuple(product(SHARES, (False, True), (False, True), OFFSETS))
_WORDS_LEFT_OVER = 3
_DRAWS = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """What a question should be like; `share` is how much of the catalogue should pass."""

    share: float
    residual: bool
    excludes: bool
    offset: int


@dataclass(frozen=True, slots=True)
class Question:
    """One search.

    `text` is the whole sentence, `parsed` what it means to Weft; `filter` and `words` are for engines that
    do not parse. The filter leaves out what an exclusion forbids captions to say, which other engines have
    no index for. `share` of the catalogue passes.
    """

    text: str
    kind: Kind
    parsed: ParsedQuery
    filter: Filter
    share: float

    @property
    def request(self) -> SearchRequest:
        """As Weft is asked: with all facet counts."""
        return SearchRequest(text=self.text, limit=PAGE, offset=self.kind.offset)

    @property
    def words(self) -> str:
        """What is to be ranked by."""
        return self.parsed.residual or self.parsed.positive


def draw_mix(snapshot: Snapshot, parse: Parse, *, count: int, seed: int = 0) -> list[Question]:
    """So many questions to the catalogue, each another one, in mixed order; the same ones for one seed."""
    chance = Random(seed)
    draw = _Draw(snapshot, parse, chance)
    found: dict[str, Question] = {}
    for kind in islice(cycle(_KINDS), count):
        question = next(each for each in draw.questions(Kind(*kind)) if each.text not in found)
        found[question.text] = question
    mixed = list(found.values())
    chance.shuffle(mixed)
    return mixed


class _Draw:
    """Draws questions from the images of a snapshot."""

    def __init__(self, snapshot: Snapshot, parse: Parse, chance: Random) -> None:
        self._snapshot = snapshot
        self._parse = parse
        self._chance = chance
        self._rows = np.flatnonzero(snapshot.columns.live)
        self._prices = snapshot.columns.numbers("price")
        self._excluded = _excludable(snapshot.vocabulary.facets)

    def questions(self, kind: Kind) -> Iterator[Question]:
        """One after the other; a few are of another kind, where there is nothing else to be had."""
        for draw in range(_DRAWS):
            text = self._sentence(kind)
            parsed = self._parse(text)
            question = self._question(text, kind, parsed)
            near = kind.share / 2 <= question.share <= kind.share * 2 or draw > _DRAWS / 2
            if near and _is_of(kind, parsed):
                yield question

    def _question(self, text: str, kind: Kind, parsed: ParsedQuery) -> Question:
        vocabulary = self._snapshot.vocabulary
        passed = self._snapshot.columns.match(to_filter(parsed, vocabulary))
        share = np.count_nonzero(passed) / len(self._rows)
        return Question(text, kind, parsed, to_filter(parsed, vocabulary, captions=False), share)

    def _sentence(self, kind: Kind) -> str:
        [record] = self._snapshot.records([self._chance.choice(self._rows)])
        excluded = [f"without {self._chance.choice(self._excluded)}"] if kind.excludes else []
        passed = self._passed(excluded)
        said: list[str] = []
        for part in self._parts(record):
            fewer = passed & self._passed([part])
            if np.count_nonzero(fewer) >= kind.share * len(self._rows):
                passed, said = fewer, [*said, part]
        rest = self._left_over(record) if kind.residual else []
        share = kind.share * self._chance.uniform(0.8, 1.2)  # so that a bound does not come twice
        return " ".join([*rest, *said, *excluded, self._bound(passed, share)])

    def _passed(self, parts: list[str]) -> NDArray[np.bool_]:
        tree = to_filter(self._parse(" ".join(parts)), self._snapshot.vocabulary)
        return self._snapshot.columns.match(tree)

    def _parts(self, record: ImageRecord) -> list[str]:
        """What is said of the image, a value of each facet, in any order."""
        facets = self._snapshot.vocabulary.by_id
        known = [(facets[name], each.values[0]) for name, each in record.attributes.items() if each.values]
        labels = {facet.by_id[value].label: facet.id for facet, value in known if value in facet.by_id}
        words = [label for label, facet in labels.items() if self._asks_only(label, facet)]
        return self._chance.sample(words, len(words))

    def _asks_only(self, words: str, facet: str) -> bool:
        parsed = self._parse(words)
        return [each.facet for each in parsed.filters] == [facet] and not parsed.residual

    def _left_over(self, record: ImageRecord) -> list[str]:
        words = self._parse(record.caption).residual.split()
        return words[: self._chance.randint(1, _WORDS_LEFT_OVER)]

    def _bound(self, passed: NDArray[np.bool_], share: float) -> str:
        """The price below which the wanted share is, or no bound where there is no more than that."""
        wanted = share * len(self._rows) / max(int(np.count_nonzero(passed)), 1)
        if wanted >= 1 or not passed.any():
            return ""
        price = np.quantile(self._prices[passed], wanted)
        return f"under {price:.2f} euros"


def _excludable(facets: Sequence[Facet]) -> list[str]:
    """The words for what a caption would name too, which is the most work to keep out."""
    named = [facet for facet in facets if facet.visible] or facets
    return [facet.by_id[value].label for facet in named for value in facet.values]


def _is_of(kind: Kind, parsed: ParsedQuery) -> bool:
    excludes = any(each.mode is Mode.MUST_NOT for each in parsed.filters)
    return (bool(parsed.residual), excludes) == (kind.residual, kind.excludes) and not parsed.excluded_words
