"""What tuning found: a settings file, a table, and one JSON object."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from weft.evaluation.significance import p_text
from weft.evaluation.tuning import Tuned


def tuned_as_toml(tuned: Tuned) -> str:
    """The searched settings as a file that `--settings` reads, with its figures as a comment."""
    lines = [f"# {sentence}" for sentence in _figures(tuned)]
    lines += [f"{name} = {json.dumps(getattr(tuned.after, name))}" for name in tuned.names]
    return "\n".join(lines) + "\n"


def print_tuned(tuned: Tuned, console: Console) -> None:
    """Prints what changed and what it is worth on queries that the search never saw."""
    table = Table("setting", "before", "after", title=f"{tuned.trials} settings tried")
    for name in tuned.names:
        table.add_row(name, f"{getattr(tuned.before, name):g}", f"{getattr(tuned.after, name):g}")
    console.print(table)
    for sentence in _figures(tuned):
        console.print(sentence, markup=False, highlight=False, soft_wrap=True)


def tuned_as_json(tuned: Tuned) -> dict[str, Any]:
    """Everything as one JSON object."""
    return {
        "before": {name: getattr(tuned.before, name) for name in tuned.names},
        "after": {name: getattr(tuned.after, name) for name in tuned.names},
        "training_before": tuned.training_before,
        "training_after": tuned.training_after,
        "unseen": asdict(tuned.unseen),
        "trials": tuned.trials,
    }


def _figures(tuned: Tuned) -> list[str]:
    unseen, gap = tuned.unseen, tuned.unseen.difference
    count = unseen.wins + unseen.losses + unseen.ties
    return [
        f"{unseen.measure} on {count} queries that were not trained on: {unseen.baseline:.4f} before, "
        f"{unseen.baseline + gap.mean:.4f} after, {gap.mean:+.4f} ({gap.low:+.4f} to {gap.high:+.4f}), "
        f"p {p_text(unseen.p)}, {unseen.wins} better, {unseen.losses} worse.",
        f"On the training part, which proves nothing: {tuned.training_before:.4f} before, "
        f"{tuned.training_after:.4f} after.",
        _advice(tuned),
    ]


def _advice(tuned: Tuned) -> str:
    if tuned.before == tuned.after:
        return "The search found nothing better than the settings there were."
    if tuned.unseen.difference.low > 0:
        return "The gain holds on unseen queries."
    return "No gain is shown on unseen queries: there is no reason to change the settings."
