"""`weft serve`: the page and the API of a store."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from weft.api.app import create_app
from weft.api.commands.options import PORT, add_store, opened_engine, settings_of, whole_number
from weft.api.examples import examples_for
from weft.api.picture_folder import picture_folder
from weft.api.server import address_of, bind, serve
from weft.api.terminal import remarks


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    add_store(parser)
    parser.add_argument("--images", type=Path, metavar="DIR", help="folder of the pictures, if it has moved")
    add_address(parser)


def add_address(parser: ArgumentParser) -> None:
    """`--host`, `--port` and `--open`."""
    parser.add_argument("--host", default="127.0.0.1", help="address to serve on (127.0.0.1)")
    parser.add_argument(
        "--port",
        type=whole_number(0, 65_535),
        default=PORT,
        metavar="N",
        help=f"port ({PORT}; 0: a free one)",
    )
    parser.add_argument(
        "--open", action="store_true", help="serve to other machines too, although there are no keys yet"
    )


def run(arguments: Namespace) -> int:
    """Serves until Ctrl-C."""
    images = picture_folder(arguments.store, arguments.images)
    with (
        bind(arguments.host, arguments.port, open_to_others=arguments.open) as listening,
        opened_engine(arguments) as engine,
    ):
        examples = examples_for(engine.vocabulary.id)
        app = create_app(engine, settings_of(arguments), images=images, examples=examples)
        told = f"Serving {arguments.store} at {address_of(listening)} (Ctrl-C stops it)"
        remarks().print(told, markup=False, soft_wrap=True)
        serve(app, listening)
    return 0
