"""`weft export`: everything in a store as catalogue lines."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing
from pathlib import Path

from weft.api.commands.options import add_store, opened_store
from weft.api.terminal import remarks
from weft.engine.catalogue.export import export


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    add_store(parser)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the file to write, .jsonl or .parquet"
    )


def run(arguments: Namespace) -> int:
    """Writes the file and says how many images it holds."""
    with closing(opened_store(arguments)) as store:
        count = export(store.snapshot(), arguments.out)
    remarks().print(f"{count:,} images written to {arguments.out}.", markup=False, soft_wrap=True)
    return 0
