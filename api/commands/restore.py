"""`weft restore`: a store from a backup."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from weft.api.commands.options import add_store, opened_writer
from weft.api.terminal import remarks
from weft.engine.index.backup import restore


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    parser.add_argument("backup", type=Path, metavar="FILE", help="what `weft backup` wrote")
    add_store(parser)


def run(arguments: Namespace) -> int:
    """Makes the store in a new folder, its text index included."""
    restore(arguments.backup, arguments.store)
    with opened_writer(arguments):
        remarks().print(f"{arguments.store} is restored.", markup=False, soft_wrap=True)
    return 0
