"""What every baseline ranks: the captions of a catalogue, read by the same code that Weft indexes with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from weft.engine.protocols import CaptionEmbedder
from weft.evaluation.records import read_records
from weft.vocab.model import Vocabulary


@dataclass(frozen=True, slots=True)
class Documents:
    """The images of a catalogue: ids, what is written about each, and the vectors of that, a row each."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]
    vectors: NDArray[np.float32]


def read_documents(path: Path, vocabulary: Vocabulary, embedder: CaptionEmbedder) -> Documents:
    """Reads the lines of a catalogue and embeds them; CatalogueError as `read_records`.

    Words are those of title and caption; vectors are of the caption, or of the title where there is none.
    """
    records = read_records(path, vocabulary)
    vectors = embedder.embed([record.caption or record.title for record in records])
    texts = tuple(f"{record.title} {record.caption}".strip() for record in records)
    return Documents(tuple(record.image_id for record in records), texts, vectors)
