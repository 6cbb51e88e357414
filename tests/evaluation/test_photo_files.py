"""The benchmark's photos: fetched whole or not at all, checked, and never twice."""

import hashlib
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from weft.engine.errors import EvaluationError
from weft.evaluation import data, photo_files
from weft.evaluation.photo_files import fetch_photos, from_folder, from_web, read_checksums

PHOTOS = {f"images/{name}.jpg": f"photo {name}".encode() * 1_000 for name in "abcde"}
CHECKSUMS = {name: hashlib.sha256(photo).hexdigest() for name, photo in PHOTOS.items()}


class Home(ThreadingHTTPServer):
    """Has the photos; `refusals` are the statuses that the next requests for a name get first."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.photos = dict(PHOTOS)
        self.refusals: dict[str, list[int]] = {}
        self.asked: Counter[str] = Counter()
        self.cut_short: set[str] = set()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/{{name}}"


class _Asked(BaseHTTPRequestHandler):
    server: Home

    def do_GET(self) -> None:
        name = self.path.removeprefix("/")
        self.server.asked[name] += 1
        refusals = self.server.refusals.get(name, [])
        status = refusals.pop(0) if refusals else 200 if name in self.server.photos else 404
        body = self.server.photos[name] if status == 200 else b""
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if name in self.server.cut_short else body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.setattr(photo_files, "_PAUSE", 0.001)
    server = Home()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_photos_come_from_the_web_and_a_second_run_fetches_nothing(home: Home, tmp_path: Path) -> None:
    done: list[tuple[int, int]] = []
    with from_web(home.address) as fetch:
        first = fetch_photos(CHECKSUMS, tmp_path, fetch, progress=lambda *counts: done.append(counts))
        second = fetch_photos(CHECKSUMS, tmp_path, fetch)
    assert (first.fetched, first.there_already, first.failed) == (5, 0, {})
    assert (second.fetched, second.there_already) == (0, 5)
    assert files(tmp_path) == PHOTOS
    assert done[-1] == (5, 5)
    assert set(home.asked.values()) == {1}


def test_a_photo_that_was_cut_or_changed_on_disk_is_fetched_again(home: Home, tmp_path: Path) -> None:
    with from_web(home.address) as fetch:
        fetch_photos(CHECKSUMS, tmp_path, fetch)
        (tmp_path / "images/a.jpg").write_bytes(PHOTOS["images/a.jpg"][:100])
        again = fetch_photos(CHECKSUMS, tmp_path, fetch)
    assert (again.fetched, again.there_already) == (1, 4)
    assert files(tmp_path) == PHOTOS


def test_what_passes_is_tried_again_and_what_does_not_is_named(home: Home, tmp_path: Path) -> None:
    home.refusals = {"images/a.jpg": [503, 429], "images/b.jpg": [500] * 99}
    home.photos["images/c.jpg"] = b"something else"
    del home.photos["images/d.jpg"]
    home.cut_short = {"images/e.jpg"}
    with from_web(home.address) as fetch:
        result = fetch_photos(CHECKSUMS, tmp_path, fetch)
    assert result.fetched == 1
    assert home.asked["images/a.jpg"] == 3
    assert home.asked["images/b.jpg"] == photo_files.ATTEMPTS
    assert home.asked["images/d.jpg"] == 1
    assert result.failed["images/b.jpg"] == "the server answers 500"
    assert result.failed["images/c.jpg"] == "it is another file than the one that was labelled"
    assert result.failed["images/d.jpg"] == "the server answers 404"
    assert result.failed["images/e.jpg"].startswith("it cannot be reached")
    assert files(tmp_path) == {"images/a.jpg": PHOTOS["images/a.jpg"]}


def test_it_gives_up_when_the_home_is_gone(home: Home, tmp_path: Path) -> None:
    checksums = {f"{number}.jpg": "" for number in range(500)}
    with from_web(home.address) as fetch, pytest.raises(EvaluationError, match=r"in a row .* answers 404"):
        fetch_photos(checksums, tmp_path, fetch)
    assert photo_files.IN_VAIN <= len(home.asked) < 100


def test_photos_come_from_a_folder_in_one_heap_too(tmp_path: Path) -> None:
    heap, to = tmp_path / "heap", tmp_path / "to"
    heap.mkdir()
    for name, photo in PHOTOS.items():
        (heap / Path(name).name).write_bytes(photo)
    (heap / "e.jpg").unlink()
    result = fetch_photos(CHECKSUMS, to, from_folder(heap))
    assert (result.fetched, result.failed) == (4, {"images/e.jpg": "it is not in the folder"})


def test_a_folder_that_cannot_be_written_to_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "images").write_text("a file in the way")
    photos = tmp_path / "photos"
    photos.mkdir()
    for name, photo in PHOTOS.items():
        (photos / Path(name).name).write_bytes(photo)
    with pytest.raises(EvaluationError, match="cannot be written"):
        fetch_photos(CHECKSUMS, tmp_path, from_folder(photos))


def test_an_address_without_the_name_is_refused() -> None:
    with pytest.raises(EvaluationError, match="names no photo"), from_web("https://example.org/photos"):
        pass


def test_the_list_of_checksums_names_the_photos_of_the_catalogue() -> None:
    checksums = read_checksums(data.CHECKSUMS)
    lines = data.CATALOGUE.read_text().splitlines()
    assert len(checksums) == len(lines)
    assert all(f'"image":"{name}"' in line for name, line in zip(checksums, lines, strict=True))
    assert all(len(digest) == 64 for digest in checksums.values())
