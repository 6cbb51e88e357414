"""`weft rules`: what a merchant wants beside what the sentence says."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

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
from weft.api.question import filter_of
from weft.api.terminal import answers, remarks, write_json
from weft.api.web.cards import title_of
from weft.engine.merchandising.preview import Preview, preview
from weft.engine.merchandising.rule_book import RuleBook, amended
from weft.engine.merchandising.rule_file import load_rules, write_rules
from weft.engine.merchandising.rule_set import RuleSet
from weft.engine.merchandising.rules import Rule, told
from weft.engine.model import SearchRequest


def configure(parser: ArgumentParser) -> None:
    """Names the actions and their arguments."""
    add_actions(
        parser,
        {
            "list": Action("show the rules in their order", add_nothing, _list),
            "add": Action("add the rules of a file, or change those of the same names", _takes_file, _add),
            "set": Action("make the rules of a file all the rules there are", _takes_file, _set),
            "export": Action("print the rules as the text of a file", add_nothing, _export),
            "remove": Action("take a rule out", _takes_name, _remove),
            "on": Action("switch a rule on", _takes_name, _switch),
            "off": Action("switch a rule off", _takes_name, _switch),
            "preview": Action("show a search with and without the rules of a file", _takes_search, _preview),
        },
    )


run = run_action


def _takes_file(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="TOML file of rules")
    add_person(parser)


def _takes_name(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="name of the rule")
    add_person(parser)


def _takes_search(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="TOML file of rules to try beside the others")
    parser.add_argument("text", metavar="TEXT", help="the sentence")
    parser.add_argument("--filter", default="", metavar="EXPR", help="a filter beside the sentence")
    parser.add_argument(
        "--limit", type=whole_number(1, 100), default=10, metavar="N", help="how many hits (10)"
    )


def _list(arguments: Namespace) -> int:
    with opened_database(arguments) as database:
        rules = RuleBook(database, vocabulary_of(arguments)).all()
    if arguments.json:
        write_json([told(rule) for rule in rules])
        return 0
    rows = [(rule.kind, rule.name, "" if rule.enabled else "off", _said(rule)) for rule in rules]
    print_table(("kind", "name", "", "says"), rows)
    return 0


def _add(arguments: Namespace) -> int:
    return _write(arguments, replacing=False)


def _set(arguments: Namespace) -> int:
    return _write(arguments, replacing=True)


def _write(arguments: Namespace, *, replacing: bool) -> int:
    rules = load_rules(arguments.file)
    with opened_database(arguments) as database:
        book = RuleBook(database, vocabulary_of(arguments))
        change = book.set if replacing else book.put
        change(rules, who=person_of(arguments))
        count = len(book.all())
    return _tell(arguments, f"{count:,} rules hold now.", {"rules": count})


def _export(arguments: Namespace) -> int:
    with opened_database(arguments) as database:
        rules = RuleBook(database, vocabulary_of(arguments)).all()
    if arguments.json:
        write_json([told(rule) for rule in rules])
    else:
        sys.stdout.write(write_rules(rules))
    return 0


def _remove(arguments: Namespace) -> int:
    with opened_database(arguments) as database:
        RuleBook(database, vocabulary_of(arguments)).remove(arguments.name, who=person_of(arguments))
    return _tell(arguments, f"The rule {arguments.name!r} is gone.", {"name": arguments.name})


def _switch(arguments: Namespace) -> int:
    enabled = arguments.action == "on"
    with opened_database(arguments) as database:
        book = RuleBook(database, vocabulary_of(arguments))
        book.switch(arguments.name, enabled=enabled, who=person_of(arguments))
    said = f"The rule {arguments.name!r} is {arguments.action}."
    return _tell(arguments, said, {"name": arguments.name, "enabled": enabled})


def _preview(arguments: Namespace) -> int:
    tried = load_rules(arguments.file)
    with opened_engine(arguments) as engine, opened_database(arguments) as database:
        now = RuleBook(database, engine.vocabulary).all()
        within = filter_of(arguments.filter, engine.vocabulary)
        request = SearchRequest(arguments.text, filter=within, limit=arguments.limit, facets=())
        rules, others = (RuleSet(each, engine.vocabulary) for each in (now, amended(now, tried)))
        shown = preview(engine, request, rules, others)
    if arguments.json:
        write_json(_preview_told(shown))
    else:
        _print_preview(shown)
    return 0


def _preview_told(shown: Preview) -> dict[str, object]:
    totals = {"before": shown.before.total, "after": shown.after.total}
    moves = [
        {
            "image_id": move.hit.image.image_id,
            "product_id": move.hit.image.product_id,
            "before": move.before,
            "after": move.after,
            "rules": move.hit.explanation.rules,
        }
        for move in shown.moves
    ]
    return {"total": totals, "rules": shown.after.rules, "redirect": shown.after.redirect, "moves": moves}


def _print_preview(shown: Preview) -> None:
    rows = [
        (move.before or "", move.after or "", title_of(move.hit.image), ", ".join(move.hit.explanation.rules))
        for move in shown.moves
    ]
    print_table(("before", "after", "product", "by"), rows)
    console = answers()
    console.print(f"{shown.before.total:,} products before, {shown.after.total:,} after")
    for note in shown.after.query.notes:
        console.print(note, markup=False)
    if shown.after.redirect:
        console.print(f"goes to {shown.after.redirect}", markup=False)


def _said(rule: Rule) -> str:
    left_out = ("kind", "name", "enabled")
    return "; ".join(f"{key}: {value}" for key, value in told(rule).items() if key not in left_out)


def _tell(arguments: Namespace, said: str, facts: dict[str, object]) -> int:
    if arguments.json:
        write_json(facts)
    else:
        remarks().print(said, markup=False, soft_wrap=True)
    return 0
