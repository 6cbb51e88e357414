from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.lamps import EMBEDDER, LAMPS, SETTINGS, opened
from weft.engine.catalogue.ingest import ingest
from weft.engine.catalogue.lookalikes import Lookalikes, signature


def _scene(seed: int, color: str = "red") -> Image.Image:
    """Ten shapes of one color on a white ground."""
    chance = np.random.default_rng(seed)
    image = Image.new("RGB", (300, 400), "white")
    draw = ImageDraw.Draw(image)
    for left, top, width, height in chance.integers(20, 200, (10, 4)).tolist():
        draw.ellipse((left, top, left + width, top + height), fill=color, outline="black", width=3)
    return image


def _again(image: Image.Image) -> Image.Image:
    """As another shop shows it: smaller, and saved badly."""
    written = io.BytesIO()
    image.resize((210, 280)).save(written, "JPEG", quality=40)
    return Image.open(written).convert("RGB")


def test_the_same_photo_saved_again_is_found_and_another_is_not() -> None:
    scenes = [_scene(seed) for seed in range(20)]
    seen = Lookalikes()

    assert seen.place([f"first {n}" for n in range(20)], [signature(each) for each in scenes]) == [""] * 20
    again = seen.place([f"again {n}" for n in range(20)], [signature(_again(each)) for each in scenes])
    assert again == [f"first {n}" for n in range(20)]


def test_another_color_of_the_same_cut_is_another_thing() -> None:
    # Red and green of the same lightness: the hash alone cannot tell them apart.
    red, green = signature(_scene(1, "#ff0000")), signature(_scene(1, "#008200"))
    bits = int.from_bytes(bytes.fromhex(red[:64])) ^ int.from_bytes(bytes.fromhex(green[:64]))

    assert bits.bit_count() <= 31
    assert Lookalikes().place(["red", "green"], [red, green]) == ["", ""]


def test_the_first_of_its_kind_stands_for_all_that_follow() -> None:
    one = signature(_scene(1))
    seen = Lookalikes(["a", "b"], ["", "a"], [one, one])

    assert seen.place(["c", "d"], [one, one]) == ["a", "a"]


def test_a_photo_that_is_placed_again_forgets_what_it_looked_like() -> None:
    one, other = signature(_scene(1)), signature(_scene(2))
    seen = Lookalikes()
    seen.place(["a", "b"], [one, one])

    assert seen.place(["b"], [other]) == [""]
    assert seen.place(["c", "d"], [one, other]) == ["a", "b"]


def test_a_photo_without_features_has_no_signature_and_no_lookalikes() -> None:
    blank = signature(Image.new("RGB", (100, 100), "white"))

    assert blank == ""
    assert Lookalikes().place(["a", "b"], [blank, blank]) == ["", ""]


@pytest.mark.parametrize("flipped", [0, 15])
def test_hashes_that_differ_in_few_bits_always_meet(flipped: int) -> None:
    chance = np.random.default_rng(flipped)
    for _ in range(50):
        one = chance.integers(0, 256, 80, dtype=np.uint8)
        bits = np.unpackbits(one)
        bits[chance.choice(256, flipped, replace=False)] ^= 1
        other = np.packbits(bits)
        assert Lookalikes().place(["a", "b"], [one.tobytes().hex(), other.tobytes().hex()]) == ["", "a"]


def test_near_duplicates_are_found_across_runs(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    _scene(1).save(photos / "a.png")
    _scene(2).save(photos / "b.png")
    for image_id in ("a", "b", "c"):
        if image_id == "c":
            _again(_scene(1)).save(photos / "c.png")
        source = tmp_path / f"{image_id}.jsonl"
        source.write_text(json.dumps({"image_id": image_id, "image": f"{image_id}.png"}))
        ingest(
            source,
            tmp_path / "store",
            images=photos,
            settings=SETTINGS,
            vocabulary=LAMPS,
            embedder=EMBEDDER,
        )
    records = opened(tmp_path / "store").snapshot().all_records()

    assert [(record.image_id, record.duplicate_of) for record in records] == [
        ("a", ""),
        ("b", ""),
        ("c", "a"),
    ]
