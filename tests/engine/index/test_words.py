from __future__ import annotations

import pyarrow as pa
import pytest

from weft.engine.index.words import Words, counted_words

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


def test_words_of_all_texts_are_folded_and_counted() -> None:
    texts = [pa.chunked_array([["Café lamp, lamp!", None, ""]]), pa.chunked_array([["cafe"], ["LAMP-1"]])]
    assert counted_words(texts) == {"cafe": 2, "lamp": 3, "1": 1}
