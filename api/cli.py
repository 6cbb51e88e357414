"""The `weft` command: the composition root, the only module that sees all parts.

Each command is a module of `weft.api.commands` with two functions: `configure(parser)` names its
arguments, `run(arguments)` does the work and gives the exit code. Only the one that was asked for is
imported, so that `weft --version` is quick.
"""

from __future__ import annotations

import sys
from argparse import SUPPRESS, ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version
from typing import NoReturn, Protocol, cast

from weft.api.terminal import tell_error
from weft.engine.errors import StoreMismatchError, StoreMissingError, UsageError, WeftError

OURS, THEIRS, INTERRUPTED = 1, 2, 130
"""Exit codes: our fault, the user's, and Ctrl-C."""

COMMANDS = {
    "demo": "draw a catalogue, index it, answer four sentences and serve the page",
    "index": "load a catalogue into a store",
    "update": "change prices and stock in a store",
    "delete": "remove images or products from a store",
    "jobs": "show what could not be read, and have it tried again",
    "search": "search a store",
    "parse": "show what a sentence is understood to ask for",
    "run": "answer a file of queries as a TREC run",
    "evaluate": "score a run by judgments",
    "photos": "fetch the photos of the public benchmark",
    "bench": "measure how fast searches are, beside other engines",
    "benchmark": "compare Weft with baselines on labelled photos",
    "tune": "search better weights on labelled queries",
    "grade": "judge what runs found on a page, or compare two graders",
    "quepid": "turn judgments and runs into Quepid files, and back",
    "distill": "train a small extractor of your own on labelled photos",
    "serve": "serve the page and the API of a store",
    "keys": "make, list and revoke the keys of the API",
    "export": "write everything in a store as catalogue lines",
    "correct": "set, clear or confirm what is known about images, and undo it",
    "review": "show the values that a person should look at",
    "rules": "pin, hide, boost, bury, replace, redirect",
    "collections": "keep searches under a name",
    "reports": "show what found nothing, and the rules that would help",
    "doctor": "look whether a store is sound, and mend it",
    "migrate": "take over a store of an older Weft or another vocabulary",
    "backup": "write a store into one file, while it is in use",
    "restore": "make a store from a backup",
}


class _Command(Protocol):
    configure: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]


class _Parser(ArgumentParser):
    """Errors in one line, as everywhere."""

    def error(self, message: str) -> NoReturn:
        """Raises UsageError instead of printing the whole usage."""
        raise UsageError(f"{message[:1].upper()}{message[1:]}.", hint=f"See {self.prog} --help.")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; 0 when all is well, 2 for the user's fault, 1 for ours."""
    try:
        return _run(sys.argv[1:] if argv is None else list(argv))
    except WeftError as error:
        tell_error(error)
        return THEIRS if isinstance(error, UsageError | StoreMissingError | StoreMismatchError) else OURS
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # `weft ... | head`
        sys.stderr.close()
        return 0


def _run(argv: list[str]) -> int:
    parser = _parser()
    if not argv:
        parser.print_help()
        return 0
    if argv[0] not in COMMANDS:
        parser.parse_args(argv)  # --help and --version end here
        raise UsageError(f"There is no command {argv[0]!r}.", hint=f"Commands: {', '.join(COMMANDS)}.")
    name, *rest = argv
    command = cast(_Command, import_module(f"weft.api.commands.{name}"))
    own = _Parser(prog=f"weft {name}", description=_sentence(COMMANDS[name]), allow_abbrev=False)
    command.configure(own)
    return command.run(own.parse_args(_joined(rest)))


def _joined(argv: Sequence[str]) -> list[str]:
    """`--filter -colors:red` as one word: argparse takes a value that begins with a dash for an option."""
    words = list(argv)
    while "--filter" in words[:-1]:
        at = words.index("--filter")
        words[at : at + 2] = [f"--filter={words[at + 1]}"]
    return words


def _parser() -> _Parser:
    listed = "\n".join(f"  {name:<12}{what}" for name, what in COMMANDS.items())
    parser = _Parser(
        prog="weft",
        usage="weft COMMAND [OPTIONS]",
        description="Finds products by what can be seen on them.",
        epilog=f"Commands (weft COMMAND --help says more):\n{listed}",
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"weft {version('weft')}")
    parser.add_argument("command", nargs="*", help=SUPPRESS)
    return parser


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
