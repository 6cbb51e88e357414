"""Options that several commands share, and what they open."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from weft.engine.embedding.open import open_embedder
from weft.engine.index.store import Store, open_store
from weft.engine.index.writer import StoreWriter
from weft.engine.search.engine import SearchEngine
from weft.engine.settings import Settings, load_settings
from weft.vocab.loader import load_vocabulary
from weft.vocab.model import Vocabulary

PORT = 8765

WAIT_SECONDS = 10.0
"""How long a small change waits for another writer of the store."""


def add_store(parser: ArgumentParser) -> None:
    """`--store`, and the settings it is opened with."""
    parser.add_argument("--store", type=Path, required=True, metavar="DIR", help="folder of the store")
    add_settings(parser)


def add_settings(parser: ArgumentParser) -> None:
    """`--settings`."""
    parser.add_argument(
        "--settings", type=Path, metavar="FILE", help="TOML file of settings; WEFT_* variables go before it"
    )


def add_json(parser: ArgumentParser) -> None:
    """`--json`."""
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else on stdout")


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """The type of an option that is a whole number within bounds."""

    def read(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise ArgumentTypeError(f"must be a whole number from {low} to {high:,}, not {text!r}")
        return int(text)

    return read


def settings_of(arguments: Namespace) -> Settings:
    """The settings of file and environment."""
    return load_settings(arguments.settings)


@contextmanager
def opened_engine(arguments: Namespace) -> Iterator[SearchEngine]:
    """The engine of the store, closed at the end."""
    engine = SearchEngine.open(arguments.store, settings_of(arguments))
    try:
        yield engine
    finally:
        engine.close()


def opened_store(arguments: Namespace) -> Store:
    """The read side of the store, without what searching needs."""
    settings = settings_of(arguments)
    vocabulary, embedder = load_vocabulary(settings.vocabulary), open_embedder(settings.embedder)
    return open_store(arguments.store, vocabulary=vocabulary, embedder=embedder)


@contextmanager
def opened_writer(arguments: Namespace) -> Iterator[tuple[StoreWriter, Vocabulary]]:
    """The writer of the store, and its vocabulary; another writer is waited for a little."""
    settings = settings_of(arguments)
    vocabulary, embedder = load_vocabulary(settings.vocabulary), open_embedder(settings.embedder)
    with StoreWriter(
        arguments.store, vocabulary=vocabulary, embedder=embedder, wait_seconds=WAIT_SECONDS
    ) as writer:
        yield writer, vocabulary
