"""A real browser on an application that is really served; what needs them skips where there is none."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import uvicorn
from litestar import Litestar

from weft.api.server import address_of, bind

if TYPE_CHECKING:
    import socket

    from playwright.sync_api import Browser

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
_FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=program, args=_FLAGS)
        yield browser
        browser.close()


@contextmanager
def listening() -> Iterator[tuple[socket.socket, str]]:
    """A socket on a free port of this machine, and its address."""
    with bind("127.0.0.1", 0) as bound:
        yield bound, address_of(bound)


@contextmanager
def served(app: Litestar, bound: socket.socket) -> Iterator[None]:
    """The application, answering on the socket."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    yield
    server.should_exit = True
    thread.join()
