"""Furniture, a second domain in two languages: what the engine does here it has not learnt from clothes."""

from __future__ import annotations

from pathlib import Path

from weft.engine.model import Mode, ParsedFilter, ParsedQuery
from weft.engine.query.parser import Parser
from weft.vocab.loader import load_vocabulary

FOLDER = Path(__file__).parent / "domains" / "furniture"
FURNITURE = load_vocabulary(FOLDER)
PARSER = Parser(FURNITURE)

_SIGNS = {Mode.MUST: "", Mode.MUST_NOT: "-", Mode.PREFER: "~"}


def asked(sentence: str) -> str:
    """The filters by the names of their terms: `kind:sofa -parts:drawers ~part_tint:red`."""
    return chips(PARSER.parse(sentence))


def chips(parsed: ParsedQuery) -> str:
    """The filters of a parse, exclusions with a minus, preferences with a tilde, groups behind a #."""
    return " ".join(_chip(each) for each in parsed.filters)


def _chip(each: ParsedFilter) -> str:
    return f"{_SIGNS[each.mode]}{each.key}{f'#{each.group}' if each.group else ''}"
