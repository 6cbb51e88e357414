"""Pictures from the web: bounded in size and time, and never from an address inside one's own network.

Who names a URL decides where this machine connects to. So every name is looked up here, all of its
addresses are checked, and the connection goes to the very address that was checked; after each redirect
this starts anew. Proxies of the environment are not used, as they would look names up themselves.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from weft.engine.errors import FetchError, ImageError

SCHEMES = ("http://", "https://")
"""What the address of a picture on the web begins with."""

_REDIRECTS = 5
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_TRANSLATED = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in its last four bytes
_PUBLIC = "Only public addresses are asked; allow others in the settings if they are meant."


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What a fetch may take: bytes of the body, seconds and tries in all; `private` allows any address."""

    heaviest: int = 32_000_000
    seconds: float = 20.0
    tries: int = 3
    private: bool = False


class Fetcher:
    """Fetches from the web; may be used from several threads at once.

    Requests run on a thread of its own, started with the first, so that the limit of time holds for the
    whole of a fetch, however slowly its bytes come.
    """

    def __init__(
        self, limits: FetchLimits | None = None, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._limits = limits or FetchLimits()
        self._transport = transport
        self._starting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def fetch(self, url: str) -> bytes:
        """The body behind an address, redirects followed.

        Raises FetchError for what may pass (no connection, too slow, 429, 5xx), after all tries, and
        ImageError for what will not (404, not public, too large, no address at all).
        """
        return asyncio.run_coroutine_threadsafe(self._persistently(url), self._started()).result()

    def close(self) -> None:
        """Closes the connections; nothing is fetched any more."""
        with self._starting:
            if self._loop and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._ended.set)
                self._thread.join()

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                started: Future[asyncio.AbstractEventLoop] = Future()
                self._ended = asyncio.Event()
                self._thread = threading.Thread(target=lambda: asyncio.run(self._live(started)), daemon=True)
                self._thread.start()
                self._loop = started.result()
            return self._loop

    async def _live(self, started: Future[asyncio.AbstractEventLoop]) -> None:
        # A connection was made for one name, and is not used for another at the same address.
        alone = httpx.Limits(max_keepalive_connections=0)
        transport = self._transport or httpx.AsyncHTTPTransport(limits=alone)
        async with httpx.AsyncClient(
            transport=transport if self._limits.private else _PublicTransport(transport),
            follow_redirects=True,
            max_redirects=_REDIRECTS,
            timeout=self._limits.seconds,
            trust_env=False,
            headers={"Accept": "image/*,*/*;q=0.5", "Accept-Encoding": "identity", "User-Agent": "weft"},
        ) as self._client:
            started.set_result(asyncio.get_running_loop())
            await self._ended.wait()

    async def _persistently(self, url: str) -> bytes:
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await self._tried(url)
        except TimeoutError as error:
            raise FetchError(f"no answer from {_short(url)} in {self._limits.seconds:g} s") from error

    async def _tried(self, url: str) -> bytes:
        for pause in [0.2 * 4**number for number in range(self._limits.tries - 1)]:
            try:
                return await self._fetched(url)
            except FetchError:
                await asyncio.sleep(pause)
        return await self._fetched(url)

    async def _fetched(self, url: str) -> bytes:
        try:
            async with self._client.stream("GET", url) as response:
                _require_success(response, url)
                return await self._body(response)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.TooManyRedirects) as error:
            raise ImageError(f"{_short(url)} leads nowhere: {error}") from error
        except httpx.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise FetchError(f"{_short(url)} cannot be reached: {reason}") from error

    async def _body(self, response: httpx.Response) -> bytes:
        body = bytearray()
        async for piece in response.aiter_raw():
            body += piece
            if len(body) > self._limits.heaviest:
                raise ImageError(f"the picture is larger than {self._limits.heaviest // 1_000_000} MB")
        return bytes(body)


class _PublicTransport(httpx.AsyncBaseTransport):
    """Sends each request to an address that was looked up and checked here, under the name that was asked."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        address = await _public_address(host)
        request.extensions = {**request.extensions, "sni_hostname": host}
        asked, request.url = request.url, request.url.copy_with(host=address)
        try:
            return await self._inner.handle_async_request(request)
        finally:
            request.url = asked  # where a relative redirect goes on from

    async def aclose(self) -> None:
        await self._inner.aclose()


async def _public_address(host: str) -> str:
    """An address of the host; ImageError if any of its addresses is not public."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpx.ConnectError(f"no such host {host[:100]}") from error
    addresses = [str(address[0]) for *_, address in found]
    if not all(is_public(address) for address in addresses):
        raise ImageError(f"the picture lies on {host[:100]}, which is not public", hint=_PUBLIC)
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address may be reached by everyone, and so may what it stands for."""
    try:
        ip = ip_address(address)
    except ValueError:  # with a zone (fe80::1%eth0), so of this network only
        return False
    return all(each.is_global and not each.is_multicast for each in (ip, *_embedded(ip)))


def _embedded(ip: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses that an IPv6 address is a way to."""
    if isinstance(ip, IPv4Address):
        return []
    translated = IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _TRANSLATED else None
    tunnelled = ip.teredo[1] if ip.teredo else None
    return [each for each in (ip.ipv4_mapped, ip.sixtofour, tunnelled, translated) if each]


def _require_success(response: httpx.Response, url: str) -> None:
    problem = f"{_short(url)} answered {response.status_code}"
    if response.status_code in _PASSING:
        raise FetchError(problem)
    if not response.is_success:
        raise ImageError(problem)


def _short(url: str) -> str:
    """An address without what may be secret in it."""
    return url.partition("?")[0][:200]
