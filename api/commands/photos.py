"""`weft photos`: the photos of the public benchmark into a folder."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser, Namespace
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path

from weft.api.commands.options import add_json, add_settings, settings_of
from weft.api.terminal import progress_bar, remarks, write_json
from weft.engine.errors import UsageError
from weft.evaluation import data
from weft.evaluation.photo_files import (
    Fetch,
    PhotosFetched,
    fetch_photos,
    from_folder,
    from_web,
    read_checksums,
)

INCOMPLETE = 2
"""Exit code when a photo could not be had."""

_SHOWN = 5


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    parser.add_argument(
        "--to", type=Path, required=True, metavar="DIR", help="folder that the photos go to (120 MB)"
    )
    parser.add_argument(
        "--from",
        dest="folder",
        type=Path,
        metavar="DIR",
        help="folder that has them already, instead of the web",
    )
    add_json(parser)
    add_settings(parser)


def run(arguments: Namespace) -> int:
    """Fetches what is missing and says where it is."""
    fetched = bring_photos(arguments.to, _source(arguments))
    if arguments.json:
        write_json(asdict(fetched))
    else:
        _tell(fetched, arguments.to)
    return INCOMPLETE if fetched.failed else 0


def bring_photos(to: Path, source: AbstractContextManager[Fetch]) -> PhotosFetched:
    """The missing photos of the benchmark into a folder, with its catalogue beside them."""
    with progress_bar("photos") as tick, source as fetch:
        fetched = fetch_photos(read_checksums(data.CHECKSUMS), to, fetch, progress=tick)
    if to.is_dir():
        shutil.copyfile(data.CATALOGUE, to / data.CATALOGUE.name)
    return fetched


def _source(arguments: Namespace) -> AbstractContextManager[Fetch]:
    if arguments.folder is None:
        return from_web(settings_of(arguments).photos)
    if not arguments.folder.is_dir():
        raise UsageError(
            f"There is no folder {arguments.folder}.", hint="--from names one that has the photos."
        )
    return nullcontext(from_folder(arguments.folder))


def _tell(fetched: PhotosFetched, to: Path) -> None:
    console = remarks()
    for name, problem in list(fetched.failed.items())[:_SHOWN]:
        console.print(f"{name}: {problem}", markup=False, soft_wrap=True)
    if len(fetched.failed) > _SHOWN:
        console.print(f"... and {len(fetched.failed) - _SHOWN:,} more; --json lists them all", markup=False)
    counts = f"{fetched.fetched:,} fetched, {fetched.there_already:,} there already"
    console.print(f"{counts}, {len(fetched.failed):,} not had: {to}", markup=False, soft_wrap=True)
    if fetched.failed:
        console.print("Run it again for those, or name a folder that has them with --from.")
    else:
        console.print(f"See them in the shop: weft demo --photos {to}", markup=False, soft_wrap=True)
