from __future__ import annotations

import io
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from PIL import Image

from weft.api.pictures import WIDTHS, Pictures
from weft.engine.errors import ImageError, NotFoundError

Client = TestClient[Litestar]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    images = tmp_path / "images"
    images.mkdir()
    Image.new("RGB", (800, 1000), "teal").save(images / "tall.jpg")
    Image.new("RGB", (80, 100), "teal").save(images / "small.png")
    Image.new("RGB", (300, 300), "red").save(tmp_path / "secret.jpg")
    return images


def pictures(folder: Path | None, max_pixels: int = 10_000_000, cache_bytes: int = 1_000_000) -> Pictures:
    return Pictures(folder, max_pixels=max_pixels, cache_bytes=cache_bytes)


def size(content: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(content)).size


def test_a_picture_is_served_as_it_is(folder: Path) -> None:
    picture = pictures(folder).read("tall.jpg")
    assert picture.content == (folder / "tall.jpg").read_bytes()
    assert picture.media_type == "image/jpeg"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_picture_is_shrunk_but_never_blown_up(folder: Path, width: int) -> None:
    shown = min(width, 800)
    picture = pictures(folder).read("tall.jpg", width)
    assert size(picture.content) == (shown, shown * 5 // 4)
    assert picture.media_type == "image/webp"


def test_only_a_few_widths_are_made(folder: Path) -> None:
    with pytest.raises(ImageError, match="321 pixels wide"):
        pictures(folder).read("tall.jpg", 321)


def test_the_tag_changes_with_the_file(folder: Path) -> None:
    shown = pictures(folder)
    before = shown.read("small.png", 160)
    Image.new("RGB", (90, 100), "red").save(folder / "small.png")
    after = shown.read("small.png", 160)
    assert before.tag != after.tag
    assert size(after.content) == (90, 100)


def test_the_cache_stays_within_its_bound(folder: Path) -> None:
    shown = pictures(folder, cache_bytes=1)
    assert shown.read("tall.jpg", 160).content == shown.read("tall.jpg", 160).content


@pytest.mark.parametrize("path", ["../secret.jpg", "nope.jpg", "", ".", "tall.jpg/x", "a\0b", "x" * 5_000])
def test_nothing_outside_the_folder_is_read(folder: Path, path: str) -> None:
    with pytest.raises(NotFoundError):
        pictures(folder).read(path)


def test_an_absolute_path_is_not_read(folder: Path) -> None:
    with pytest.raises(NotFoundError):
        pictures(folder).read(str(folder.parent / "secret.jpg"))


def test_a_link_that_leads_out_is_not_followed(folder: Path) -> None:
    (folder / "link.jpg").symlink_to(folder.parent / "secret.jpg")
    with pytest.raises(NotFoundError):
        pictures(folder).read("link.jpg")


def test_without_a_folder_there_are_no_pictures() -> None:
    with pytest.raises(NotFoundError, match="No folder"):
        pictures(None).read("tall.jpg")


def test_what_is_no_picture_is_not_served(folder: Path) -> None:
    (folder / "page.jpg").write_text("<script>alert(1)</script>", encoding="utf-8")
    for width in (None, 320):
        with pytest.raises(ImageError):
            pictures(folder).read("page.jpg", width)


def test_a_picture_that_is_cut_short_is_not_served(folder: Path) -> None:
    (folder / "cut.jpg").write_bytes((folder / "tall.jpg").read_bytes()[:900])
    with pytest.raises(ImageError):
        pictures(folder).read("cut.jpg", 320)


def test_a_picture_of_too_many_pixels_is_not_decoded(folder: Path) -> None:
    with pytest.raises(ImageError, match="pixels"):
        pictures(folder, max_pixels=1_000).read("tall.jpg", 320)


def test_a_picture_has_an_address_by_its_image_id(client: Client) -> None:
    answer = client.get("/images/image-0?width=160")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "max-age" in answer.headers["cache-control"]
    assert size(answer.content) == (160, 200)


def test_a_picture_that_the_browser_has_is_not_sent_again(client: Client) -> None:
    tag = client.get("/images/image-0?width=160").headers["etag"]
    answer = client.get("/images/image-0?width=160", headers={"if-none-match": tag})
    assert answer.status_code == 304
    assert answer.content == b""


@pytest.mark.parametrize(
    "path", ["/images/nope", "/images/..%2f..%2fsecret.jpg", "/images/pictures%2F0.jpg", "/images/"]
)
def test_an_address_that_is_no_image_id_finds_nothing(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_width_that_is_not_offered_is_a_problem(client: Client) -> None:
    answer = client.get("/images/image-0?width=7")
    assert answer.status_code == 422
    assert "160" in answer.json()["hint"]
