"""`weft index`: a catalogue into a store."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from weft.api.commands.extractors import AUTO, RECORDED, add_extractor, reading_of
from weft.api.commands.ingestion import followed, stoppable
from weft.api.commands.options import add_json, add_store, opened_store, settings_of
from weft.api.picture_folder import picture_folder, remember_folder
from weft.api.question import filter_of
from weft.api.terminal import remarks, write_json
from weft.engine.catalogue.export import stored_lines
from weft.engine.catalogue.ingest import IngestSummary, ingest
from weft.engine.catalogue.reading import Reading
from weft.engine.catalogue.removal import Sync
from weft.engine.catalogue.sources import Line
from weft.engine.embedding.open import open_embedder
from weft.engine.errors import UsageError
from weft.engine.index.writer import StoreWriter
from weft.engine.settings import Settings
from weft.vocab.loader import load_vocabulary

REFUSED = 2
"""Exit code with --strict when a line was refused."""

INTERRUPTED = 130
"""Exit code when Ctrl-C stopped it; the next run goes on."""

_SHOWN = 20
_KINDS = "JSONL, CSV or Parquet file, or a folder of pictures; a path, or an address such as s3://..."


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    parser.add_argument("source", nargs="?", metavar="SOURCE", help=_KINDS)
    add_store(parser)
    parser.add_argument("--images", metavar="DIR", help="folder of the pictures, or its address")
    add_extractor(parser)
    parser.add_argument("--sync", action="store_true", help="remove what the source does not name")
    parser.add_argument("--force", action="store_true", help="let --sync remove more than a fifth")
    parser.add_argument("--strict", action="store_true", help=f"exit code {REFUSED} if any line was refused")
    instead = parser.add_argument_group("instead of a source")
    instead.add_argument(
        "--reextract", metavar="EXPR", help="read the stored photos of a filter anew: 'extractor_version:<3'"
    )
    instead.add_argument(
        "--rebuild-text", action="store_true", help="make the text index again from the table"
    )
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Loads the source and says what became of its lines."""
    ways = [arguments.source is not None, arguments.reextract is not None, arguments.rebuild_text]
    if sum(ways) != 1:
        raise UsageError(
            "Give either a source, --reextract or --rebuild-text.", hint="See weft index --help."
        )
    if arguments.rebuild_text:
        return _rebuild_text(arguments)
    summary = _reextract(arguments) if arguments.reextract is not None else _load(arguments)
    if arguments.json:
        write_json(asdict(summary))
    else:
        tell(summary)
    if summary.interrupted:
        return INTERRUPTED
    return REFUSED if arguments.strict and summary.refused else 0


def load(
    source: str | Path | Iterator[Line],
    store: Path,
    *,
    images: str | Path | None,
    settings: Settings,
    reading: Reading | None = None,
    sync: Sync | None = None,
    events: bool = False,
) -> IngestSummary:
    """Loads a source into a store while it shows how far it is, and remembers where its pictures are."""
    with followed(events=events) as progress, stoppable() as stop:
        summary = ingest(
            source,
            store,
            images=images,
            settings=settings,
            vocabulary=load_vocabulary(settings.vocabulary),
            embedder=open_embedder(settings.embedder),
            reading=reading,
            sync=sync,
            progress=progress,
            stop=stop,
        )
    folder = source if isinstance(source, str | Path) and Path(source).is_dir() else images
    if folder is not None and "://" not in str(folder):
        remember_folder(store, Path(folder))
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
    removed = f", {summary.removed:,} removed" if summary.removed else ""
    read = f", {summary.read:,} photos read" if summary.read else ""
    console.print(f"{loaded}{removed}, {len(summary.refused):,} refused{read} in {summary.seconds:.1f} s")
    if summary.report:
        console.print(summary.report, markup=False, soft_wrap=True)
    if summary.failed or summary.waiting:
        photos = f"{summary.failed:,} photos could not be read and {summary.waiting:,} wait for their turn"
        console.print(f"{photos}: see weft jobs, and index again later.", soft_wrap=True)
    if summary.unseen:
        hint = "name their folder with --images to have them read"
        console.print(f"{summary.unseen:,} photos were not looked at: {hint}.", soft_wrap=True)
    if summary.interrupted:
        console.print("Stopped before the end; the same command goes on from here.")


def _load(arguments: Namespace) -> IngestSummary:
    settings = settings_of(arguments)
    images, source = arguments.images, arguments.source
    if images is not None and "://" not in images and not Path(images).is_dir():
        raise UsageError(f"There is no folder {images}.", hint="--images names the folder of the pictures.")
    if images is None and arguments.extractor not in (AUTO, RECORDED) and "://" not in source:
        images = Path(source).parent
    return load(
        source,
        arguments.store,
        images=images,
        settings=settings,
        reading=reading_of(arguments, load_vocabulary(settings.vocabulary)),
        sync=Sync(_tell_vanished, force=arguments.force) if arguments.sync else None,
        events=arguments.json,
    )


def _tell_vanished(vanished: int, held: int) -> None:
    share = vanished / held if held else 0.0
    remarks().print(f"{vanished:,} of {held:,} stored images ({share:.1%}) are not in the source.")


def _reextract(arguments: Namespace) -> IngestSummary:
    settings = settings_of(arguments)
    images = picture_folder(arguments.store, Path(arguments.images) if arguments.images else None)
    with closing(opened_store(arguments)) as store:
        reading = reading_of(arguments, store.vocabulary)
        if reading is None:
            raise UsageError("Recorded attributes cannot be read anew.", hint="Name another --extractor.")
        lines = stored_lines(store.snapshot(), filter_of(arguments.reextract, store.vocabulary))
        with followed(events=arguments.json) as progress, stoppable() as stop:
            return ingest(
                lines,
                arguments.store,
                images=images,
                settings=settings,
                vocabulary=store.vocabulary,
                embedder=open_embedder(settings.embedder),
                reading=Reading(reading.open),
                progress=progress,
                stop=stop,
            )


def _rebuild_text(arguments: Namespace) -> int:
    settings = settings_of(arguments)
    vocabulary, embedder = load_vocabulary(settings.vocabulary), open_embedder(settings.embedder)
    with StoreWriter(arguments.store, vocabulary=vocabulary, embedder=embedder) as writer:
        writer.rebuild_text()
    remarks().print("The text index was made again.")
    return 0
