"""`weft search`: the products for a sentence."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

import msgspec

from weft.api.answers import search_answer
from weft.api.commands.options import add_json, add_store, opened_engine, settings_of, whole_number
from weft.api.commands.printing import print_result
from weft.api.question import filter_of
from weft.api.schemas import MAX_LIMIT, MAX_OFFSET
from weft.api.terminal import answers, write_json
from weft.engine.catalogue.images import decode
from weft.engine.model import SearchRequest, Sort
from weft.vocab.model import Vocabulary


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    parser.add_argument("text", nargs="?", default="", help="the sentence")
    add_store(parser)
    parser.add_argument("--filter", default="", metavar="EXPR", help="a filter beside the sentence")
    parser.add_argument(
        "--limit", type=whole_number(1, MAX_LIMIT), default=10, metavar="N", help="how many hits"
    )
    parser.add_argument(
        "--offset", type=whole_number(0, MAX_OFFSET), default=0, metavar="N", help="hits to skip"
    )
    parser.add_argument("--image", type=Path, metavar="FILE", help="a picture that hits shall resemble")
    parser.add_argument("--like", default="", metavar="ID", help="an image of the store to resemble")
    parser.add_argument("--sort", default="", metavar="FIELD", help="price, -published_at: not by relevance")
    parser.add_argument(
        "--diversity", type=float, default=0.0, metavar="SHARE", help="0 to 1: first hits that differ"
    )
    parser.add_argument(
        "--relax", action="store_true", help="give up as little as possible where nothing has all of it"
    )
    parser.add_argument("--strict", action="store_true", help="let exclusions also drop what is not known")
    parser.add_argument("--images", action="store_true", help="images instead of products")
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Prints what was understood and the hits."""
    with opened_engine(arguments) as engine:
        request = _request(arguments, engine.vocabulary)
        if arguments.image:
            picture = decode(arguments.image, settings_of(arguments).max_pixels)
            request = replace(request, image=engine.read_picture(picture))
        result = engine.search(request)
        if arguments.json:
            write_json(msgspec.to_builtins(search_answer(result, engine.vocabulary)))
        else:
            print_result(result, engine.vocabulary, answers())
    return 0


def _request(arguments: Namespace, vocabulary: Vocabulary) -> SearchRequest:
    order: str = arguments.sort
    return SearchRequest(
        text=arguments.text,
        filter=filter_of(arguments.filter, vocabulary),
        strict=arguments.strict,
        collapse=not arguments.images,
        limit=arguments.limit,
        offset=arguments.offset,
        like=arguments.like,
        sort=Sort(order.removeprefix("-"), order.startswith("-")) if order else None,
        diversity=arguments.diversity,
        relax=arguments.relax,
    )
