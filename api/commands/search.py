"""`weft search`: the products for a sentence."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

import msgspec

from weft.api.answers import search_answer
from weft.api.commands.options import add_json, add_store, opened_engine, whole_number
from weft.api.commands.printing import print_result
from weft.api.question import filter_of
from weft.api.schemas import MAX_LIMIT, MAX_OFFSET
from weft.api.terminal import answers, write_json
from weft.engine.model import SearchRequest
from weft.vocab.model import Vocabulary


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    parser.add_argument("text", help="the sentence")
    add_store(parser)
    parser.add_argument("--filter", default="", metavar="EXPR", help="a filter beside the sentence")
    parser.add_argument(
        "--limit", type=whole_number(1, MAX_LIMIT), default=10, metavar="N", help="how many hits"
    )
    parser.add_argument(
        "--offset", type=whole_number(0, MAX_OFFSET), default=0, metavar="N", help="hits to skip"
    )
    parser.add_argument("--strict", action="store_true", help="let exclusions also drop what is not known")
    parser.add_argument("--images", action="store_true", help="images instead of products")
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Prints what was understood and the hits."""
    with opened_engine(arguments) as engine:
        result = engine.search(_request(arguments, engine.vocabulary))
        if arguments.json:
            write_json(msgspec.to_builtins(search_answer(result, engine.vocabulary)))
        else:
            print_result(result, engine.vocabulary, answers())
    return 0


def _request(arguments: Namespace, vocabulary: Vocabulary) -> SearchRequest:
    return SearchRequest(
        text=arguments.text,
        filter=filter_of(arguments.filter, vocabulary),
        strict=arguments.strict,
        collapse=not arguments.images,
        limit=arguments.limit,
        offset=arguments.offset,
    )
