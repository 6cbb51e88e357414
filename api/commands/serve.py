"""`weft serve`: the page and the API of a store."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from pathlib import Path

from weft.api.access.callers import READING, Access
from weft.api.access.keys import Keys
from weft.api.app import create_app
from weft.api.commands.options import PORT, add_store, opened_engine, settings_of, whole_number
from weft.api.examples import examples_for
from weft.api.observing.logs import logging_to_stderr
from weft.api.observing.traces import traces_of
from weft.api.picture_folder import picture_folder
from weft.api.server import address_of, bind, serve
from weft.api.terminal import remarks
from weft.engine.database import is_made, open_database
from weft.engine.settings import Settings


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
    parser.add_argument("--open", action="store_true", help="let everybody search, without a key")


def run(arguments: Namespace) -> int:
    """Serves until Ctrl-C."""
    settings = settings_of(arguments)
    images = picture_folder(arguments.store, arguments.images)
    access = _access(arguments.store, settings, everybody=arguments.open)
    with logging_to_stderr(settings.log_level), ExitStack() as stack:
        listening = stack.enter_context(
            bind(arguments.host, arguments.port, open_to_others=arguments.open or bool(access.keys))
        )
        engine = stack.enter_context(opened_engine(arguments))
        if traces := traces_of():
            stack.callback(traces.close)
        examples = examples_for(engine.vocabulary.id)
        app = create_app(
            engine,
            settings,
            access=access,
            store=arguments.store,
            images=images,
            examples=examples,
            traces=traces,
        )
        who = "everybody may search" if access.everybody else "only with a key"
        told = f"Serving {arguments.store} at {address_of(listening)}, {who} (Ctrl-C stops it)"
        remarks().print(told, markup=False, soft_wrap=True)
        serve(app, listening)
    return 0


def _access(store: Path, settings: Settings, *, everybody: bool) -> Access:
    """Whoever has a key, where there are keys; everybody may search where there are none, or if told so."""
    keys = Keys(open_database(store, settings.database)) if is_made(store, settings.database) else None
    if keys is None or not keys.all():
        return READING
    return Access(keys, READING.everybody if everybody else frozenset())
