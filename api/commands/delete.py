"""`weft delete`: images or products out of a store."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from weft.api.commands.options import add_json, add_store, opened_writer
from weft.api.terminal import remarks, write_json
from weft.engine.catalogue.changes import delete_images
from weft.engine.errors import UsageError


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    parser.add_argument(
        "--image", action="append", default=[], metavar="ID", help="an image; may be repeated"
    )
    parser.add_argument(
        "--product",
        action="append",
        default=[],
        metavar="ID",
        help="all images of a product; may be repeated",
    )
    add_store(parser)
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Removes them and says how many images that were."""
    if not (arguments.image or arguments.product):
        raise UsageError("Nothing is named.", hint="Give --image ID or --product ID.")
    with opened_writer(arguments) as (writer, _):
        count = delete_images(writer, arguments.image, arguments.product)
    if arguments.json:
        write_json({"removed": count})
    else:
        remarks().print(f"{count:,} images removed.")
    return 0
