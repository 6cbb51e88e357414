"""Whether a parser understood: its filters against the labels, by the photos that each lets through.

Two parses that let the same photos through are the same, however they are written. Ranges, for which
most catalogues have no numbers, must be equal, and words that the label excludes must be excluded.
`weft evaluate --parse` prints the report, for the parser as it stands or for a file that
`weft parse --queries QUERIES --json` wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from weft.engine.errors import EvaluationError
from weft.engine.query.parser import Parser
from weft.evaluation.asked import Asked
from weft.evaluation.parses import asked_of
from weft.evaluation.photos import Photos
from weft.evaluation.queries import LabelledQuery, by_slice


@dataclass(frozen=True, slots=True)
class ParseOutcome:
    """One sentence: what was wanted, what was understood, and how many photos differ.

    `lost` photos are wrongly kept out, `extra` ones wrongly let through; `leaks` are those of the let
    through that have what the sentence excludes. `same_rest` says that ranges and excluded words agree.
    """

    query: LabelledQuery
    wanted: Asked
    understood: Asked
    lost: int
    extra: int
    leaks: int
    same_rest: bool

    @property
    def exact(self) -> bool:
        """Whether the two let exactly the same photos through and agree on the rest."""
        return not self.lost and not self.extra and self.same_rest


@dataclass(frozen=True, slots=True)
class ParseScore:
    """A slice of the queries: how many there are, how many are exact, and what leaked."""

    slice: str
    queries: int
    exact: int
    leaking: int
    leaks: int

    @property
    def share(self) -> float:
        """Share of the queries that are exact."""
        return self.exact / self.queries


def judge_parses(
    queries: Iterable[LabelledQuery], parse: Callable[[LabelledQuery], Asked], photos: Photos
) -> tuple[ParseOutcome, ...]:
    """Compares a parser with the labels; queries without labelled filters are left out.

    `parse` is `parses_by(parser)`, or `parses_by_id(read_parses(path))` for a file of parses.
    """
    return tuple(_outcome(query, query.asked, parse(query), photos) for query in queries if query.asked)


def parses_by(parser: Parser) -> Callable[[LabelledQuery], Asked]:
    """What a parser in this process understands."""
    return lambda query: asked_of(parser.parse(query.text))


def parses_by_id(parses: Mapping[str, Asked]) -> Callable[[LabelledQuery], Asked]:
    """A parser that looks its answers up; EvaluationError for a query without one."""

    def parse(query: LabelledQuery) -> Asked:
        if query.id not in parses:
            hint = "Parse the same file of queries that is evaluated."
            raise EvaluationError(f"There is no parse for query {query.id!r}.", hint=hint)
        return parses[query.id]

    return parse


def score_parses(outcomes: Sequence[ParseOutcome]) -> tuple[ParseScore, ...]:
    """The score of all, then by tag, then by language."""
    slices = by_slice([outcome.query for outcome in outcomes])
    return tuple(
        _score(name, [each for each in outcomes if each.query.id in ids]) for name, ids in slices.items()
    )


def print_parses(outcomes: Sequence[ParseOutcome], console: Console) -> None:
    """The scores as a table, then each failing sentence with what it missed and what it made up."""
    table = Table("slice", "queries", "exact", "share", "leaking", "photos leaked", title="Parsing")
    for score in score_parses(outcomes):
        numbers = (score.queries, score.exact, f"{score.share:.3f}", score.leaking, score.leaks)
        table.add_row(score.slice, *map(str, numbers))
    console.print(table)
    for outcome in outcomes:
        if not outcome.exact:
            console.print(_failure(outcome), markup=False, highlight=False, soft_wrap=True)


def parses_as_json(outcomes: Sequence[ParseOutcome]) -> dict[str, Any]:
    """The scores and the failing sentences as one JSON object."""
    scores = (
        {"slice": s.slice, "queries": s.queries, "exact": s.exact, "share": s.share, "leaks": s.leaks}
        for s in score_parses(outcomes)
    )
    failing = (
        {"id": o.query.id, "query": o.query.text, "lost": o.lost, "extra": o.extra, "leaks": o.leaks}
        | {"missed": difference(o.wanted, o.understood), "made_up": difference(o.understood, o.wanted)}
        for o in outcomes
        if not o.exact
    )
    return {"scores": list(scores), "failing": list(failing)}


def difference(one: Asked, other: Asked) -> list[str]:
    """What the one constrains and the other does not, exclusions with a minus before them."""
    excluded = _excluded_values(one) - _excluded_values(other)
    facets = sorted({facet for facet, _ in excluded})
    written = [text for text in _written(one) if text not in _written(other)]
    return written + [
        f"-{facet}:{'|'.join(sorted(v for f, v in excluded if f == facet))}" for facet in facets
    ]


def _outcome(query: LabelledQuery, wanted: Asked, understood: Asked, photos: Photos) -> ParseOutcome:
    right, passed = photos.let_through(wanted), photos.let_through(understood)
    return ParseOutcome(
        query,
        wanted,
        understood,
        lost=int((right & ~passed).sum()),
        extra=int((passed & ~right).sum()),
        leaks=int((passed & photos.banned(wanted)).sum()),
        same_rest=_same_rest(wanted, understood),
    )


def _same_rest(wanted: Asked, understood: Asked) -> bool:
    same_ranges = set(wanted.ranges) == set(understood.ranges)
    return same_ranges and wanted.excluded_words <= understood.excluded_words


def _score(name: str, outcomes: Sequence[ParseOutcome]) -> ParseScore:
    exact = sum(each.exact for each in outcomes)
    leaking = sum(each.leaks > 0 for each in outcomes)
    return ParseScore(name, len(outcomes), exact, leaking, sum(each.leaks for each in outcomes))


def _failure(outcome: ParseOutcome) -> str:
    query = outcome.query
    counts = f"lost {outcome.lost}, extra {outcome.extra}, leaks {outcome.leaks}"
    lines = [f"{query.id} [{' '.join((*query.tags, query.language))}] {query.text!r}: {counts}"]
    lines += [f"    missed  {text}" for text in difference(outcome.wanted, outcome.understood)]
    lines += [f"    made up {text}" for text in difference(outcome.understood, outcome.wanted)]
    return "\n".join(lines)


def _written(asked: Asked) -> list[str]:
    """Everything but the exclusions of the whole sentence, each constraint as a filter expression."""
    written = sorted({str(each) for each in asked.all})
    written += [f"{each.field}:{each.low}..{each.high}" for each in asked.ranges]
    written += [f"-words:{' '.join(stems)}" for stems in sorted(asked.excluded_words)]
    return written + [f"({' '.join(_written(each) + _exclusions(each))})" for each in asked.either]


def _exclusions(asked: Asked) -> list[str]:
    return [f"-{facet}:{value}" for facet, value in sorted(_excluded_values(asked))]


def _excluded_values(asked: Asked) -> set[tuple[str, str]]:
    """Exclusions one a value: none of two together is none of each."""
    return {(each.facet, value) for each in asked.none for value in each.values}
