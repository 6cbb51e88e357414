"""Binding and running: the application on a port, open only to this machine unless told otherwise."""

from __future__ import annotations

import contextlib
import ipaddress
import socket

import uvicorn
from litestar import Litestar

from weft.engine.errors import UsageError

_WAITING = 512
"""Connections that wait to be accepted."""


def bind(host: str, port: int, *, open_to_others: bool = False) -> socket.socket:
    """A listening socket; port 0 takes a free one.

    Raises UsageError for an address that other machines can reach unless `open_to_others`, because there
    are keys or because everybody may search, for a name that is no address of this machine, and for a port
    that is taken.
    """
    addresses = _addresses(host, port)
    if not open_to_others and not all(
        ipaddress.ip_address(str(each[0])).is_loopback for _, each in addresses
    ):
        raise UsageError(
            f"{host} can be reached by other machines, and there are no keys to keep anyone out.",
            hint="Make one with weft keys create, serve on 127.0.0.1, or say --open if everybody may search.",
        )
    family, address = addresses[0]
    # Named as TCP, so that the event loop switches Nagle's delay of 40 ms an answer off.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_WAITING)
    except OSError as error:
        listening.close()
        raise UsageError(
            f"{host}:{port} cannot be served on: {error}.", hint="Take another one with --port."
        ) from error
    return listening


def address_of(listening: socket.socket) -> str:
    """Where a browser finds it: `http://127.0.0.1:8765`."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(app: Litestar, listening: socket.socket) -> None:
    """Serves until Ctrl-C, which is a normal end."""
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def _addresses(host: str, port: int) -> list[tuple[socket.AddressFamily, tuple[str, int]]]:
    try:
        found = socket.getaddrinfo(host or "0.0.0.0", port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise UsageError(f"{host!r} is no address.", hint="Use 127.0.0.1.") from error
    return [(family, (str(address[0]), int(address[1]))) for family, _, _, _, address in found]
