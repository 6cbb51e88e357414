"""`weft review`: the values that a person should look at."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from weft.api.commands.desk import (
    Action,
    add_actions,
    add_person,
    opened_corrector,
    person_of,
    print_table,
    run_action,
)
from weft.api.commands.options import whole_number
from weft.api.terminal import remarks, write_json
from weft.engine.catalogue.lines import to_record
from weft.engine.catalogue.sources import read_source
from weft.engine.errors import CatalogueError
from weft.engine.merchandising.changes import Act, Change
from weft.engine.merchandising.corrector import Corrector
from weft.engine.merchandising.labels import write_labels
from weft.engine.merchandising.review import Item, Order, Review
from weft.engine.model import ImageRecord


def configure(parser: ArgumentParser) -> None:
    """Names the actions and their arguments."""
    add_actions(
        parser,
        {
            "list": Action("show what should be looked at first", _takes_order, _list),
            "accept": Action("say that a value is right", _takes_value, _accept),
            "skip": Action("leave a value as it is, until it changes", _takes_value, _skip),
            "compare": Action(
                "take what another extractor reads as a second opinion", _takes_source, _compare
            ),
            "labels": Action("write what people said as labels to learn from", _takes_out, _labels),
        },
    )


run = run_action


def _takes_order(parser: ArgumentParser) -> None:
    orders = [str(order) for order in Order]
    parser.add_argument("--order", choices=orders, default=orders[0], help="what comes first (doubt)")
    parser.add_argument("--facet", default="", metavar="FACET", help="of this facet alone")
    parser.add_argument("--limit", type=whole_number(1, 1_000), default=20, metavar="N", help="how many (20)")


def _takes_value(parser: ArgumentParser) -> None:
    parser.add_argument("image", metavar="IMAGE", help="id of the image")
    parser.add_argument("facet", metavar="FACET", help="the facet")
    add_person(parser)


def _takes_source(parser: ArgumentParser) -> None:
    parser.add_argument("source", type=Path, metavar="SOURCE", help="catalogue lines of the other extractor")
    parser.add_argument("--by", required=True, metavar="NAME", help="which extractor it is")


def _takes_out(parser: ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the JSONL file to write")


def _list(arguments: Namespace) -> int:
    with opened_corrector(arguments) as corrector:
        queue = _review(corrector).queue(Order(arguments.order), facet=arguments.facet, limit=arguments.limit)
    if arguments.json:
        write_json([_told(item) for item in queue])
        return 0
    rows = [
        (
            item.image.image_id,
            item.facet,
            _listed(item.image.attributes[item.facet].values),
            f"{item.image.attributes[item.facet].confidence:.2f}",
            item.shown,
            "; ".join(f"{other.by}: {_listed(other.values)}" for other in item.others),
        )
        for item in queue
    ]
    print_table(("image", "facet", "is", "sure", "shown", "others say"), rows)
    return 0


def _accept(arguments: Namespace) -> int:
    with opened_corrector(arguments) as corrector:
        change = Change(arguments.image, arguments.facet, Act.CONFIRM)
        corrector.correct([change], who=person_of(arguments))
    return _done(arguments)


def _skip(arguments: Namespace) -> int:
    with opened_corrector(arguments) as corrector:
        _review(corrector).skip(arguments.image, arguments.facet)
    return _done(arguments)


def _compare(arguments: Namespace) -> int:
    with opened_corrector(arguments) as corrector:
        vocabulary = corrector.corrections.vocabulary
        records: list[ImageRecord] = []
        for line in read_source(arguments.source, vocabulary):
            if line.data is None:
                raise CatalogueError(f"{arguments.source}, line {line.number}: {line.problem}.")
            records.append(to_record(line.data, vocabulary))
        count = _review(corrector).compare(records, arguments.by)
    if arguments.json:
        write_json({"contradictions": count})
    else:
        remarks().print(f"{count:,} values are contradicted: weft review list --order disagreement.")
    return 0


def _labels(arguments: Namespace) -> int:
    with opened_corrector(arguments) as corrector:
        known, snapshot = corrector.corrections.find(), corrector.store.snapshot()
        count = write_labels(known, snapshot, arguments.out)
    if arguments.json:
        write_json({"images": count})
    else:
        remarks().print(f"{count:,} images written to {arguments.out}.", markup=False, soft_wrap=True)
    return 0


def _review(corrector: Corrector) -> Review:
    return Review(corrector.corrections.database, corrector.corrections.vocabulary, corrector.store)


def _done(arguments: Namespace) -> int:
    if arguments.json:
        write_json({"image_id": arguments.image, "facet": arguments.facet})
    return 0


def _told(item: Item) -> dict[str, object]:
    known = item.image.attributes[item.facet]
    return {
        "image_id": item.image.image_id,
        "product_id": item.image.product_id,
        "facet": item.facet,
        "values": known.values,
        "confidence": known.confidence,
        "source": known.source,
        "shown": item.shown,
        "others": [{"by": other.by, "values": other.values} for other in item.others],
    }


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(values) or "nothing"
