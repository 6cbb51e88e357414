"""Sentences, chips and hits on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from weft.api.question import Question
from weft.api.web import wording
from weft.api.web.cards import title_of
from weft.api.web.chips import Chip, chips_of, sentence_of
from weft.engine.model import Mode, ParsedQuery, SearchResult
from weft.engine.query.expression import print_parsed
from weft.vocab.model import Vocabulary

_STYLES = {Mode.MUST: "bold green", Mode.MUST_NOT: "bold red", Mode.PREFER: "bold yellow"}
_SIGNS = {Mode.MUST: "+", Mode.MUST_NOT: "-", Mode.PREFER: "~"}


def print_sentence(query: ParsedQuery, vocabulary: Vocabulary, console: Console) -> None:
    """The sentence with its words coloured by what they do, and below it what was understood."""
    chips = chips_of(query, Question(query.text), vocabulary)
    styles = {str(mode): style for mode, style in _STYLES.items()} | {"ranked": "cyan", "": "dim"}
    console.print(Text.assemble(*((piece.text, styles[piece.kind]) for piece in sentence_of(query, chips))))
    for chip in chips:
        console.print(Text("  ").append_text(_chip(chip)).append(f"   from “{chip.words}”", "dim"))
    if expression := print_parsed(query, vocabulary):
        console.print(Text.assemble("  ", ("as a filter ", "dim"), expression), soft_wrap=True)
    if query.residual:
        console.print(Text.assemble("  ", ("ranked by ", "dim"), (query.residual, "cyan")))
    if query.sort:
        console.print(Text.assemble("  ", ("sorted by ", "dim"), wording.order(query.sort)))
    for fix in query.corrections:
        console.print(Text.assemble("  ", (f"read “{fix.written}” as ", "dim"), fix.read_as))
    for note in query.notes:
        console.print(Text(f"  {note}", "dim"))


def print_result(result: SearchResult, vocabulary: Vocabulary, console: Console) -> None:
    """What was understood in one line, the total, and the hits as a table."""
    chips = chips_of(result.query, Question(result.query.text), vocabulary)
    console.print(Text(result.query.text or "everything", "bold"))
    console.print(Text("  ").join([Text(""), *map(_chip, chips)]))
    for note in result.query.notes:
        console.print(Text(f"  {note}", "dim"))
    if result.hits:
        console.print(_table(result))
    console.print(Text(f"  {wording.products(result.total)}", "dim"))


def _chip(chip: Chip) -> Text:
    said = f"{chip.label} {chip.value}".strip()
    return Text.assemble((f"{_SIGNS[chip.mode]} {chip.verb} ", _STYLES[chip.mode]), said)


def _table(result: SearchResult) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(justify="right", style="dim", no_wrap=True, min_width=3)
    table.add_column(max_width=56)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    for hit in result.hits:
        record = hit.image
        cells = (title_of(record), record.brand, wording.price(record.price, record.currency))
        table.add_row(str(hit.rank), *map(Text, cells))
    return table
