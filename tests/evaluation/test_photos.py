from pathlib import Path

import pytest

from tests.evaluation.samples import photos, vocabulary, written
from weft.engine.errors import EvaluationError
from weft.evaluation.asked import Asked, Constraint
from weft.evaluation.photos import Mask, read_photos

RED = Constraint("colors", frozenset({"red"}))
BLUE = Constraint("colors", frozenset({"blue", "navy"}))
DRESS = Constraint("kind", frozenset({"dress"}))
SHOES = Constraint("kind", frozenset({"shoes"}))
PRINTED = Constraint("printed", frozenset({"true"}))


def names(folder: Path, asked: Asked) -> set[str]:
    shop = photos(folder)
    return chosen(shop.ids, shop.let_through(asked))


def chosen(ids: tuple[str, ...], mask: Mask) -> set[str]:
    return {name for name, taken in zip(ids, mask, strict=True) if taken}


def test_nothing_asked_lets_everything_through(tmp_path: Path) -> None:
    assert len(names(tmp_path, Asked())) == 6


def test_any_of_the_values_of_a_photo_meets_a_constraint(tmp_path: Path) -> None:
    assert names(tmp_path, Asked(all=(BLUE,))) == {"navy-dress", "blue-shoes", "red-shoes"}


def test_all_constraints_must_be_met(tmp_path: Path) -> None:
    assert names(tmp_path, Asked(all=(RED, BLUE))) == {"red-shoes"}


def test_an_exclusion_drops_what_has_any_of_its_values(tmp_path: Path) -> None:
    assert names(tmp_path, Asked(all=(SHOES,), none=(RED,))) == {"blue-shoes"}


def test_an_exclusion_keeps_what_has_no_value_at_all(tmp_path: Path) -> None:
    assert names(tmp_path, Asked(none=(PRINTED,))) == {"red-dress", "blue-shoes", "red-shoes", "plain-tee"}


def test_one_of_the_alternatives_is_enough(tmp_path: Path) -> None:
    asked = Asked(either=(Asked(all=(DRESS, RED)), Asked(all=(SHOES,), none=(RED,))))

    assert names(tmp_path, asked) == {"red-dress", "blue-shoes"}


def test_values_that_no_photo_has_are_met_by_none(tmp_path: Path) -> None:
    assert names(tmp_path, Asked(all=(Constraint("colors", frozenset({"mauve"})),))) == set()


def test_banned_is_what_an_exclusion_of_the_sentence_or_of_an_alternative_keeps_out(tmp_path: Path) -> None:
    shop = photos(tmp_path)
    asked = Asked(none=(PRINTED,), either=(Asked(all=(DRESS,)), Asked(all=(SHOES,), none=(RED,))))

    assert chosen(shop.ids, shop.banned(asked)) == {"navy-dress", "word-tee", "red-shoes"}


@pytest.mark.parametrize(
    "line", ["not json", '{"image_id": "a"}', '{"image_id": "a", "attributes": 3}', "[]"]
)
def test_a_line_that_is_no_catalogue_line_is_named(tmp_path: Path, line: str) -> None:
    path = written(tmp_path / "shop.jsonl", '{"image_id": "a", "attributes": {}}', line)

    with pytest.raises(EvaluationError, match=r"shop\.jsonl line 2"):
        read_photos(path, vocabulary())
