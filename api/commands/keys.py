"""`weft keys`: who may use the API of a store."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime, timedelta

from rich.table import Table

from weft.api.access.keys import Key, Keys, Scope
from weft.api.commands.options import add_json, add_store, settings_of, whole_number
from weft.api.terminal import answers, remarks, write_json
from weft.engine.database import open_database
from weft.engine.errors import UsageError
from weft.engine.query.syntax import parse_filter
from weft.engine.settings import Settings
from weft.vocab.loader import load_vocabulary

LONGEST_DAYS = 3_660


def configure(parser: ArgumentParser) -> None:
    """Names the arguments."""
    parser.add_argument("action", choices=["create", "list", "revoke"], help="what to do")
    parser.add_argument("id", nargs="?", metavar="ID", help="revoke: the key")
    add_store(parser)
    parser.add_argument("--name", default="", help="create: whose key it is")
    parser.add_argument(
        "--scope",
        action="append",
        default=[],
        choices=[str(scope) for scope in Scope],
        help="create: what it opens; may be given several times",
    )
    parser.add_argument(
        "--filter", default="", metavar="EXPR", help="create: the only products that it shows and changes"
    )
    parser.add_argument(
        "--days",
        type=whole_number(1, LONGEST_DAYS),
        metavar="N",
        help="create: how long it is valid (for ever)",
    )
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Makes, lists or revokes keys."""
    if (arguments.action == "revoke") != (arguments.id is not None):
        raise UsageError("An id goes with revoke, and only there.", hint="weft keys revoke ID --store DIR")
    settings = settings_of(arguments)
    keys = Keys(open_database(arguments.store, settings.database))
    match arguments.action:
        case "create":
            _create(arguments, keys, settings)
        case "list":
            _list(arguments, keys)
        case _:
            key = keys.revoke(arguments.id)
            remarks().print(f"The key {key.id} ({key.name}) opens nothing any more.", markup=False)
    return 0


def _create(arguments: Namespace, keys: Keys, settings: Settings) -> None:
    if parse_filter(arguments.filter, load_vocabulary(settings.vocabulary)).sort:
        raise UsageError("The filter of a key cannot sort.", hint="Leave the sort: away.")
    expires = datetime.now(UTC) + timedelta(days=arguments.days) if arguments.days else None
    written, key = keys.create(
        arguments.name,
        map(Scope, arguments.scope),
        filter=arguments.filter,
        expires_at=expires.isoformat(timespec="milliseconds") if expires else "",
    )
    if arguments.json:
        write_json(_told(key) | {"key": written})
        return
    answers().print(written, markup=False, soft_wrap=True)
    remarks().print("This is the only time that the key is shown: keep it safe.")


def _list(arguments: Namespace, keys: Keys) -> None:
    known = keys.all()
    if arguments.json:
        write_json([_told(key) for key in known])
        return
    table = Table("id", "name", "scopes", "filter", "made", "expires", "state", box=None)
    for key in known:
        told = _told(key)
        days = (str(told[name])[:10] for name in ("created_at", "expires_at"))
        table.add_row(key.id, key.name, " ".join(sorted(key.scopes)), key.filter, *days, key.state)
    answers().print(table)


def _told(key: Key) -> dict[str, object]:
    """Everything about a key but its hash."""
    names = ("id", "name", "filter", "created_at", "expires_at", "revoked_at", "state")
    return {name: getattr(key, name) for name in names} | {"scopes": sorted(key.scopes)}
