"""A leaderboard to read: on a terminal, as one JSON object, and as a page of Markdown."""

from __future__ import annotations

import os
import platform
from dataclasses import asdict
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from weft.evaluation.benchmark import DEPTH, MEASURE, PAGE, Leaderboard, Standing
from weft.evaluation.metrics import WRONG
from weft.evaluation.significance import p_text

HOW_TO_ADD = (
    "To add an engine: let it answer queries.jsonl over catalogue.jsonl (both in weft/evaluation/data),\n"
    "write a TREC run (`query-id Q0 image-id rank score name`), then: weft benchmark --run NAME=FILE"
)


def print_leaderboard(board: Leaderboard, console: Console) -> None:
    """Prints the table, the differences from the first engine, and how to add one."""
    title = f"{board.queries} queries over {board.images:,} images: {MEASURE}, and {WRONG} on negation"
    table = Table(title=title, box=SIMPLE_HEAD)
    names, *rows = zip(_titles(board), *(_cells(each, board) for each in board.standings), strict=True)
    for name in names:
        table.add_column(name, justify="right" if name else "left")
    for row in rows:  # engines side by side: there are more measures than a terminal is wide
        table.add_row(*row)
    console.print(table)
    for standing in board.standings:
        if standing.comparison:
            told = f"{standing.name} against {board.first}: {_against(standing)}"
            console.print(told, markup=False, highlight=False, soft_wrap=True)
    console.print(f"\n{HOW_TO_ADD}", markup=False, highlight=False, soft_wrap=True)


def leaderboard_as_json(board: Leaderboard) -> dict[str, Any]:
    """The whole leaderboard as one JSON object."""
    return asdict(board)


def leaderboard_as_markdown(board: Leaderboard, command: str) -> str:
    """The leaderboard as a page; `command` is what writes it."""
    titles = [*_titles(board), f"against {board.first}"]
    rows = [titles, ["---", *["---:"] * (len(titles) - 1)]]
    rows += [[*_cells(standing, board), _against(standing)] for standing in board.standings]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return _PAGE.format(
        board=board, command=command, table=table, depth=DEPTH, page=PAGE, machine=_machine(), add=HOW_TO_ADD
    )


_PAGE = """# Leaderboard

{board.queries} queries over {board.images:,} images. Written by `{command}`.

{table}

- Weft has the labelled attributes and the captions. The baselines rank the captions, without filters and
  without parsing, by the same caption encoder.
- all to residual: mean nDCG@10 of all queries, then of those with a tag, or in another language than English
  (foreign). Higher is better here, lower in the other columns.
- wrong@10: share of the first ten hits that nobody would accept, on the queries that exclude something.
- broken: hits that have what the query excludes, among the first {depth} of every query.
- empty: share of the queries without any hit.
- p50 ms: median time of a query, for a page of {page}, one at a time in one process, on {machine}. Parse and
  query vector are included, facet counts are not. Weft also explains each hit. Compare within a table only.
- against {board.first}: difference of the mean nDCG@10 with its 95 % bootstrap interval, and p by a paired
  randomisation test over the queries.

{add}
"""


def _machine() -> str:
    return f"{os.cpu_count()} cores ({platform.machine()})"


def _titles(board: Leaderboard) -> list[str]:
    return ["", *board.columns, "broken", "empty", "p50 ms"]


def _cells(standing: Standing, board: Leaderboard) -> list[str]:
    broken = "" if standing.broken is None else f"{standing.broken:,}"
    took = "" if standing.p50_ms is None else f"{standing.p50_ms:.2f}"
    means = (f"{standing.means[title]:.3f}" for title in board.columns)
    return [standing.name, *means, broken, f"{standing.no_result:.3f}", took]


def _against(standing: Standing) -> str:
    if standing.comparison is None:
        return ""
    gap, p = standing.comparison.difference, standing.comparison.p
    return f"{gap.mean:+.3f} ({gap.low:+.3f} to {gap.high:+.3f}), p {p_text(p)}"
