"""Captions and titles say what is drawn."""

from __future__ import annotations

import pytest

from weft.evaluation.garments.motifs import MOTIFS
from weft.evaluation.garments.palette import SHADES, shade
from weft.evaluation.garments.sampling import sample
from weft.evaluation.garments.shop import title
from weft.evaluation.garments.spec import Garment, Product
from weft.evaluation.garments.views import attributes, visible
from weft.evaluation.garments.wording import caption


@pytest.fixture(scope="module")
def products() -> list[Product]:
    return [sample(7, index) for index in range(600)]


def captions(product: Product) -> list[tuple[Garment, str]]:
    seen = [visible(product.garment, shot.view) for shot in product.shots]
    return [
        (garment, caption(garment, shot.view, n))
        for n, (garment, shot) in enumerate(zip(seen, product.shots, strict=True))
    ]


def test_captions_have_8_to_22_words_in_lower_case(products: list[Product]) -> None:
    for product in products:
        for _, text in captions(product):
            assert 8 <= len(text.split()) <= 22, text
            assert text == text.lower()


def test_captions_name_the_dominant_colour(products: list[Product]) -> None:
    for product in products:
        for garment, text in captions(product):
            assert shade(garment.colors[0], garment.seed)[0] in text


def test_captions_name_what_a_picture_shows_and_its_colours(products: list[Product]) -> None:
    for product in products:
        for garment, text in captions(product):
            if garment.print in ("picture", "text", "logo"):
                assert garment.motif in text
                assert garment.words in text or garment.print == "logo"
                assert all(shade(color, garment.seed)[0] in text for color in garment.print_colors)


def test_captions_name_the_motif_of_an_all_over_print(products: list[Product]) -> None:
    repeated = [p for p in products if p.garment.print == "all-over" and p.garment.pattern == "graphic"]
    assert repeated
    for product in repeated:
        for garment, text in captions(product):
            assert MOTIFS[garment.motif].plural in text


def test_captions_name_red_flowers(products: list[Product]) -> None:
    flowered = [p for p in products if p.garment.pattern == "floral" and p.garment.print_colors[0] == "red"]
    assert flowered
    for product in flowered:
        for garment, text in captions(product):
            assert "red" in text
            assert any(word in text for word in ("flowers", MOTIFS[garment.motif].plural))


def test_captions_do_not_speak_of_prints_where_there_is_none(products: list[Product]) -> None:
    for product in products:
        for garment, text in captions(product):
            if garment.print == "none":
                assert not {"print", "logo", "lettering", "graphic", "slogan"} & set(text.split())


def test_captions_vary(products: list[Product]) -> None:
    plain = [
        text for product in products for garment, text in captions(product) if garment.category == "t-shirt"
    ]
    assert len(set(plain)) > len(plain) * 0.6


def test_every_shade_contains_the_name_of_its_colour() -> None:
    for color, shades in SHADES.items():
        spoken = {"gray": "grey"}.get(color, color.replace("-", " "))
        assert all(spoken in name or (color == "light-blue" and "blue" in name) for name, _ in shades)


def test_a_title_names_material_neck_and_print() -> None:
    garment = Garment(
        category="t-shirt",
        audience="adults",
        colors=("white",),
        material="cotton",
        seed=1,
        pattern="graphic",
        print="picture",
        print_colors=("green",),
        motif="dinosaur",
        sleeve_length="short",
        neckline="crew",
        closure="none",
    )
    assert title(garment) == "Cotton Crew T-shirt with Dinosaur Print"


def test_from_behind_only_what_can_be_seen_is_said() -> None:
    garment = Garment(
        category="hoodie",
        audience="adults",
        colors=("gray",),
        material="fleece",
        seed=1,
        sleeve_length="long",
        neckline="hooded",
        closure="zipper",
        details=("hood", "zipper", "pockets"),
    )
    seen = attributes(visible(garment, "back"))
    assert "closure" not in seen
    assert seen["details"] == ["hood"]
    assert caption(visible(garment, "back"), "back").startswith("back of a")
