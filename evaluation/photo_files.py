"""The photos of the public benchmark as files: from their home on the web, or from a folder that has them.

Every file is checked against the list of checksums before it gets its name, so a file that is there is
whole and the right one; a second run fetches only what is missing.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx

from weft.engine.errors import EvaluationError

CONNECTIONS = 8
"""Photos fetched at a time."""

ATTEMPTS = 4
"""Tries for each photo, with a pause in between that doubles."""

IN_VAIN = 24
"""Photos in a row that cannot be had before it is given up: the home is gone, not a photo."""

_AGAIN = "Check where they come from; what has come stays, and the next run goes on."
_TOGETHER = 64
_PAUSE = 0.5
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_HEAVIEST = 20_000_000
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})

Fetch = Callable[[str], bytes]
"""The bytes of a photo by its name; EvaluationError when they cannot be had."""


@dataclass(frozen=True, slots=True)
class PhotosFetched:
    """What became of the photos: counts, and for each that could not be had its name and the reason."""

    there_already: int
    fetched: int
    failed: Mapping[str, str]


def read_checksums(path: Path) -> dict[str, str]:
    """SHA-256 by file name, as `sha256sum` writes them."""
    pairs = (line.split(maxsplit=1) for line in path.read_text(encoding="utf-8").splitlines())
    return {name: digest for digest, name in pairs}


def fetch_photos(
    checksums: Mapping[str, str],
    to: Path,
    fetch: Fetch,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> PhotosFetched:
    """Brings every photo that is not there yet into the folder.

    `progress` is told how many are done and of how many. A photo that cannot be had is among `failed`
    and the others go on. Raises EvaluationError when the folder cannot be written to, and after
    `IN_VAIN` failures in a row.
    """
    missing = [name for name, digest in checksums.items() if not _is_there(to / name, digest)]
    there = len(checksums) - len(missing)
    failed: dict[str, str] = {}
    in_a_row = 0
    for done, (name, problem) in enumerate(_brought(missing, checksums, to, fetch), 1):
        if problem:
            failed[name] = problem
        in_a_row = in_a_row + 1 if problem else 0
        if in_a_row == IN_VAIN:
            raise EvaluationError(
                f"{IN_VAIN} photos in a row could not be had; of {name}: {problem}.", hint=_AGAIN
            )
        if progress:
            progress(there + done, len(checksums))
    return PhotosFetched(there, len(missing) - len(failed), failed)


@contextmanager
def from_web(address: str) -> Iterator[Fetch]:
    """Fetches over HTTP; `address` has `{name}` where the name of the photo goes."""
    if "{name}" not in address:
        hint = "Write {name} where the name of a photo goes."
        raise EvaluationError(f"The address of the photos {address!r} names no photo.", hint=hint)
    with httpx.Client(timeout=_TIMEOUT, follow_redirects=True) as client:
        yield lambda name: _patiently(client, address.replace("{name}", name))


def from_folder(folder: Path) -> Fetch:
    """Takes photos from a folder that has them under their names, or all in one heap."""

    def read(name: str) -> bytes:
        for path in (folder / name, folder / Path(name).name):
            if path.is_file():
                return path.read_bytes()
        raise EvaluationError("it is not in the folder")

    return read


def _is_there(path: Path, digest: str) -> bool:
    return path.is_file() and _digest(path.read_bytes()) == digest


def _brought(
    names: Sequence[str], checksums: Mapping[str, str], to: Path, fetch: Fetch
) -> Iterator[tuple[str, str]]:
    """Each name with what went wrong with it, several at a time."""
    pool = ThreadPoolExecutor(CONNECTIONS)
    try:
        bring = partial(_bring, checksums=checksums, to=to, fetch=fetch)
        for start in range(0, len(names), _TOGETHER):  # not all at once, so that giving up is soon
            some = names[start : start + _TOGETHER]
            yield from zip(some, pool.map(bring, some), strict=True)
    finally:
        pool.shutdown(cancel_futures=True)  # when it ends early, only what is on its way is finished


def _bring(name: str, *, checksums: Mapping[str, str], to: Path, fetch: Fetch) -> str:
    """One photo into the folder; what went wrong, "" when nothing did."""
    try:
        data = fetch(name)
    except (EvaluationError, OSError) as error:
        return str(error)
    if _digest(data) != checksums[name]:
        return "it is another file than the one that was labelled"
    _write_whole(to / name, data)
    return ""


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _write_whole(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise EvaluationError(message, hint="Choose a folder with room for 120 MB.") from error


def _patiently(client: httpx.Client, url: str) -> bytes:
    """What is at the address; what may pass is tried again."""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(_PAUSE * 2 ** (attempt - 1))
        try:
            with client.stream("GET", url) as response:
                if response.status_code not in _PASSING:
                    return _body(response)
                problem = f"the server answers {response.status_code}"
        except httpx.InvalidURL as error:
            raise EvaluationError(f"{url} is no address") from error
        except httpx.HTTPError as error:
            problem = f"it cannot be reached: {str(error) or type(error).__name__}"
    raise EvaluationError(problem)


def _body(response: httpx.Response) -> bytes:
    if response.status_code != httpx.codes.OK:
        raise EvaluationError(f"the server answers {response.status_code}")
    data = bytearray()
    for chunk in response.iter_bytes():
        data += chunk
        if len(data) > _HEAVIEST:
            raise EvaluationError(f"it is larger than {_HEAVIEST // 1_000_000} MB")
    return bytes(data)
