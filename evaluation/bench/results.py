"""Trials to read: on a terminal, as one JSON object each, and as a page of Markdown with a plot."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from typing import Any

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from weft.evaluation.bench.contender import Weft
from weft.evaluation.bench.mix import PAGE
from weft.evaluation.bench.plot import growth_plot
from weft.evaluation.bench.race import DEPTH
from weft.evaluation.bench.trial import Trial

Rows = list[list[str]]
"""Cells of a table, its titles first."""


def trial_as_json(trial: Trial) -> dict[str, Any]:
    """The figures by which two builds are compared; the ratios are Weft's time over the peer's."""
    ours, peer = trial.times[Weft.name], trial.peer
    facts: dict[str, Any] = {
        "size": trial.plan.size,
        "queries": len(trial.mix),
        "p50_ms": ours.p50,
        "p95_ms": ours.p95,
        "cpu_p50_ms": ours.cpu_p50,
        "recall_at_50": min(trial.recall[Weft.name].values()),
        "qps_2_clients": trial.queries_a_second[2],
        "qps_4_clients": trial.queries_a_second[4],
        "build_s": trial.build_s[Weft.name],
        "open_s": trial.open_s,
        "rss_mb": trial.rss_mb,
        "peak_rss_mb": trial.peak_rss_mb,
        "disk_mb": trial.disk_mb[Weft.name],
        "stages_ms": trial.stages,
        "floor_p50_ms": float(np.median(trial.floor_ms)),
        "gigabytes_a_second": trial.bandwidth / 1e9,
        "peer": peer,
    }
    if peer:
        theirs = trial.times[peer]
        facts["peer_p50_ms"], facts["peer_p95_ms"] = theirs.p50, theirs.p95
        facts["peer_recall_at_50"] = min(trial.recall[peer].values())
        facts["ratio_p50"], facts["ratio_p95"] = ours.p50 / theirs.p50, ours.p95 / theirs.p95
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in facts.items()}


def print_trial(trial: Trial, console: Console) -> None:
    """The tables of one trial."""
    titles = (f"{trial.plan.size:,} images, {len(trial.mix)} searches", "Weft by stage", "Weft by share")
    for title, rows in zip(titles, (_engines(trial), _stages(trial), _shares(trial)), strict=True):
        table = Table(*rows[0], title=title, box=SIMPLE_HEAD)
        for row in rows[1:]:
            table.add_row(*row)
        console.print(table)
    console.print(_served(trial), markup=False, soft_wrap=True)


def trials_as_markdown(trials: Sequence[Trial], command: str, plot: str) -> str:
    """A page of all trials; `command` is what writes it, `plot` the picture beside it."""
    return _PAGE.format(
        command=command,
        machine=f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        bandwidth=trials[-1].bandwidth / 1e9,
        plot=plot,
        page=PAGE,
        trials="\n".join(map(_section, trials)),
        growth=_markdown(_growth(trials)),
    )


def plotted(trials: Sequence[Trial]) -> str:
    """How the medians grow with the size, as SVG."""
    names = {name: None for trial in trials for name in trial.times}
    return growth_plot(
        {
            name: [(trial.plan.size, trial.times[name].p50) for trial in trials if name in trial.times]
            for name in names
        }
    )


_PAGE = """# How fast Weft is

Written by `{command}`. {machine}; one core reads {bandwidth:.0f} GB a second.

Images are resampled from the public benchmark: attributes, captions and their vectors, none alike
(`catalogue.py`). Searches are drawn for them and never repeat (`mix.py`): filters that let .01 % to 50 %
through, with and without words left over and exclusions, page 1 or 3 of {page} hits. All are asked in turn.
Weft parses the sentence, embeds what is left of it, ranks, counts every facet by product, collapses and
explains. LanceDB is given the parsed filter and the words, embeds them, and gives rows (`peers.py`). Its
filters leave out that an exclusion also keeps a word out of captions: it has no index for that.

## Growth

![Milliseconds by size]({plot})

{growth}

{trials}
"""


def _section(trial: Trial) -> str:
    parts = [f"## {trial.plan.size:,} images", _markdown(_engines(trial)), _served(trial)]
    parts += ["By stage, medians in milliseconds:", _markdown(_stages(trial))]
    parts += [
        "By the share of images that pass; the floor is the time to read what must be read (`floor.py`):"
    ]
    return "\n\n".join([*parts, _markdown(_shares(trial)), ""])


def _markdown(rows: Rows) -> str:
    lines = [rows[0], ["---", *["---:"] * (len(rows[0]) - 1)], *rows[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _engines(trial: Trial) -> Rows:
    rows = [["engine", "p50 ms", "p95 ms", "CPU p50 ms", f"recall@{DEPTH}", "least", "build s", "disk MB"]]
    for name, times in trial.times.items():
        recall = list(trial.recall[name].values())
        numbers = (times.p50, times.p95, times.cpu_p50)
        shares = (float(np.mean(recall)), min(recall))
        rest = (trial.build_s[name], trial.disk_mb[name])
        cells = [*(f"{n:.1f}" for n in numbers), *(f"{n:.3f}" for n in shares), *(f"{n:,.0f}" for n in rest)]
        rows.append([name, *cells])
    return rows


def _stages(trial: Trial) -> Rows:
    return [list(trial.stages), [f"{value:.2f}" for value in trial.stages.values()]]


def _shares(trial: Trial) -> Rows:
    rows = [["share", "Weft p50 ms", "p95 ms", "floor ms", "times the floor", f"recall@{DEPTH}"]]
    asked = np.array([question.kind.share for question in trial.mix])
    for share, recall in trial.recall[Weft.name].items():
        wall = trial.times[Weft.name].wall[asked == share]
        floor = float(np.median(trial.floor_ms[asked == share]))
        p50, p95 = (float(each) for each in np.percentile(wall, [50, 95]))
        rows.append(
            [
                f"{share:.2%}",
                f"{p50:.1f}",
                f"{p95:.1f}",
                f"{floor:.2f}",
                f"{p50 / floor:.1f}",
                f"{recall:.3f}",
            ]
        )
    return rows


def _growth(trials: Sequence[Trial]) -> Rows:
    rows = [["images", "Weft p50", "p95", "best peer", "its p50", "its p95", "ratio p50", "ratio p95"]]
    for trial in trials:
        ours, theirs = trial.times[Weft.name], trial.times.get(trial.peer)
        against = [theirs.p50, theirs.p95, ours.p50 / theirs.p50, ours.p95 / theirs.p95] if theirs else []
        numbers = [f"{number:.2f}" for number in against] or ["", "", "", ""]
        rows.append([f"{trial.plan.size:,}", f"{ours.p50:.1f}", f"{ours.p95:.1f}", trial.peer, *numbers])
    return rows


def _served(trial: Trial) -> str:
    rates = ", ".join(f"{rate:.0f} with {number}" for number, rate in trial.queries_a_second.items())
    return (
        f"Over HTTP {rates} clients answers a second. Built in {trial.build_s[Weft.name]:.0f} s, opened in "
        f"{trial.open_s:.1f} s; the server takes {trial.rss_mb:,.0f} MB, {trial.peak_rss_mb:,.0f} at most."
    )
