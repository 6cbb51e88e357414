import base64
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.evaluation.wardrobe import everything
from weft.engine.model import ImageRecord
from weft.evaluation.page.pictures import SIDE, embedded, linked

PIXELS = 1_000_000


@pytest.fixture
def record(tmp_path: Path) -> ImageRecord:
    return everything(tmp_path)[3]["green-tee"]


def test_a_picture_is_embedded_as_a_small_jpeg(tmp_path: Path, record: ImageRecord) -> None:
    Image.new("RGBA", (400, 300), "green").save(tmp_path / "green-tee.jpg", "PNG")

    kind, data = embedded(tmp_path, PIXELS)(record).split(",")

    assert kind == "data:image/jpeg;base64"
    with Image.open(BytesIO(base64.b64decode(data))) as small:
        assert (small.format, small.size) == ("JPEG", (SIDE, SIDE * 3 // 4))


@pytest.mark.parametrize("image", ["nowhere.jpg", "../secret.jpg", "/etc/passwd", "broken.jpg", ""])
def test_a_picture_that_cannot_be_shown_is_none(tmp_path: Path, record: ImageRecord, image: str) -> None:
    folder = tmp_path / "images"
    folder.mkdir()
    Image.new("RGB", (8, 8)).save(tmp_path / "secret.jpg")
    (folder / "broken.jpg").write_bytes(b"\xff\xd8 not a picture")

    assert embedded(folder, PIXELS)(replace(record, image=image)) == ""


def test_an_address_on_the_web_is_linked(tmp_path: Path, record: ImageRecord) -> None:
    web = replace(record, image="https://shop.example/a.jpg")

    assert linked(web) == embedded(tmp_path, PIXELS)(web) == "https://shop.example/a.jpg"


@pytest.mark.parametrize("image", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "a.jpg"])
def test_nothing_else_is_linked(record: ImageRecord, image: str) -> None:
    assert linked(replace(record, image=image)) == ""
