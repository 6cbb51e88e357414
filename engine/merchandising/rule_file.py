"""Rules as TOML: a table for each, in the order in which they have their say.

[[rule]]
kind = "pin"
name = "summer first"
contains = "summer"
products = ["p-12", "p-99"]
since = 2026-06-01

[[rule]]
kind = "hide"
name = "recalled"
filter = "brand:Acme price:..10"
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from weft.engine.errors import SettingsError
from weft.engine.merchandising.rules import KINDS, Rule

MOST_RULES = 10_000
"""How many rules there may be."""

LARGEST = 10_000_000
"""Bytes of a file of rules."""


def load_rules(path: Path) -> tuple[Rule, ...]:
    """The rules of a file; SettingsError, naming the rule, for one that makes no sense."""
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST + 1)
    except OSError as error:
        raise SettingsError(f"The rules {path} cannot be read: {error.strerror}.") from error
    if len(text) > LARGEST:
        raise SettingsError(f"The rules {path} are more than {LARGEST:,} bytes.", hint="Take some out.")
    return read_rules(text.decode("utf-8", "replace"), str(path))


def read_rules(text: str, name: str = "The rules") -> tuple[Rule, ...]:
    """As `load_rules`, of the text itself; `name` is what complaints begin with."""
    try:
        given = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"{name} are not TOML: {error}.") from error
    tables = given.pop("rule", [])
    if given or not isinstance(tables, list):
        raise SettingsError(f"{name} hold something else than rules.", hint="Begin each with [[rule]].")
    return check_rules([make_rule(table, f"{name}: rule {number}") for number, table in enumerate(tables, 1)])


def make_rule(table: Mapping[str, Any], where: str = "The rule") -> Rule:
    """A rule from its keys, `kind` among them; SettingsError that begins with `where` it stands."""
    named = str(table.get("kind")) if isinstance(table, Mapping) else ""
    if named not in KINDS:
        raise SettingsError(f"{where}: its kind is none that there is.", hint=f"Kinds: {', '.join(KINDS)}.")
    kind = KINDS[named]
    try:
        return kind.model_validate({key: value for key, value in table.items() if key != "kind"})
    except ValidationError as error:
        problem = error.errors()[0]
        said = problem["msg"].removeprefix("Value error, ")
        place = f"{problem['loc'][0]}: " if problem["loc"] else ""
        complaint = f"{where}: {place}{said[:1].lower()}{said[1:]}."
        hint = f"A {named} has {', '.join(kind.model_fields)}."
        raise SettingsError(complaint, hint=hint) from error


def check_rules(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules, if they go together; SettingsError if there are too many, or two of a name."""
    rules = tuple(rules)
    if len(rules) > MOST_RULES:
        raise SettingsError(f"{len(rules):,} rules are more than {MOST_RULES:,}.", hint="Take some out.")
    twice = [name for name, count in Counter(rule.name for rule in rules).items() if count > 1]
    if twice:
        raise SettingsError(f"Two rules are called {twice[0]!r}.", hint="Rename one of them.")
    return rules


def write_rules(rules: Iterable[Rule]) -> str:
    """Rules as the text of a file, from which the same ones are read."""
    return "\n".join(_table(rule) for rule in rules)


def _table(rule: Rule) -> str:
    body = {"kind": rule.kind, **rule.model_dump(exclude_defaults=True)}
    return "\n".join(["[[rule]]", *(f"{key} = {_value(value)}" for key, value in body.items()), ""])


def _value(value: object) -> str:
    """A text, number, truth value, date or list of texts in TOML."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
