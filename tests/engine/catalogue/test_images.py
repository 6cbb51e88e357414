from __future__ import annotations

import hashlib
import os
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from weft.engine.catalogue.images import decode, glimpse, locate, verify
from weft.engine.errors import ImageError

LIMIT = 64_000_000


def _noise(width: int = 64, height: int = 48) -> Image.Image:
    chance = np.random.default_rng(0)
    return Image.fromarray(chance.integers(0, 256, (height, width, 3), dtype=np.uint8))


def _saved(path: Path, image: Image.Image, **options: Any) -> Path:  # noqa: ANN401 - as Pillow has it
    image.save(path, **options)
    return path


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "gif", "bmp", "tiff"])
def test_a_sound_picture_is_known_by_the_hash_of_its_bytes(tmp_path: Path, ending: str) -> None:
    path = _saved(tmp_path / f"x.{ending}", _noise())

    assert verify(path, LIMIT) == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "gif", "bmp", "tiff"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_picture_that_was_cut_short_is_refused(tmp_path: Path, ending: str, share: float) -> None:
    path = _saved(tmp_path / f"x.{ending}", _noise())
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])

    with pytest.raises(ImageError):
        verify(path, LIMIT)
    with pytest.raises(ImageError):
        decode(path, LIMIT)


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"<svg/>", b"%PDF-1.7", b"\xff\xd8\xff\xe0", b"%!PS-Adobe-3.0 EPSF-3.0\n"]
)
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.jpg").write_bytes(content)

    with pytest.raises(ImageError):
        verify(tmp_path / "x.jpg", LIMIT)


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = _saved(tmp_path / "x.png", Image.new("1", (200, 100)))

    with pytest.raises(ImageError, match="200 x 100 pixels, more than 19,999"):
        verify(path, 19_999)
    assert verify(path, 20_000)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [9_500, 20_000, 2**31 - 1])
def test_a_decompression_bomb_is_refused_by_its_header(tmp_path: Path, side: int) -> None:
    size = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = _chunk(b"IHDR", size) + _chunk(b"IDAT", b"")
    (tmp_path / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n" + chunks)

    with pytest.raises(ImageError, match="pixels"):
        verify(tmp_path / "x.png", LIMIT)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def test_a_picture_turned_by_its_camera_is_put_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = _saved(tmp_path / "x.jpg", _noise(64, 48), exif=exif)

    assert decode(path, LIMIT).size == (48, 64)


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "RGBA", "LA", "1", "I;16", "RGB"])
def test_every_kind_of_pixel_becomes_rgb(tmp_path: Path, mode: str) -> None:
    image = Image.new(mode, (8, 8)) if mode in ("I;16", "LA") else _noise(8, 8).convert(mode)
    path = _saved(tmp_path / ("x.jpg" if mode == "CMYK" else "x.png"), image)

    assert decode(path, LIMIT).mode == "RGB"


def test_sixteen_bits_are_scaled_and_not_clipped(tmp_path: Path) -> None:
    grey = np.array([[0, 32_768, 65_535]], dtype=np.uint16)
    path = _saved(tmp_path / "x.png", Image.fromarray(grey))

    assert np.asarray(decode(path, LIMIT))[0, :, 0].tolist() == [0, 127, 255]


def test_transparency_lies_over_white(tmp_path: Path) -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([0, 0, 0, 200, 0, 0])
    image.putpixel((1, 0), 1)
    path = _saved(tmp_path / "x.png", image, transparency=0)

    assert np.asarray(decode(path, LIMIT))[0].tolist() == [[255, 255, 255], [200, 0, 0]]


def test_of_a_moving_picture_the_first_frame_is_taken(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (4, 4), color) for color in ("red", "blue")]
    path = _saved(tmp_path / "x.gif", frames[0], save_all=True, append_images=frames[1:])

    assert np.asarray(decode(path, LIMIT))[0, 0].tolist() == [255, 0, 0]
    assert verify(path, LIMIT)


@pytest.mark.parametrize(
    ("size", "longest", "expected"),
    [
        ((1, 1), 100, (1, 1)),
        ((20_000, 10), 1_000, (1_000, 1)),
        ((300, 400), 200, (150, 200)),
        ((30, 40), 0, (30, 40)),
    ],
)
@pytest.mark.parametrize("ending", ["jpg", "png"])
def test_a_picture_of_any_shape_is_made_no_longer_than_asked(
    tmp_path: Path, size: tuple[int, int], longest: int, expected: tuple[int, int], ending: str
) -> None:
    path = _saved(tmp_path / f"x.{ending}", Image.new("RGB", size, "red"))
    image = decode(path, LIMIT, longest)

    assert (image.mode, image.size) == ("RGB", expected)
    assert np.asarray(image)[0, 0].tolist()[0] > 250


def test_a_glimpse_is_the_whole_picture_upright_but_smaller(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = _saved(tmp_path / "x.jpg", _noise(1_024, 512), exif=exif)

    assert glimpse(path, LIMIT).size == (64, 128)
    assert glimpse(path.read_bytes(), LIMIT).mode == "RGB"


@pytest.mark.parametrize("image", ["../secret.jpg", "deep/../../secret.jpg", "link.jpg", "folder/secret.jpg"])
def test_a_path_out_of_the_folder_is_refused(tmp_path: Path, image: str) -> None:
    inside = tmp_path / "images"
    (inside / "deep").mkdir(parents=True)
    _saved(tmp_path / "secret.jpg", _noise())
    (inside / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    (inside / "folder").symlink_to(tmp_path)

    with pytest.raises(ImageError, match="outside the folder"):
        locate(inside, image)
    with pytest.raises(ImageError, match="outside the folder"):
        locate(inside, os.fspath(tmp_path / "secret.jpg"))


@pytest.mark.parametrize("image", ["nowhere.jpg", "", ".", "x" * 5_000, "a\0b", "loop"])
def test_a_path_to_nothing_is_refused(tmp_path: Path, image: str) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    with pytest.raises(ImageError):
        locate(tmp_path, image)


def test_a_picture_inside_the_folder_is_found(tmp_path: Path) -> None:
    path = _saved(tmp_path / "x.jpg", _noise())

    assert locate(tmp_path, "x.jpg") == path.resolve()
    assert locate(tmp_path, os.fspath(path)) == path.resolve()


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_corrupted_pictures_never_raise_anything_but_an_image_error(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    for ending in ("jpg", "png", "webp", "gif", "tiff"):
        sound = _saved(tmp_path / f"x.{ending}", _noise()).read_bytes()
        for _ in range(40):
            data = bytearray(sound)
            for place in chance.integers(0, len(data), 8):
                data[place] = chance.integers(0, 256)
            assert _survives(tmp_path / f"broken.{ending}", bytes(data))


def _survives(path: Path, data: bytes) -> bool:
    path.write_bytes(data)
    for read in (verify, decode):
        try:
            read(path, LIMIT)
        except ImageError as error:
            assert str(error)
    return True
