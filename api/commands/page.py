"""The `--html` of `weft evaluate`: its report as a page with pictures."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

from weft.api.commands.files import writing
from weft.engine.errors import UsageError
from weft.engine.model import ParsedQuery
from weft.engine.query.parser import Parser
from weft.engine.settings import Settings
from weft.evaluation.metrics import Evaluation
from weft.evaluation.page.pictures import embedded, linked
from weft.evaluation.page.render import render_page
from weft.evaluation.page.views import Catalogue, Contender
from weft.evaluation.photos import Photos
from weft.evaluation.qrels import Qrels
from weft.evaluation.queries import LabelledQuery
from weft.evaluation.records import read_records
from weft.evaluation.runs import Run
from weft.vocab.loader import load_vocabulary
from weft.vocab.model import Vocabulary

OURS = "weft"
"""The name of runs that `weft run` writes; their sentences are shown as the parser understands them."""


def add_page(parser: ArgumentParser) -> None:
    """`--html` and `--images`."""
    parser.add_argument(
        "--html",
        type=Path,
        metavar="FILE",
        help="write the report as a page with the pictures of every query; needs --queries and --catalogue",
    )
    parser.add_argument(
        "--images", type=Path, metavar="DIR", help="folder of the pictures, to be put into the page"
    )


def require_page(arguments: Namespace) -> None:
    """UsageError for a page that could not be made, before anything is computed."""
    if arguments.html and not (arguments.queries and arguments.catalogue):
        hint = "It shows sentences and what is stored about the images."
        raise UsageError("--html needs --queries and --catalogue.", hint=hint)
    if arguments.images and not arguments.html:
        raise UsageError("--images is for --html.", hint="Name the page: --html FILE.")
    if arguments.images and not arguments.images.is_dir():
        raise UsageError(
            f"There is no folder {arguments.images}.", hint="--images names that of the pictures."
        )


def make_page(
    arguments: Namespace,
    scored: Sequence[tuple[Run, Evaluation]],
    *,
    queries: Sequence[LabelledQuery],
    qrels: Qrels,
    photos: Photos,
    settings: Settings,
) -> None:
    """Writes the page of a run, and of the baseline beside it if there are two."""
    vocabulary = load_vocabulary(settings.vocabulary)
    records = {record.image_id: record for record in read_records(arguments.catalogue, vocabulary)}
    picture = embedded(arguments.images, settings.max_pixels) if arguments.images else linked
    ours, *others = (
        Contender(run, evaluation, _parses(run, queries, vocabulary)) for run, evaluation in scored
    )
    catalogue = Catalogue(records, photos, qrels, vocabulary, picture)
    page = render_page(ours, queries, catalogue, baseline=others[0] if others else None)
    with writing(arguments.html, "The page") as path:
        path.write_text(page, encoding="utf-8")


def _parses(run: Run, queries: Sequence[LabelledQuery], vocabulary: Vocabulary) -> Mapping[str, ParsedQuery]:
    if run.name != OURS:
        return {}
    parser = Parser(vocabulary)
    return {query.id: parser.parse(query.text) for query in queries}
