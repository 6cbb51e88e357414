"""`weft parse`: what a sentence is understood to ask for."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

import msgspec

from weft.api.answers import understood
from weft.api.commands.options import add_json, add_settings, settings_of
from weft.api.commands.printing import print_sentence
from weft.api.terminal import answers, write_json
from weft.engine.errors import UsageError
from weft.engine.query.parser import Parser
from weft.evaluation.queries import read_queries
from weft.vocab.loader import load_vocabulary


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    parser.add_argument("text", nargs="?", help="the sentence")
    parser.add_argument("--queries", type=Path, metavar="FILE", help="parse every query of a JSONL file")
    add_json(parser)
    add_settings(parser)


def run(arguments: Namespace) -> int:
    """Prints the sentence with the words that were understood, or JSON."""
    vocabulary = load_vocabulary(settings_of(arguments).vocabulary)
    parser = Parser(vocabulary)
    for query_id, text in _sentences(arguments):
        query = parser.parse(text)
        if arguments.json:
            write_json(query_id | msgspec.to_builtins(understood(query, vocabulary)))
        else:
            print_sentence(query, vocabulary, answers())
    return 0


def _sentences(arguments: Namespace) -> Iterator[tuple[dict[str, str], str]]:
    """Sentences, those of a file with their ids."""
    if (arguments.text is None) == (arguments.queries is None):
        raise UsageError("Give either a sentence or --queries.", hint='For example: weft parse "red dress".')
    if arguments.text is not None:
        yield {}, arguments.text
        return
    for query in read_queries(arguments.queries):
        yield {"id": query.id}, query.text
