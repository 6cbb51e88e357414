"""What the commands of a merchandiser share: their actions, who acts, and what they open."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Engine

from weft.api.commands.options import add_json, add_store, opened_store, settings_of
from weft.api.terminal import answers
from weft.engine.database import open_database
from weft.engine.embedding.open import open_embedder
from weft.engine.index.writer import StoreWriter
from weft.engine.merchandising.corrections import Corrections
from weft.engine.merchandising.corrector import Corrector
from weft.vocab.loader import load_vocabulary
from weft.vocab.model import Vocabulary

WAIT_SECONDS = 1.0
"""How long a correction waits for another process that writes, before it is left to that one."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a command does: what it is, its arguments, and the doing, which gives the exit code."""

    what: str
    configure: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]


def add_actions(parser: ArgumentParser, actions: Mapping[str, Action]) -> None:
    """The actions of a command, each with the options that all have."""
    choices = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, action in actions.items():
        told = f"{action.what[:1].upper()}{action.what[1:]}."
        own = choices.add_parser(name, help=action.what, description=told, allow_abbrev=False)
        action.configure(own)
        add_store(own)
        add_json(own)
        own.set_defaults(act=action.run)


def run_action(arguments: Namespace) -> int:
    """Does what was chosen."""
    code: int = arguments.act(arguments)
    return code


def add_nothing(_: ArgumentParser) -> None:
    """For an action without arguments of its own."""


def add_person(parser: ArgumentParser) -> None:
    """`--as`."""
    parser.add_argument("--as", dest="person", metavar="NAME", help="who does it, for the log (your login)")


def person_of(arguments: Namespace) -> str:
    """Who acts."""
    if arguments.person:
        return str(arguments.person)
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no login, as in some containers
        return "somebody"


def vocabulary_of(arguments: Namespace) -> Vocabulary:
    """The vocabulary of the settings."""
    return load_vocabulary(settings_of(arguments).vocabulary)


@contextmanager
def opened_database(arguments: Namespace) -> Iterator[Engine]:
    """The database of the store, closed at the end."""
    database = open_database(arguments.store, settings_of(arguments).database)
    try:
        yield database
    finally:
        database.dispose()


@contextmanager
def opened_corrector(arguments: Namespace) -> Iterator[Corrector]:
    """Makes corrections to the store."""
    settings = settings_of(arguments)
    vocabulary, embedder = load_vocabulary(settings.vocabulary), open_embedder(settings.embedder)
    write = partial(
        StoreWriter, arguments.store, vocabulary=vocabulary, embedder=embedder, wait_seconds=WAIT_SECONDS
    )
    with closing(opened_store(arguments)) as store, opened_database(arguments) as database:
        yield Corrector(Corrections(database, vocabulary), store, write)


def print_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Rows under their names, each in one line however long: ids are there to be copied."""
    lines = [[" ".join(str(cell).split()) for cell in row] for row in (header, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    console = answers()
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        console.print("  ".join(cells).rstrip(), markup=False, soft_wrap=True)
