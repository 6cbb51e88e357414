"""What people said, as labels: catalogue lines from which extractors are trained and judged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from weft.engine.errors import CatalogueError
from weft.engine.filters import Match
from weft.engine.index.store import Snapshot
from weft.engine.merchandising.overlay import AT_ONCE, Correction
from weft.engine.model import Source
from weft.vocab.model import Vocabulary


def label_lines(corrections: Iterable[Correction], snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    """A catalogue line for each image that somebody corrected, with those facets alone.

    `provenance` names them; a facet whose value was cleared is there too, without any. Corrections are given
    by image; those of images that are not in the store any more are passed over.
    """
    by_image = [(key, list(each)) for key, each in groupby(corrections, lambda each: each.image_id)]
    for start in range(0, len(by_image), AT_ONCE):
        some = dict(by_image[start : start + AT_ONCE])
        rows = np.flatnonzero(snapshot.columns.match(Match("image_id", frozenset(some))))
        for record in snapshot.records(rows):
            known = [each for each in some[record.image_id] if each.facet in snapshot.vocabulary.by_id]
            yield {
                "image_id": record.image_id,
                "product_id": record.product_id,
                "image": record.image,
                "attributes": {each.facet: _value(each, snapshot.vocabulary) for each in known},
                "provenance": {each.facet: Source.HUMAN.value for each in known},
            }


def write_labels(corrections: Iterable[Correction], snapshot: Snapshot, out: Path) -> int:
    """Writes the lines as JSONL and says how many; CatalogueError if the file cannot be written."""
    try:
        with out.open("w", encoding="utf-8") as file:
            count = 0
            for line in label_lines(corrections, snapshot):
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                count += 1
    except OSError as error:
        raise CatalogueError(f"{out} cannot be written: {error.strerror}.") from error
    return count


def _value(each: Correction, vocabulary: Vocabulary) -> object:
    values = each.values or ()
    return list(values) if vocabulary.by_id[each.facet].multiple else values[0]
