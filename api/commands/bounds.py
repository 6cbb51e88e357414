"""The thresholds of `weft evaluate`: `--fail-under`, `--fail-over`, and the exit code for a build."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from weft.evaluation.report import Report
from weft.evaluation.thresholds import Threshold, missed, read_threshold

MISSED = 3
"""Exit code when a threshold is missed: not 2, which says that the command itself was wrong."""


def add_bounds(parser: ArgumentParser) -> None:
    """`--fail-under` and `--fail-over`."""
    for option, means in (("--fail-under", "below"), ("--fail-over", "above")):
        parser.add_argument(
            option,
            action="append",
            default=[],
            metavar="[SLICE:]MEASURE=VALUE",
            help=f"exit code {MISSED} if the mean is {means} this, over all queries or those of a tag or"
            " language; may be repeated",
        )


def bounds_of(arguments: Namespace) -> list[Threshold]:
    """The thresholds given, read before anything is computed."""
    lows = [read_threshold(text, low=True) for text in arguments.fail_under]
    return lows + [read_threshold(text, low=False) for text in arguments.fail_over]


def verdict(report: Report, thresholds: list[Threshold]) -> int:
    """Says on stderr which thresholds are missed; 0 if none is."""
    sentences = missed(report, thresholds)
    for sentence in sentences:
        sys.stderr.write(f"weft: {sentence}.\n")
    return MISSED if sentences else 0
