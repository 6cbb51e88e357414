"""`weft doctor`: whether a store is sound, and how to mend it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from rich.console import Console

from weft.api.commands.options import add_json, add_store, settings_of
from weft.api.terminal import answers, write_json
from weft.engine.embedding.open import open_embedder
from weft.engine.index.doctor import Report, examine, repair
from weft.vocab.loader import load_vocabulary

UNSOUND = 1
"""Exit code when something differs."""


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    add_store(parser)
    add_json(parser)
    parser.add_argument(
        "--repair", action="store_true", help="mend what can be from the table, and compact; queries go on"
    )


def run(arguments: Namespace) -> int:
    """Says what differs and what to do about it; writes nothing unless it is to repair."""
    settings = settings_of(arguments)
    look = repair if arguments.repair else examine
    report = look(
        arguments.store,
        vocabulary=load_vocabulary(settings.vocabulary),
        embedder=open_embedder(settings.embedder),
    )
    if arguments.json:
        write_json(asdict(report) | {"store": str(report.store)})
    else:
        _tell(report, answers())
    return UNSOUND if report.findings else 0


def _tell(report: Report, console: Console) -> None:
    counts = f"{report.images:,} images of {report.products:,} products, version {report.version}"
    console.print(f"{report.store}: {counts}", markup=False, soft_wrap=True)
    state = f"{report.fragments:,} fragments to join, {report.holes:,} row numbers without an image"
    console.print(f"  {state}, recall {report.recall:.3f}", markup=False, soft_wrap=True)
    for finding in report.findings:
        console.print(f"  {finding.problem}\n    {finding.remedy}", markup=False, soft_wrap=True)
    if not report.findings:
        console.print(f"  table and text index agree, also on {report.filters} filters", markup=False)
