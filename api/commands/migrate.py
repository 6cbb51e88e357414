"""`weft migrate`: takes over a store of an older Weft or another vocabulary."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace

from rich.console import Console

from weft.api.commands.options import add_store, settings_of
from weft.api.terminal import answers
from weft.engine.embedding.open import open_embedder
from weft.engine.errors import UsageError
from weft.engine.index.migration import Plan, Value, migrate, plan_migration
from weft.vocab.loader import load_vocabulary


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    add_store(parser)
    parser.add_argument(
        "--rename",
        type=_rename,
        action="append",
        default=[],
        metavar="FACET.OLD=NEW",
        help="what a value is called from now on, where the vocabulary does not say it by an alias",
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    parser.add_argument("--force", action="store_true", help="go on although something stored would be lost")


def run(arguments: Namespace) -> int:
    """Says what changes, and does it unless something would be lost."""
    settings = settings_of(arguments)
    vocabulary, embedder = load_vocabulary(settings.vocabulary), open_embedder(settings.embedder)
    plan = plan_migration(arguments.store, vocabulary, dict(arguments.rename))
    console = answers()
    _tell(plan, console)
    if arguments.dry_run:
        return 0
    if plan.loses and not arguments.force:
        hint = "Say with --rename FACET.OLD=NEW what it is called now, or give --force; a backup is wise."
        raise UsageError("Nothing was changed: something that is stored would be lost.", hint=hint)
    migrate(arguments.store, plan, vocabulary=vocabulary, embedder=embedder)
    console.print(f"{plan.images:,} images taken over.", markup=False)
    return 0


def _tell(plan: Plan, console: Console) -> None:
    lines = [
        *(["The store was written by an older Weft."] if plan.outdated else []),
        *(f"{facet} is new: unknown until photos are extracted again." for facet in plan.new),
        *(
            f"{facet}: {old} becomes {new} ({plan.counts[facet, old]:,} images)."
            for (facet, old), new in plan.renamed.items()
        ),
        *(f"{facet}: {old} is dropped ({plan.counts[facet, old]:,} images)." for facet, old in plan.dropped),
        *(f"{facet} is gone, with all that is stored of it." for facet in plan.gone),
    ]
    for line in lines or ["The values of all images mean what they did."]:
        console.print(line, markup=False, soft_wrap=True)


def _rename(text: str) -> tuple[Value, str]:
    old, _, new = text.partition("=")
    facet, _, value = old.partition(".")
    if not (facet and value and new):
        raise ArgumentTypeError(f"must be FACET.OLD=NEW, not {text!r}")
    return (facet, value), new
