"""Templates to prompts: `render` fills one in, `fingerprint` says which wording it was."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, meta

HERE = Path(__file__).parent


def render(name: str, **values: object) -> str:
    """The prompt that the template `<name>.jinja` makes of the values.

    Raises jinja2.UndefinedError for a value that the template uses and that was not given: a mistake in
    the code that calls, never in what a user wrote.
    """
    return _environment().get_template(f"{name}.jinja").render(**values)


@cache
def fingerprint(name: str) -> str:
    """Short hash over the text of a template and of all that it includes: another wording, another hash."""
    text = "\0".join(f"{file}\0{_source(file)}" for file in sorted(_reach(f"{name}.jinja")))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        undefined=StrictUndefined,
        autoescape=False,  # a prompt is plain text
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["quoted"] = _quoted
    return environment


def _quoted(text: object) -> str:
    """What a user wrote as one JSON string, so that it cannot pass for a part of the prompt.

    `<` is escaped, because the special tokens of a chat model begin with it.
    """
    return json.dumps(str(text), ensure_ascii=False).replace("<", "\\u003c")


def _reach(file: str) -> set[str]:
    """The file and those that it includes, imports or extends, at any depth."""
    found, waiting = set[str](), [file]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            used = meta.find_referenced_templates(_environment().parse(_source(current)))
            waiting.extend(name for name in used if name)
    return found


def _source(file: str) -> str:
    return (HERE / file).read_text(encoding="utf-8")
