"""`weft backup`: a store in one file, while it is in use."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path

from weft.api.terminal import remarks
from weft.engine.index.backup import ENDING, backup


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    parser.add_argument("--store", type=Path, required=True, metavar="DIR", help="folder of the store")
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE|DIR",
        help="the file to write; in a folder that is there it is named after store and time",
    )


def run(arguments: Namespace) -> int:
    """Writes the file and says how many images it holds."""
    out: Path = arguments.out
    if out.is_dir():
        moment = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
        out = out / f"{arguments.store.resolve().name}-{moment}{ENDING}"
    count = backup(arguments.store, out)
    remarks().print(f"{count:,} images backed up to {out}.", markup=False, soft_wrap=True)
    return 0
