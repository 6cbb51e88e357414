"""Weights and rank constant by search on some queries, reported on others that the search never saw.

Fusion knows ratios only: the weight of attribute fit stays, and those of words and vectors are searched
against it. One setting is changed at a time, to the value that scores best with the others held, in an
order drawn from the seed, until a whole round changes nothing. A value must gain MIN_GAIN, or the search
would follow the noise of single queries.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from weft.engine.errors import EvaluationError
from weft.engine.settings import Settings
from weft.engine.text import stems
from weft.evaluation.metrics import Scores
from weft.evaluation.queries import LabelledQuery
from weft.evaluation.significance import Comparison, compare

GRID: Mapping[str, tuple[float, ...]] = {
    "text_weight": (0.0, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0),
    "vector_weight": (0.0, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0),
    "rank_constant": (5, 10, 20, 40, 60, 100, 200),
}
"""The values tried for each setting, beside the one it has."""

MIN_GAIN = 0.0005
FEWEST = 10
"""Queries that either part must have for its mean to say anything."""

_ROUNDS = 5

Score = Callable[[Settings, Sequence[LabelledQuery]], Scores]
"""Answers queries with some settings and measures each; higher is better."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The queries that settings are searched on, and those that they are reported on."""

    training: tuple[LabelledQuery, ...]
    unseen: tuple[LabelledQuery, ...]


@dataclass(frozen=True, slots=True)
class Tuned:
    """What the search found; `unseen` compares it with the settings before, on queries it never saw.

    `training_before` and `training_after` are means, and too good to be true.
    """

    before: Settings
    after: Settings
    training_before: float
    training_after: float
    unseen: Comparison
    trials: int

    @property
    def names(self) -> tuple[str, ...]:
        """The settings that were searched."""
        return tuple(GRID)


def parts_of(training: Sequence[LabelledQuery], unseen: Sequence[LabelledQuery]) -> Parts:
    """The two parts, if they may stand beside each other.

    Raises EvaluationError when a sentence, whatever the order and endings of its words, is in both, or
    when a part is too small.
    """
    known = {_same(query): query for query in training}
    if twice := next((query for query in unseen if _same(query) in known), None):
        message = f"Query {twice.id!r} ({twice.text!r}) is {known[_same(twice)].id!r} of the training part."
        raise EvaluationError(message, hint="Report on queries that were not trained on.")
    for name, part in (("training", training), ("unseen", unseen)):
        if len(part) < FEWEST:
            message = f"The {name} part has {len(part)} queries, fewer than {FEWEST}."
            raise EvaluationError(message, hint="Label more queries, or split them otherwise.")
    return Parts(tuple(training), tuple(unseen))


def split(queries: Sequence[LabelledQuery], *, share: float = 0.5, seed: int = 0) -> Parts:
    """Draws the training part, `share` of the queries; each tag and language is split alike.

    Sentences that differ by the order or the endings of their words alone stay together.
    """
    alike: dict[frozenset[str], list[LabelledQuery]] = {}
    for query in queries:
        alike.setdefault(_same(query), []).append(query)
    groups = list(alike.values())
    random.Random(seed).shuffle(groups)
    groups.sort(key=lambda group: (group[0].language, group[0].tags))
    training: list[LabelledQuery] = []
    unseen: list[LabelledQuery] = []
    for place, group in enumerate(groups):
        chosen = int((place + 1) * share) > int(place * share)
        (training if chosen else unseen).extend(group)
    return parts_of(training, unseen)


def tune(
    parts: Parts,
    score: Score,
    settings: Settings,
    *,
    measure: str,
    seed: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Tuned:
    """Searches on the training part, and compares what was found with what was, on the unseen part."""
    search = _Search(parts.training, score, progress)
    before = search.mean(settings)
    found = search.climb(settings, random.Random(seed))
    after = search.mean(found)
    unseen = compare(measure, score(found, parts.unseen), score(settings, parts.unseen))
    return Tuned(settings, found, before, after, unseen, search.trials)


class _Search:
    """Coordinate search that scores no setting twice."""

    def __init__(
        self, queries: Sequence[LabelledQuery], score: Score, progress: Callable[[int], None] | None
    ) -> None:
        self._queries = queries
        self._score = score
        self._progress = progress
        self._means: dict[tuple[float, ...], float] = {}

    @property
    def trials(self) -> int:
        """How many settings were scored."""
        return len(self._means)

    def mean(self, settings: Settings) -> float:
        """The mean of the training part."""
        point = tuple(getattr(settings, name) for name in GRID)
        if point not in self._means:
            scores = self._score(settings, self._queries)
            self._means[point] = sum(scores.values()) / len(scores)
            if self._progress:
                self._progress(self.trials)
        return self._means[point]

    def climb(self, settings: Settings, chance: random.Random) -> Settings:
        """The best settings found, changing one at a time."""
        for _ in range(_ROUNDS):
            before = settings
            for name in chance.sample(list(GRID), len(GRID)):
                settings = self._best_of(name, settings)
            if settings == before:
                break
        return settings

    def _best_of(self, name: str, settings: Settings) -> Settings:
        others = [settings.model_copy(update={name: value}) for value in GRID[name]]
        best = max(others, key=self.mean)
        return best if self.mean(best) >= self.mean(settings) + MIN_GAIN else settings


def _same(query: LabelledQuery) -> frozenset[str]:
    return frozenset(stems(query.text))
