"""A contact sheet of a drawn catalogue: `python -m weft.evaluation.garments.sheet FOLDER OUT.png`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from PIL import Image

from weft.engine.errors import CatalogueError

_CELL = (192, 240)


def contact_sheet(folder: Path, *, columns: int = 10, limit: int = 80, start: int = 0) -> Image.Image:
    """The pictures of a catalogue side by side, in the order of its lines."""
    lines = (folder / "catalogue.jsonl").read_text(encoding="utf-8").splitlines()[start : start + limit]
    if not lines:
        raise CatalogueError(f"{folder} has no picture number {start}", hint="start at a smaller number")
    rows = -(-len(lines) // columns)
    sheet = Image.new("RGB", (columns * _CELL[0], rows * _CELL[1]), "white")
    for number, line in enumerate(lines):
        with Image.open(folder / json.loads(line)["image"]) as picture:
            small = picture.resize(_CELL, Image.Resampling.LANCZOS)
        sheet.paste(small, (number % columns * _CELL[0], number // columns * _CELL[1]))
    return sheet


def main() -> None:
    """Write the contact sheet named on the command line."""
    parser = argparse.ArgumentParser(description=contact_sheet.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--limit", type=int, default=80)
    parser.add_argument("--start", type=int, default=0)
    options = parser.parse_args()
    contact_sheet(options.folder, limit=options.limit, start=options.start).save(options.out)


if __name__ == "__main__":
    main()
