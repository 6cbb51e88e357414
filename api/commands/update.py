"""`weft update`: prices and stock into a store, without touching anything else."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from weft.api.commands.options import add_json, add_store, opened_writer
from weft.api.terminal import remarks, write_json
from weft.engine.catalogue.changes import update_offers
from weft.engine.catalogue.sources import read_source

_SHOWN = 20


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    parser.add_argument(
        "source",
        metavar="SOURCE",
        help="JSONL, CSV or Parquet: image_id or product_id, and what changes of price, currency, in_stock",
    )
    add_store(parser)
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Changes what the source names and says how many images that were."""
    with opened_writer(arguments) as (writer, vocabulary):
        summary = update_offers(read_source(arguments.source, vocabulary), writer)
    if arguments.json:
        write_json(asdict(summary))
        return 0
    console = remarks()
    for refusal in summary.refused[:_SHOWN]:
        console.print(f"line {refusal.line}: {refusal.reason}", markup=False, soft_wrap=True)
    counts = f"{summary.missing:,} lines name nothing in the store, {len(summary.refused):,} refused"
    console.print(f"{summary.changed:,} images changed, {counts}.")
    return 0
