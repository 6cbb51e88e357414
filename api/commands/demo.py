"""`weft demo`: from nothing to answered sentences and a page to search on."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from socket import socket

from weft.api.access.callers import READING
from weft.api.app import create_app
from weft.api.commands.index import load, tell
from weft.api.commands.options import add_settings, settings_of, whole_number
from weft.api.commands.printing import print_result
from weft.api.commands.serve import add_address
from weft.api.examples import examples_for
from weft.api.server import address_of, bind, serve
from weft.api.terminal import answers, progress_bar, remarks
from weft.engine.catalogue.ingest import IngestSummary
from weft.engine.catalogue.reading import Reading
from weft.engine.catalogue.sources import read_source
from weft.engine.errors import UsageError
from weft.engine.extraction.open import open_extractor
from weft.engine.model import SearchRequest
from weft.engine.search.engine import SearchEngine
from weft.engine.settings import Settings
from weft.evaluation import data
from weft.evaluation.garments import draw_catalogue
from weft.vocab.loader import load_vocabulary

ANSWERS_SHOWN = 3

_SEEN = ("attributes", "caption")
"""What the drawings know of themselves."""


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    parser.add_argument(
        "--count", type=whole_number(1, 100_000), default=600, metavar="N", help="products to draw (600)"
    )
    parser.add_argument(
        "--photos",
        type=Path,
        metavar="DIR",
        help="show the real photos of the public benchmark instead, from the folder that weft photos filled",
    )
    parser.add_argument(
        "--folder", type=Path, default=Path(".demo"), metavar="DIR", help="where everything goes (.demo)"
    )
    parser.add_argument("--no-serve", action="store_true", help="stop after the answers")
    add_address(parser)
    add_settings(parser)


def run(arguments: Namespace) -> int:
    """Draws, indexes, answers and serves."""
    settings = settings_of(arguments)
    kind = "photos" if arguments.photos else f"{arguments.count}"
    pictures = arguments.photos or arguments.folder / f"catalogue-{kind}"
    store = arguments.folder / f"store-{kind}"
    with _port(arguments) as listening:  # taken first: nobody draws for a minute to learn that it is in use
        if arguments.photos:
            tell(load(_photographed(pictures), store, images=pictures, settings=settings))
        else:
            tell(_read(_drawn(pictures, arguments.count), store, settings))
        with closing(SearchEngine.open(store, settings)) as engine:
            _answer_examples(engine)
            if listening:
                examples = examples_for(engine.vocabulary.id)
                app = create_app(
                    engine, settings, access=READING, store=store, images=pictures, examples=examples
                )
                remarks().print(f"Search on {address_of(listening)} (Ctrl-C stops it)", markup=False)
                serve(app, listening)
    return 0


def _port(arguments: Namespace) -> AbstractContextManager[socket | None]:
    if arguments.no_serve:
        return nullcontext()
    return bind(arguments.host, arguments.port, open_to_others=arguments.open)


def _drawn(folder: Path, count: int) -> Path:
    """The drawn catalogue; one that was finished before is used again."""
    finished = folder / "catalogue.jsonl"  # written last
    if finished.is_file():
        return finished
    with progress_bar("drawing") as tick:
        return draw_catalogue(folder, count=count, progress=tick)


def _read(catalogue: Path, store: Path, settings: Settings) -> IngestSummary:
    """Loads what a shop would know of the drawings; what is on them the shipped network reads off them."""
    vocabulary = load_vocabulary(settings.vocabulary)
    lines = (
        replace(line, data={name: value for name, value in (line.data or {}).items() if name not in _SEEN})
        for line in read_source(catalogue, vocabulary)
    )
    reading = Reading(partial(open_extractor, "embedded", vocabulary))
    return load(lines, store, images=catalogue.parent, settings=settings, reading=reading)


def _photographed(folder: Path) -> Path:
    """The catalogue of the photos in a folder."""
    catalogue = folder / data.CATALOGUE.name
    if not catalogue.is_file():
        hint = f"Bring the photos there first: weft photos --to {folder}"
        raise UsageError(f"There is no {catalogue.name} in {folder}.", hint=hint)
    return catalogue


def _answer_examples(engine: SearchEngine) -> None:
    console = answers()
    for sentence in examples_for(engine.vocabulary.id):
        result = engine.search(SearchRequest(text=sentence, limit=ANSWERS_SHOWN, facets=()))
        print_result(result, engine.vocabulary, console)
        console.print()
