"""`weft reports`: what found nothing, what nobody looked at, and which words meant nothing."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from weft.api.commands.desk import Action, add_actions, opened_database, print_table, run_action
from weft.api.commands.options import opened_engine, whole_number
from weft.api.terminal import answers, write_json
from weft.engine.merchandising.reports import Finding, Reports
from weft.engine.merchandising.rule_file import write_rules
from weft.engine.merchandising.rules import told


def configure(parser: ArgumentParser) -> None:
    """Names the reports and their arguments."""
    add_actions(
        parser,
        {
            "no-results": Action("show sentences of which nothing has all", _takes_days, _run),
            "low-clicks": Action("show sentences whose hits are seldom looked at", _takes_days, _run),
            "unknown-words": Action("show words that no filter takes and no caption says", _takes_days, _run),
        },
    )


run = run_action


def _takes_days(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--days", type=whole_number(1, 3_660), default=30, metavar="N", help="how far back (30)"
    )
    parser.add_argument("--limit", type=whole_number(1, 1_000), default=20, metavar="N", help="how many (20)")
    parser.add_argument("--rules", action="store_true", help="print the rules that would help, as a file")


def _run(arguments: Namespace) -> int:
    with opened_engine(arguments) as engine, opened_database(arguments) as database:
        reports = Reports(database, engine)
        read = {
            "no-results": reports.no_results,
            "low-clicks": reports.low_clicks,
            "unknown-words": reports.unknown_words,
        }[arguments.action]
        found = read(days=arguments.days, limit=arguments.limit)
    if arguments.json:
        write_json([_told(finding) for finding in found])
    elif arguments.rules:
        text = write_rules(finding.rule for finding in found if finding.rule)
        answers().print(text, markup=False, soft_wrap=True, end="")
    else:
        rows = [(each.text, each.asked, each.clicked, each.total, each.why) for each in found]
        print_table(("asked", "times", "with a click", "finds", "why"), rows)
    return 0


def _told(finding: Finding) -> dict[str, object]:
    names = ("text", "asked", "clicked", "total", "why")
    rule = told(finding.rule) if finding.rule else None
    return {name: getattr(finding, name) for name in names} | {"rule": rule}
