"""`weft correct`: what a person knows better, of one image or of many."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from weft.api.commands.desk import (
    Action,
    add_actions,
    add_nothing,
    add_person,
    opened_corrector,
    opened_database,
    person_of,
    print_table,
    run_action,
    vocabulary_of,
)
from weft.api.commands.options import whole_number
from weft.api.question import filter_of
from weft.api.terminal import remarks, write_json
from weft.engine.errors import UsageError
from weft.engine.merchandising.audit import read_entries
from weft.engine.merchandising.changes import CORRECTION, Act, Change
from weft.engine.merchandising.corrections import Corrections
from weft.engine.merchandising.corrector import Outcome, Plan


def configure(parser: ArgumentParser) -> None:
    """Names the actions and their arguments."""
    add_actions(
        parser,
        {
            "set": Action("give a value", _takes_values, _change),
            "clear": Action("take a value away", _takes_facet, _change),
            "confirm": Action("say that a value is right", _takes_facet, _change),
            "release": Action("leave a value to feed and model again", _takes_facet, _change),
            "undo": Action("take back what was changed at once", _takes_batch, _undo),
            "list": Action("show what people said", add_nothing, _list),
            "log": Action("show who changed what and when, the newest first", _takes_limit, _log),
            "follow": Action("bring the store up to what people said", add_nothing, _follow),
        },
    )


run = run_action


def _takes_values(parser: ArgumentParser) -> None:
    parser.add_argument("facet", metavar="FACET:VALUE[,VALUE]", help="what it is")
    _takes_images(parser)


def _takes_facet(parser: ArgumentParser) -> None:
    parser.add_argument("facet", metavar="FACET", help="the facet")
    _takes_images(parser)


def _takes_images(parser: ArgumentParser) -> None:
    parser.add_argument("image", nargs="?", metavar="IMAGE", help="id of the image")
    parser.add_argument("--filter", metavar="EXPR", help="all images that a filter finds, after a preview")
    parser.add_argument("--yes", action="store_true", help="with --filter: change them")
    parser.add_argument("--expect", metavar="VALUE[,VALUE]", help="only if it is this until now")
    add_person(parser)


def _takes_batch(parser: ArgumentParser) -> None:
    parser.add_argument("batch", metavar="BATCH", help="the name that the change was given")
    add_person(parser)


def _takes_limit(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--limit", type=whole_number(1, 100_000), default=20, metavar="N", help="how many (20)"
    )


def _change(arguments: Namespace) -> int:
    if (arguments.image is None) == (arguments.filter is None):
        raise UsageError("Give either an image or --filter.", hint="See weft correct set --help.")
    if arguments.filter is not None and arguments.expect is not None:
        raise UsageError("--expect goes with an image.", hint="Say it in the filter instead.")
    act = Act.UNDO if arguments.action == "release" else Act(arguments.action)
    facet, _, listed = arguments.facet.partition(":")
    values = tuple(filter(None, listed.split(",")))
    with opened_corrector(arguments) as corrector:
        if arguments.filter is not None:
            within = filter_of(arguments.filter, corrector.corrections.vocabulary)
            plan = corrector.plan(within, facet, act, values)
            changes = plan.changes
            if not arguments.yes:
                return _preview(plan, facet, as_json=arguments.json)
        else:
            expected = (
                tuple(filter(None, arguments.expect.split(","))) if arguments.expect is not None else None
            )
            changes = (Change(arguments.image, facet, act, values, expected),)
        return _tell(corrector.correct(changes, who=person_of(arguments)), as_json=arguments.json)


def _undo(arguments: Namespace) -> int:
    with opened_corrector(arguments) as corrector:
        outcome = corrector.undo(arguments.batch, who=person_of(arguments))
    return _tell(outcome, as_json=arguments.json)


def _list(arguments: Namespace) -> int:
    with opened_database(arguments) as database:
        known = Corrections(database, vocabulary_of(arguments)).find()
    if arguments.json:
        write_json([asdict(each) for each in known])
        return 0
    rows = [(each.image_id, each.facet, _listed(each.values or ()), each.who, each.at[:16]) for each in known]
    print_table(("image", "facet", "is", "says", "since"), rows)
    return 0


def _log(arguments: Namespace) -> int:
    with opened_database(arguments) as database:
        Corrections(database, vocabulary_of(arguments))
        entries = read_entries(database, what=CORRECTION, limit=arguments.limit)
    if arguments.json:
        write_json([asdict(each) for each in entries])
        return 0
    rows = [
        (
            each.batch,
            each.at[:16],
            each.who,
            each.subject,
            *(_told(side) for side in (each.before, each.after)),
        )
        for each in entries
    ]
    print_table(("batch", "at", "who", "image and facet", "before", "after"), rows)
    return 0


def _follow(arguments: Namespace) -> int:
    with opened_corrector(arguments) as corrector:
        done = corrector.follow()
    if arguments.json:
        write_json({"followed": done})
    else:
        said = "The store has all corrections." if done else "Another process writes: it brings them along."
        remarks().print(said)
    return 0


def _preview(plan: Plan, facet: str, *, as_json: bool) -> int:
    before = [{"values": list(values), "images": count} for values, count in plan.before.items()]
    if as_json:
        write_json({"matched": plan.matched, "changing": len(plan.changes), "before": before})
        return 0
    print_table((f"{facet} now", "images"), [(_listed(values), n) for values, n in plan.before.items()])
    counts = f"{len(plan.changes):,} of {plan.matched:,} images would change; --yes changes them."
    remarks().print(counts)
    return 0


def _tell(outcome: Outcome, *, as_json: bool) -> int:
    if as_json:
        write_json(asdict(outcome))
        return 0
    said = f"{outcome.changed:,} changed, {outcome.unchanged:,} were so already."
    if outcome.changed:
        said += f" weft correct undo {outcome.batch} takes it back."
    if outcome.pending:
        said += " Another process is writing to the store: it brings them along."
    remarks().print(said, markup=False, soft_wrap=True)
    return 0


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(values) or "nothing"


def _told(side: dict[str, list[str]]) -> str:
    return f"{_listed(tuple(side['values']))} ({side['source']})"
