"""Pictures show what the spec says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from weft.evaluation.garments.assortment import LINES
from weft.evaluation.garments.motifs import HOLE, MOTIFS
from weft.evaluation.garments.palette import SHADES, shade
from weft.evaluation.garments.render import SIZE, Picture, draw
from weft.evaluation.garments.sampling import sample
from weft.evaluation.garments.spec import Garment, Shot

TEE = Garment(
    category="t-shirt",
    audience="adults",
    colors=("green",),
    material="cotton",
    seed=4,
    sleeve_length="short",
    neckline="crew",
    closure="none",
)
SHOT = Shot(view="front", hanging=False, surface="paper", surface_color=(236, 236, 238), seed=21)


def lab(picture: Picture) -> NDArray[np.float64]:
    """The pixels of the article in CIE Lab, shape (pixels, 3)."""
    change = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
    )
    converted = ImageCms.applyTransform(picture.image, change)
    assert converted is not None
    pixels = np.asarray(converted, dtype=np.float64)[picture.mask > 0.99]
    light, a, b = pixels[:, 0] / 2.55, pixels[:, 1], pixels[:, 2]
    return np.stack([light, np.where(a > 127, a - 256, a), np.where(b > 127, b - 256, b)], axis=1)


def lab_of(rgb: tuple[int, int, int]) -> NDArray[np.float64]:
    flat = Picture(Image.new("RGB", (4, 4), rgb), np.ones((4, 4), dtype=np.float32))
    return np.asarray(lab(flat).mean(axis=0), dtype=np.float64)


def ink_share(picture: Picture, rgb: tuple[int, int, int]) -> float:
    """How much of the article has about the hue of an ink."""
    away = np.hypot(*(lab(picture) - lab_of(rgb))[:, 1:].T)
    return float((away < 22).mean())


@pytest.mark.parametrize("color", sorted(SHADES))
def test_the_article_has_its_dominant_colour(color: str) -> None:
    garment = replace(TEE, colors=(color,))
    middle = np.median(lab(draw(garment, SHOT)), axis=0)
    distances = {
        name: float(np.hypot(*(middle - lab_of(shade(name, garment.seed)[1]))[1:])) for name in SHADES
    }
    assert distances[color] < 9
    assert abs(middle[0] - lab_of(shade(color, garment.seed)[1])[0]) < 14


def test_an_article_without_print_has_one_hue() -> None:
    pixels = lab(draw(TEE, SHOT))
    away = np.hypot(*(pixels - np.median(pixels, axis=0))[:, 1:].T)
    assert (away > 25).mean() < 0.03


def test_a_print_shows_its_colours() -> None:
    printed = replace(
        TEE, print="picture", pattern="graphic", motif="dinosaur", print_colors=("red", "white")
    )
    red = shade("red", TEE.seed)[1]
    assert ink_share(draw(printed, SHOT), red) > 0.03
    assert ink_share(draw(TEE, SHOT), red) < 0.002


def test_red_flowers_cover_a_dress_of_another_colour() -> None:
    dress = Garment(
        category="dress",
        audience="adults",
        colors=("white",),
        material="cotton",
        seed=8,
        pattern="floral",
        print="all-over",
        print_colors=("red", "green"),
        motif="rose",
        sleeve_length="short",
        neckline="crew",
        closure="none",
        length="knee",
        cut="a-line",
    )
    picture = draw(dress, SHOT)
    assert 0.02 < ink_share(picture, shade("red", dress.seed)[1]) < 0.5
    assert ink_share(picture, shade("white", dress.seed)[1]) > 0.3


def test_stripes_show_both_colours() -> None:
    striped = replace(TEE, colors=("navy", "white"), pattern="striped", stripes="horizontal")
    light = lab(draw(striped, SHOT))[:, 0]
    assert 0.15 < (light > 70).mean() < 0.6
    assert (light < 40).mean() > 0.3


def test_the_back_has_no_print_of_the_front() -> None:
    printed = replace(TEE, print="picture", pattern="graphic", motif="heart", print_colors=("red",))
    assert ink_share(draw(printed, replace(SHOT, view="back")), shade("red", TEE.seed)[1]) < 0.002


@pytest.mark.parametrize("category", sorted(LINES))
def test_every_category_fills_its_picture(category: str) -> None:
    product = next(p for p in (sample(7, index) for index in range(2000)) if p.garment.category == category)
    picture = draw(product.garment, product.shots[0])
    rows, columns = np.nonzero(picture.mask > 0.5)
    assert picture.image.size == SIZE
    assert max(np.ptp(rows) / SIZE[1], np.ptp(columns) / SIZE[0]) > 0.6
    assert 0.03 < picture.mask.mean() < 0.85


def test_motifs_stay_in_their_square_and_use_three_inks_at_most() -> None:
    for name, motif in MOTIFS.items():
        assert 1 <= motif.inks <= 3, name
        for ink, outline in motif.shapes:
            assert ink in (HOLE, 0, 1, 2)
            assert np.abs(outline).max() < 1.15, name
