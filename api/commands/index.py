"""`weft index`: a catalogue into a store."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from weft.api.commands.options import add_json, add_store, settings_of
from weft.api.picture_folder import remember_folder
from weft.api.terminal import progress_bar, remarks, write_json
from weft.engine.catalogue.ingest import IngestSummary, ingest
from weft.engine.embedding.open import open_embedder
from weft.engine.errors import UsageError
from weft.engine.index.writer import StoreWriter
from weft.engine.settings import Settings
from weft.vocab.loader import load_vocabulary

REFUSED = 2
"""Exit code with --strict when a line was refused."""

_SHOWN = 20


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    parser.add_argument(
        "source",
        type=Path,
        nargs="?",
        metavar="SOURCE",
        help="JSONL, CSV or Parquet file, or a folder of pictures",
    )
    add_store(parser)
    parser.add_argument(
        "--images", type=Path, metavar="DIR", help="folder of the pictures; they are verified"
    )
    parser.add_argument(
        "--extractor",
        choices=["recorded"],
        default="recorded",
        help="where attributes come from; recorded takes those of the source",
    )
    parser.add_argument("--strict", action="store_true", help=f"exit code {REFUSED} if any line was refused")
    parser.add_argument(
        "--rebuild-text",
        action="store_true",
        help="make the text index again from the table, without a source",
    )
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Loads the source and says what became of its lines."""
    if arguments.rebuild_text == (arguments.source is not None):
        raise UsageError("Give either a source or --rebuild-text.", hint="See weft index --help.")
    if arguments.rebuild_text:
        return _rebuild_text(arguments)
    summary = load(
        arguments.source, arguments.store, images=arguments.images, settings=settings_of(arguments)
    )
    if arguments.json:
        write_json(asdict(summary))
    else:
        tell(summary)
    return REFUSED if arguments.strict and summary.refused else 0


def load(source: Path, store: Path, *, images: Path | None, settings: Settings) -> IngestSummary:
    """Loads a source into a store with a progress bar, and remembers where its pictures are."""
    if images is not None and not images.is_dir():
        raise UsageError(f"There is no folder {images}.", hint="--images names the folder of the pictures.")
    with progress_bar("images") as tick:
        summary = ingest(
            source,
            store,
            images=images,
            settings=settings,
            vocabulary=load_vocabulary(settings.vocabulary),
            embedder=open_embedder(settings.embedder),
            progress=tick,
        )
    folder = source if source.is_dir() else images
    if folder is not None:
        remember_folder(store, folder)
    return summary


def tell(summary: IngestSummary) -> None:
    """The counts and the first refused lines, on stderr."""
    console = remarks()
    for refusal in summary.refused[:_SHOWN]:
        name = f" {refusal.image_id}" if refusal.image_id else ""
        console.print(f"line {refusal.line}{name}: {refusal.reason}", markup=False, soft_wrap=True)
    if len(summary.refused) > _SHOWN:
        console.print(f"... and {len(summary.refused) - _SHOWN:,} more; --json lists them all", markup=False)
    loaded = f"{summary.added:,} added, {summary.updated:,} updated, {summary.unchanged:,} unchanged"
    console.print(f"{loaded}, {len(summary.refused):,} refused in {summary.seconds:.1f} s")


def _rebuild_text(arguments: Namespace) -> int:
    settings = settings_of(arguments)
    vocabulary, embedder = load_vocabulary(settings.vocabulary), open_embedder(settings.embedder)
    with StoreWriter(arguments.store, vocabulary=vocabulary, embedder=embedder) as writer:
        writer.rebuild_text()
    remarks().print("The text index was made again.")
    return 0
