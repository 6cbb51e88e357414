"""What a search engine is opened with: a parser that knows the catalogue, and eyes for pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from weft.engine.embedding.open import open_dual_encoder
from weft.engine.filters import EVERYTHING, Filter
from weft.engine.index.store import Snapshot
from weft.engine.query.parser import Parser
from weft.engine.search.looks import Looks, Student
from weft.engine.settings import Settings
from weft.vocab.lexicon import NameMeaning
from weft.vocab.model import Vocabulary


def closing_all(*each: Callable[[], None] | None) -> Callable[[], None]:
    """Closes one after the other."""

    def close() -> None:
        for closing in filter(None, each):
            closing()

    return close


def open_looks(path: Path, settings: Settings, vocabulary: Vocabulary) -> Looks:
    """Looks at the image vectors of a store, with the encoder of the settings or the student."""

    def student() -> Student:
        from weft.engine.extraction.student.student import open_student  # its runtime takes long to load

        opened = open_student(vocabulary)
        return opened, opened.embedder

    encoder = open_dual_encoder(settings.image_encoder) if settings.image_encoder else None
    return Looks(path, encoder, student)


def parser_of(snapshot: Snapshot, vocabulary: Vocabulary, within: Filter = EVERYTHING) -> Parser:
    """A parser that knows the brands and words of a part of the data."""
    names = [NameMeaning("brand", brand) for brand in snapshot.distinct("brand", within) if brand]
    return Parser(vocabulary, names=names, known=frozenset(snapshot.words(within)))
