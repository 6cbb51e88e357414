"""`weft collections`: searches that were given a name."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict, replace

import msgspec

from weft.api.answers import search_answer
from weft.api.commands.desk import (
    Action,
    add_actions,
    add_nothing,
    add_person,
    opened_database,
    person_of,
    print_table,
    run_action,
    vocabulary_of,
)
from weft.api.commands.options import opened_engine, whole_number
from weft.api.commands.printing import print_result
from weft.api.terminal import answers, remarks, write_json
from weft.engine.merchandising.collections import Collections


def configure(parser: ArgumentParser) -> None:
    """Names the actions and their arguments."""
    add_actions(
        parser,
        {
            "list": Action("show the collections", add_nothing, _list),
            "save": Action("give a search a name", _takes_search, _save),
            "show": Action("search what a collection says", _takes_page, _show),
            "remove": Action("forget a collection", _takes_name, _remove),
        },
    )


run = run_action


def _takes_name(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="name of the collection")
    add_person(parser)


def _takes_search(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="its name")
    parser.add_argument("text", nargs="?", default="", metavar="TEXT", help="the sentence")
    parser.add_argument("--filter", default="", metavar="EXPR", help="a filter, alone or beside the sentence")
    add_person(parser)


def _takes_page(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="its name")
    parser.add_argument(
        "--limit", type=whole_number(1, 100), default=10, metavar="N", help="how many hits (10)"
    )


def _list(arguments: Namespace) -> int:
    with opened_database(arguments) as database:
        saved = Collections(database, vocabulary_of(arguments)).all()
    if arguments.json:
        write_json([asdict(each) for each in saved])
        return 0
    rows = [(each.name, each.sentence, each.filter, each.who, each.at[:16]) for each in saved]
    print_table(("name", "sentence", "filter", "saved by", "at"), rows)
    return 0


def _save(arguments: Namespace) -> int:
    with opened_database(arguments) as database:
        collections = Collections(database, vocabulary_of(arguments))
        who = person_of(arguments)
        saved = collections.save(arguments.name, sentence=arguments.text, filter=arguments.filter, who=who)
    if arguments.json:
        write_json(asdict(saved))
    else:
        remarks().print(f"The collection {saved.name!r} is saved.", markup=False)
    return 0


def _show(arguments: Namespace) -> int:
    with opened_engine(arguments) as engine, opened_database(arguments) as database:
        saved = Collections(database, engine.vocabulary).get(arguments.name)
        request = replace(saved.request(engine.vocabulary), limit=arguments.limit)
        result = engine.search(request)
        if arguments.json:
            write_json(msgspec.to_builtins(search_answer(result, engine.vocabulary)))
        else:
            print_result(result, engine.vocabulary, answers())
    return 0


def _remove(arguments: Namespace) -> int:
    with opened_database(arguments) as database:
        Collections(database, vocabulary_of(arguments)).remove(arguments.name, who=person_of(arguments))
    if arguments.json:
        write_json({"name": arguments.name})
    return 0
