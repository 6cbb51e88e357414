from __future__ import annotations

import pyarrow as pa
import pytest

from weft.engine.index.words import Words

WORDS = Words(pa.array([" red lamp | ", " | ", None, " lamp | red lamp red lamp ", " red | lamp "]))


@pytest.mark.parametrize(
    ("stems", "rows"),
    [
        (("red",), {0, 3, 4}),
        (("red", "lamp"), {0, 3}),
        (("lamp", "red"), {3}),
        (("lamp", "red", "lamp"), {3}),
        (("red", "lamp", "red", "lamp"), {3}),
        (("lamp", "lamp"), set()),
        (("green",), set()),
        ((), set()),
    ],
)
def test_a_phrase_is_found_within_caption_or_title_only(stems: tuple[str, ...], rows: set[int]) -> None:
    assert set(WORDS.rows(stems).tolist()) == rows


def test_no_rows_at_all_are_searched_without_complaint() -> None:
    assert Words(pa.array([], pa.utf8())).rows(("red",)).tolist() == []
