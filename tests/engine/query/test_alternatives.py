"""Several products in one sentence, and facets that are either-or."""

from __future__ import annotations

import pytest

from tests.furniture import asked


@pytest.mark.parametrize(
    ("sentence", "chips"),
    [
        ("red sofa, blue armchair", "tint:red#1 kind:sofa#1 tint:blue#2 kind:armchair#2"),
        ("oak table or steel desk", "material:oak#1 kind:table#1 material:steel#2 kind:desk#2"),
        ("rotes Sofa oder blauer Sessel", "tint:red#1 kind:sofa#1 tint:blue#2 kind:armchair#2"),
        (
            "red sofa, blue armchair, no castors",
            "tint:red#1 kind:sofa#1 tint:blue#2 kind:armchair#2 -parts:castors",
        ),
    ],
)
def test_two_products_with_descriptions_of_their_own_are_alternatives(sentence: str, chips: str) -> None:
    assert asked(sentence) == chips


@pytest.mark.parametrize(
    ("sentence", "chips"),
    [
        ("black sofa or armchair", "tint:black kind:sofa+armchair"),
        ("sofas and armchairs", "kind:sofa+armchair"),
        ("table, desk or bookcase in oak", "kind:table+desk+bookcase material:oak"),
    ],
)
def test_a_description_that_all_can_share_is_shared(sentence: str, chips: str) -> None:
    assert asked(sentence) == chips


def test_different_facets_joined_by_or_are_alternatives() -> None:
    assert asked("striped or red chair") == "surface:stripes#1 tint:red#2 kind:chair"


def test_of_two_kinds_side_by_side_the_last_says_what_it_is() -> None:
    assert asked("table chair") == "kind:chair"


def test_one_of_two_wishes_that_nobody_knows_makes_the_other_soft() -> None:
    assert asked("chair with dinosaurs or stripes") == "kind:chair ~surface:stripes"
