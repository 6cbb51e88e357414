"""The images of a catalogue as Weft itself would store them; here, every line must be sound."""

from __future__ import annotations

from pathlib import Path

from weft.engine.catalogue.lines import to_record
from weft.engine.catalogue.sources import Line, read_source
from weft.engine.errors import CatalogueError
from weft.engine.model import ImageRecord
from weft.vocab.model import Vocabulary


def read_records(path: Path, vocabulary: Vocabulary) -> list[ImageRecord]:
    """Reads a catalogue; CatalogueError for the first line that cannot be loaded, or for none at all."""
    records = [_record(line, path, vocabulary) for line in read_source(path, vocabulary)]
    if not records:
        raise CatalogueError(f"The catalogue {path} is empty.", hint="It has one image a line.")
    return records


def _record(line: Line, path: Path, vocabulary: Vocabulary) -> ImageRecord:
    try:
        if line.data is None:
            raise CatalogueError(line.problem)
        return to_record(line.data, vocabulary)
    except CatalogueError as error:
        raise CatalogueError(f"{path.name} line {line.number} {error}.", hint=error.hint) from error
