"""The report of an evaluation: what to read on a terminal, and the same as one JSON object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from weft.evaluation.metrics import BROKEN, SMALLER_IS_BETTER, Evaluation, Scores
from weft.evaluation.queries import LabelledQuery, by_slice
from weft.evaluation.significance import Comparison, Interval, compare, interval

CHANGES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class SliceReport:
    """The queries with one tag or in one language: means with their intervals, by measure.

    `broken` is the number of hits that break an exclusion, None where it was not counted.
    """

    slice: str
    queries: int
    measures: Mapping[str, Interval]
    broken: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything there is to say about one run, against a baseline if one was given."""

    name: str
    slices: tuple[SliceReport, ...]
    comparisons: tuple[Comparison, ...]
    unjudged: tuple[str, ...]


def make_report(
    evaluation: Evaluation, queries: Sequence[LabelledQuery] = (), baseline: Evaluation | None = None
) -> Report:
    """Averages the scores over all queries, by tag and by language, and compares with the baseline."""
    measured = frozenset().union(*evaluation.scores.values())
    slices = {"all": measured} | {
        name: ids & measured for name, ids in by_slice(queries).items() if name != "all"
    }
    return Report(
        evaluation.name,
        tuple(_slice(name, ids, evaluation.scores) for name, ids in slices.items() if ids),
        tuple(
            _comparison(name, evaluation, baseline)
            for name in evaluation.scores
            if baseline and name in baseline.scores
        ),
        evaluation.unjudged,
    )


def print_report(report: Report, console: Console) -> None:
    """Prints the tables, and with a baseline the queries that changed most by the first measure."""
    console.print(_measures_table(report))
    if len(report.slices) > 1:
        console.print(_slices_table(report))
    if report.comparisons:
        console.print(_comparison_table(report))
        _print_changes(report.comparisons[0], console)
    if report.unjudged:
        console.print(f"Queries left out, as nothing relevant is known for them: {len(report.unjudged)}")


def report_as_json(report: Report) -> dict[str, Any]:
    """The whole report as one JSON object."""
    return asdict(report)


def _slice(name: str, ids: frozenset[str], scores: Mapping[str, Scores]) -> SliceReport:
    members = {measure: [by_id[i] for i in sorted(ids & by_id.keys())] for measure, by_id in scores.items()}
    means = {measure: interval(values) for measure, values in members.items() if values}
    broken = int(sum(members[BROKEN])) if members.get(BROKEN) else None
    return SliceReport(name, len(ids), means, broken)


def _comparison(measure: str, ours: Evaluation, baseline: Evaluation) -> Comparison:
    smaller = measure in SMALLER_IS_BETTER
    return compare(measure, ours.scores[measure], baseline.scores[measure], smaller_is_better=smaller)


def _measures_table(report: Report) -> Table:
    everything = report.slices[0]
    table = Table("measure", "mean", "95 % interval", title=f"{report.name}: {everything.queries} queries")
    for measure in _averaged(report):
        each = everything.measures[measure]
        table.add_row(measure, f"{each.mean:.4f}", f"{each.low:.4f} to {each.high:.4f}")
    if everything.broken is not None:
        table.add_row("hits breaking an exclusion", str(everything.broken), "")
    return table


def _slices_table(report: Report) -> Table:
    first, *others = _averaged(report)
    table = Table("", "n", first, "95 %", *others, BROKEN, title="By tag and language", box=SIMPLE_HEAD)
    for each in report.slices:
        main = each.measures[first]
        cells = (f"{each.measures[name].mean:.3f}" for name in others)
        interval_cell = f"{main.low:.2f}-{main.high:.2f}"
        broken = "" if each.broken is None else str(each.broken)
        table.add_row(each.slice, str(each.queries), f"{main.mean:.3f}", interval_cell, *cells, broken)
    return table


def _averaged(report: Report) -> list[str]:
    return [measure for measure in report.slices[0].measures if measure != BROKEN]


def _comparison_table(report: Report) -> Table:
    columns = ("measure", "baseline", "difference", "95 % interval", "p", "wins", "losses", "ties")
    table = Table(*columns, title="Against the baseline, query by query")
    for each in report.comparisons:
        gap = each.difference
        numbers = (
            f"{each.baseline:.4f}",
            f"{gap.mean:+.4f}",
            f"{gap.low:+.4f} to {gap.high:+.4f}",
            f"{each.p:.4f}",
        )
        table.add_row(each.measure, *numbers, str(each.wins), str(each.losses), str(each.ties))
    return table


def _print_changes(comparison: Comparison, console: Console) -> None:
    changes = comparison.differences
    some = {"Fell most": changes[: min(comparison.losses, CHANGES_SHOWN)]}
    some["Rose most"] = changes[::-1][: min(comparison.wins, CHANGES_SHOWN)]
    for title, shown in some.items():
        if shown:
            listed = ", ".join(f"{query} {gap:+.3f}" for query, gap in shown)
            console.print(f"{title} by {comparison.measure}: {listed}", highlight=False, soft_wrap=True)
