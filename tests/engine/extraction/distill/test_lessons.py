import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.lamps import LAMPS, lamp
from weft.engine.errors import CatalogueError
from weft.engine.extraction.distill.lessons import (
    Photo,
    blank_sheet,
    held_out,
    of_split,
    read_photos,
    targets,
)

SHEET = blank_sheet(LAMPS, name="lamps", version=1, size=33, dimension=4)


def photo(**line: object) -> Photo:
    return Photo(Path("lamp.jpg"), lamp("a", **line))


def right(facet: str, labelled: Photo) -> tuple[dict[str, float], dict[str, float]]:
    """What is to be chosen and what is to be there, as names with their shares above 0."""
    row = targets([labelled], SHEET).right[0]
    known, choice, presence = next(each for each in SHEET.stretches() if each[0].id == facet)
    chosen = zip((*known.values, "none"), row[choice].tolist(), strict=True)
    there = zip(known.values, row[presence].tolist(), strict=False)
    return tuple({name: round(share, 3) for name, share in each if share} for each in (chosen, there))  # type: ignore[return-value]


def test_the_first_of_several_values_is_chosen_and_all_are_there() -> None:
    assert right("colors", photo(kind="bulb", colors=["red", "white"])) == (
        {"red": 1},
        {"white": 1, "red": 1},
    )
    assert right("colors", photo(kind="bulb")) == ({"none": 1}, {})


def test_a_value_that_could_not_be_seen_is_taught_as_none() -> None:
    assert right("shade", photo(kind="table-lamp")) == ({"none": 1}, {})


def test_what_a_model_was_unsure_of_is_taught_as_unsurely() -> None:
    unsure = {"shade": [["glass", 0.6], ["paper", 0.2]], "colors": [["red", 0.7]]}
    labelled = photo(kind="table-lamp", shade="glass", colors=["white"], plausible=unsure)

    assert right("shade", labelled) == ({"glass": 0.75, "paper": 0.25}, {})
    assert right("colors", labelled) == ({"white": 1}, {"white": 1, "red": 0.7})


def test_nothing_is_taught_about_a_facet_that_the_kind_cannot_have() -> None:
    known = targets([photo(kind="bulb"), photo(kind="table-lamp")], SHEET).known

    place = [facet.id for facet in SHEET.facets].index("shade")
    assert known[:, place].tolist() == [0, 1]
    assert known.sum() == known.size - 1


@given(
    groups=st.lists(st.integers(0, 12), min_size=8, max_size=80).filter(lambda each: len(set(each)) > 4),
    share=st.floats(0.05, 0.4),
    seed=st.integers(0, 5),
)
def test_what_belongs_together_is_never_on_both_sides(groups: list[int], share: float, seed: int) -> None:
    photos = [photo(kind="bulb", by=group) for group in groups]
    try:
        learnt, kept = held_out(photos, share, together="by", seed=seed)
    except CatalogueError:  # no group is small enough
        return

    assert {each.said("by") for each in learnt}.isdisjoint(each.said("by") for each in kept)
    assert len(learnt) + len(kept) == len(photos)
    assert learnt
    assert kept


def test_photos_of_one_product_alone_cannot_be_kept_back() -> None:
    with pytest.raises(CatalogueError, match="too few photos"):
        held_out([photo(kind="bulb", product_id="one")] * 9, 0.2, together="by", seed=0)


def test_a_split_is_taken_and_an_empty_one_refused() -> None:
    photos = [photo(kind="bulb", split="train"), photo(kind="bulb", split="dev")]

    assert of_split(photos, None) == photos
    assert of_split(photos, "dev") == photos[1:]
    with pytest.raises(CatalogueError, match="'test'"):
        of_split(photos, "test")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("no JSON", "line 2: "),
        (json.dumps({"image": "gone.jpg"}), "line 2: there is no picture 'gone.jpg'"),
        (json.dumps({"image": "a.jpg", "attributes": {"kind": "lantern"}}), "line 2: unknown kind 'lantern'"),
        (json.dumps({"image": "../a.jpg"}), "line 2: the picture lies outside"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, problem: str) -> None:
    (tmp_path / "images").mkdir()
    Image.new("RGB", (8, 8)).save(tmp_path / "images" / "a.jpg")
    good = json.dumps({"image": "a.jpg", "attributes": {"kind": "bulb"}})
    (tmp_path / "catalogue.jsonl").write_text(f"{good}\n{line}\n")

    with pytest.raises(CatalogueError, match=problem):
        read_photos(tmp_path / "catalogue.jsonl", tmp_path / "images", LAMPS)


def test_a_catalogue_without_labels_is_refused(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.jpg")
    (tmp_path / "catalogue.jsonl").write_text(json.dumps({"image": "a.jpg"}) + "\n")

    with pytest.raises(CatalogueError, match="no labelled photos"):
        read_photos(tmp_path / "catalogue.jsonl", tmp_path, LAMPS)
