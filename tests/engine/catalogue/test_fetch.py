from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from weft.engine.catalogue.fetch import Fetcher, FetchLimits, is_public
from weft.engine.errors import FetchError, ImageError


class _Shop(BaseHTTPRequestHandler):
    """A server that behaves as its paths say."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        match self.path:
            case "/picture":
                self._answer(200, b"picture")
            case "/moved":
                self._answer(302, headers={"Location": "/picture"})
            case "/circle":
                self._answer(302, headers={"Location": "/circle"})
            case "/busy-once":
                self._answer(429 if self.asked.count(self.path) == 1 else 200, b"late")
            case "/busy":
                self._answer(503)
            case "/drip":
                self._drip()
            case _:
                self._answer(404)

    def _answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        """A byte now and then, for ever: no single read is late."""
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.02)
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def shop() -> Iterator[str]:
    _Shop.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Shop)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    opened = Fetcher(FetchLimits(heaviest=1_000, seconds=5.0, private=True))
    yield opened
    opened.close()


@pytest.mark.parametrize("path", ["/picture", "/moved"])
def test_a_picture_is_fetched_wherever_it_moved(fetcher: Fetcher, shop: str, path: str) -> None:
    assert fetcher.fetch(shop + path) == b"picture"


def test_what_may_pass_is_tried_again(fetcher: Fetcher, shop: str) -> None:
    assert fetcher.fetch(f"{shop}/busy-once") == b"late"
    assert len(_Shop.asked) == 2


def test_what_does_not_pass_in_time_may_pass_later(fetcher: Fetcher, shop: str) -> None:
    with pytest.raises(FetchError, match="answered 503"):
        fetcher.fetch(f"{shop}/busy")
    assert len(_Shop.asked) == 3
    with pytest.raises(FetchError, match="cannot be reached"):
        fetcher.fetch(f"http://127.0.0.1:{_closed_port()}/picture")


def _closed_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@pytest.mark.parametrize("path", ["/nowhere", "/circle"])
def test_what_will_never_pass_is_no_picture(fetcher: Fetcher, shop: str, path: str) -> None:
    with pytest.raises(ImageError):
        fetcher.fetch(shop + path)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://", "nothing", "ftp://example.com/x"])
def test_what_is_no_address_of_the_web_is_refused(fetcher: Fetcher, url: str) -> None:
    with pytest.raises(ImageError):
        fetcher.fetch(url)


def test_a_body_without_end_is_cut_by_its_size_and_by_the_time(shop: str) -> None:
    for limits, error in (
        (FetchLimits(heaviest=3, private=True), ImageError),
        (FetchLimits(seconds=0.3, private=True), FetchError),
    ):
        fetcher = Fetcher(limits)
        with pytest.raises(error):
            fetcher.fetch(f"{shop}/drip")
        fetcher.close()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254", "0.0.0.0"]
)
def test_addresses_inside_ones_own_network_are_never_asked(shop: str, host: str) -> None:
    fetcher = Fetcher()
    with pytest.raises(ImageError, match="not public"):
        fetcher.fetch(f"http://{host}:{shop.rpartition(':')[2]}/picture")
    fetcher.close()
    assert _Shop.asked == []


def test_each_redirect_is_checked_anew_and_goes_to_the_address_that_was_checked() -> None:
    asked: list[tuple[str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((request.url.host, request.headers["host"]))
        return httpx.Response(302, headers={"Location": "http://127.0.0.1/secret"})

    fetcher = Fetcher(transport=httpx.MockTransport(answer))
    with pytest.raises(ImageError, match=r"127\.0\.0\.1, which is not public"):
        fetcher.fetch("http://93.184.216.34/picture")
    fetcher.close()
    assert asked == [("93.184.216.34", "93.184.216.34")]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fd00::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_only_addresses_that_lead_to_public_ones_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public
