"""A catalogue of the usual size shows every value, and the articles that visitors try first."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from weft.evaluation.garments.catalogue import lines
from weft.vocab.loader import load_vocabulary

CODEBOOK = {
    "category": "t-shirt long-sleeve-top tank-top polo shirt blouse top sweatshirt hoodie sweater cardigan "
    "bodysuit jacket coat blazer vest dress jumpsuit jeans trousers joggers leggings shorts skirt "
    "sneakers boots sandals heels flats dress-shoes slippers cap beanie hat bag scarf gloves "
    "socks underwear swimwear pajamas belt other",
    "colors": "black gray white cream beige brown burgundy red orange yellow green olive teal light-blue "
    "blue navy purple pink gold silver",
    "pattern": "solid striped checked dotted floral animal camouflage geometric paisley abstract tie-dye "
    "colorblock graphic lace other",
    "print": "none logo text picture all-over",
    "sleeve_length": "sleeveless short three-quarter long",
    "neckline": "crew v-neck scoop boat square turtleneck collar hooded henley halter off-shoulder strapless "
    "other",
    "closure": "none buttons zipper laces velcro buckle tie drawstring snaps",
    "length": "mini knee midi maxi cropped full",
    "material": "cotton denim knit leather suede lace satin fleece wool nylon corduroy velvet mesh fur "
    "canvas linen rubber straw",
    "details": "pockets hood belt ruffle embroidery buttons zipper drawstring lace-trim sequins fringe bow "
    "pleats distressed patch fur-trim slit straps contrast-trim cuffs collar elastic-waist "
    "platform heel",
    "audience": "kids adults",
}
ALLOWED = {facet: set(values.split()) for facet, values in CODEBOOK.items()}
ALLOWED["print_colors"] = ALLOWED["colors"]
ALLOWED["material"].add("other")


@pytest.fixture(scope="module")
def catalogue() -> list[dict[str, Any]]:
    return [dict(line) for line in lines(600, 7)]


def values_of(line: dict[str, Any], facet: str) -> list[str]:
    value = line["attributes"].get(facet, [])
    return [value] if isinstance(value, str) else list(value)


@pytest.mark.parametrize("facet", sorted(CODEBOOK))
def test_every_value_is_shown(catalogue: list[dict[str, Any]], facet: str) -> None:
    shown = {value for line in catalogue for value in values_of(line, facet)}
    assert set(CODEBOOK[facet].split()) - shown == set()


def test_no_value_is_invented(catalogue: list[dict[str, Any]]) -> None:
    strange: dict[str, set[str]] = defaultdict(set)
    for line in catalogue:
        for facet in line["attributes"]:
            strange[facet] |= set(values_of(line, facet)) - ALLOWED[facet]
    assert {facet: values for facet, values in strange.items() if values} == {}


def test_every_value_is_one_of_the_apparel_vocabulary_and_applies(catalogue: list[dict[str, Any]]) -> None:
    vocabulary = load_vocabulary("apparel")
    for line in catalogue:
        for facet in line["attributes"]:
            assert set(values_of(line, facet)) <= set(vocabulary.by_id[facet].values), facet
            assert vocabulary.applies(facet, line["attributes"]["category"]), facet


def test_lists_stay_within_their_lengths_and_repeat_nothing(catalogue: list[dict[str, Any]]) -> None:
    longest = {"colors": 3, "print_colors": 4, "details": 5}
    for line in catalogue:
        for facet, most in longest.items():
            found = values_of(line, facet)
            assert len(found) <= most
            assert len(set(found)) == len(found)


def test_print_colors_are_given_exactly_when_there_is_a_print(catalogue: list[dict[str, Any]]) -> None:
    for line in catalogue:
        assert bool(values_of(line, "print_colors")) == (line["attributes"]["print"] != "none")


def test_a_hood_and_a_hooded_neckline_go_together(catalogue: list[dict[str, Any]]) -> None:
    for line in catalogue:
        assert ("hood" in values_of(line, "details")) == (values_of(line, "neckline") == ["hooded"])


def test_green_t_shirts_come_with_and_without_a_print(catalogue: list[dict[str, Any]]) -> None:
    green = [
        line
        for line in catalogue
        if line["attributes"]["category"] == "t-shirt" and line["attributes"]["colors"][0] == "green"
    ]
    plain = {line["product_id"] for line in green if line["attributes"]["print"] == "none"}
    printed = {
        line["product_id"] for line in green if line["attributes"]["print"] in ("picture", "text", "all-over")
    }
    assert len(plain) >= 6
    assert len(printed) >= 3


def test_some_dresses_of_another_colour_have_red_flowers(catalogue: list[dict[str, Any]]) -> None:
    found = {
        line["product_id"]
        for line in catalogue
        if line["attributes"]["category"] == "dress"
        and line["attributes"]["pattern"] == "floral"
        and "red" in line["attributes"]["print_colors"]
        and "red" not in line["attributes"]["colors"]
    }
    assert len(found) >= 5


def test_products_have_one_to_three_pictures_and_agree_on_what_the_shop_says(
    catalogue: list[dict[str, Any]],
) -> None:
    pictures = defaultdict(list)
    for line in catalogue:
        pictures[line["product_id"]].append(line)
    assert {len(group) for group in pictures.values()} == {1, 2, 3}
    for group in pictures.values():
        assert len({(line["title"], line["brand"], line["price"], line["in_stock"]) for line in group}) == 1
        assert len({line["attributes"]["colors"][0] for line in group}) == 1


def test_no_front_opening_cuts_a_print_in_two(catalogue: list[dict[str, Any]]) -> None:
    for line in catalogue:
        attributes = line["attributes"]
        if attributes["print"] in ("picture", "text") and attributes["category"] in (
            "hoodie",
            "jacket",
            "cardigan",
        ):
            assert attributes.get("closure", "none") == "none"


def test_prices_are_those_of_a_shop(catalogue: list[dict[str, Any]]) -> None:
    assert all(2 < line["price"] < 260 for line in catalogue)
    assert any(not line["in_stock"] for line in catalogue)
