"""`python -m weft.engine.embedding.distill`: a table from a model and the captions of a catalogue."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from weft.engine.embedding.distill.student import Recipe
from weft.engine.embedding.distill.table import Scale, make_table, write_table
from weft.engine.embedding.distill.teacher import BertTeacher
from weft.engine.errors import CatalogueError, WeftError


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        captions = read_captions(options.captions, options.split)
        teacher = BertTeacher(options.model, options.name or options.model.name)
        recipe = Recipe(epochs=options.epochs, seed=options.seed)
        table = make_table(teacher, captions, Scale(dimension=options.dimension), recipe)
        sys.stdout.write(write_table(options.out, table, teacher) + "\n")
    except WeftError as error:
        sys.stderr.write(f"{error} {error.hint}\n")
        return 2
    return 0


def read_captions(catalogue: Path, split: str | None) -> list[str]:
    """The captions of a catalogue's lines, of those with this `split` if one is given."""
    try:
        lines = [json.loads(line) for line in catalogue.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{catalogue} cannot be read as JSON lines: {error}.") from error
    captions = [
        _caption(line) for line in lines if isinstance(line, dict) and split in (None, line.get("split"))
    ]
    if not (captions := [caption for caption in captions if caption]):
        raise CatalogueError(
            f"{catalogue} holds no captions to learn from.", hint="Each line needs `caption`."
        )
    return captions


def _caption(line: dict[str, object]) -> str:
    caption = line.get("caption")
    return caption.strip() if isinstance(caption, str) else ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m weft.engine.embedding.distill", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="folder of a sentence-transformers model")
    parser.add_argument("--name", help="name of the model for the table's name; default the folder's")
    parser.add_argument("--captions", type=Path, required=True, help="catalogue, JSONL with `caption`")
    parser.add_argument("--split", help="take only lines with this `split`")
    parser.add_argument("--out", type=Path, required=True, help="folder to write the table into")
    parser.add_argument("--dimension", type=_positive, default=256)
    parser.add_argument("--epochs", type=_positive, default=4)
    parser.add_argument("--seed", type=int, default=0)
    return parser


def _positive(text: str) -> int:
    if not (text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"{text} is not a whole number above 0")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
