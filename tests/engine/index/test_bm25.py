from __future__ import annotations

from math import log

import numpy as np
import pyarrow as pa
import pytest

from weft.engine.index.bm25 import Bm25
from weft.engine.index.words import Words

SAID = (" red vase | ", " red red jug | red ", " blue bowl | ", " vase | blue ")
"""Captions and titles, as stems."""

ALL = np.ones(4, dtype=np.bool_)


def ranking(live: np.ndarray[tuple[int], np.dtype[np.bool_]] = ALL) -> Bm25:
    return Bm25(Words(pa.array(SAID)), live)


def test_scores_are_those_worked_by_hand() -> None:
    found = ranking().ranked(["red"], ALL, 10)

    # In captions: two rows of four, 2 words on average. In titles: one of four, half a word.
    caption, title = log(1 + 2.5 / 2.5), log(1 + 3.5 / 1.5)
    once = 1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / 2))
    twice = 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 2))
    in_title = 1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 1 / 0.5))
    assert found.rows.tolist() == [1, 0]
    expected = [caption * twice + title * in_title, caption * once]
    assert found.scores.tolist() == pytest.approx(expected, rel=1e-5)


def test_a_filter_takes_rows_away_and_changes_no_score() -> None:
    whole, part = (ranking().ranked(["red"], mask, 10) for mask in (ALL, np.arange(4) == 0))

    assert (part.rows.tolist(), part.scores.tolist()) == ([0], whole.scores[1:].tolist())


def test_rows_that_are_gone_are_counted_nowhere() -> None:
    living = np.array([True, False, True, True])

    left = ranking(living).ranked(["red"], living, 10)
    anew = Bm25(Words(pa.array([SAID[0], SAID[2], SAID[3]])), ALL[:3]).ranked(["red"], ALL[:3], 10)

    assert left.rows.tolist() == [0]
    assert left.scores.tolist() == anew.scores.tolist()


def test_a_stem_that_is_asked_twice_counts_once() -> None:
    once, twice = (ranking().ranked(stems, ALL, 10) for stems in (["red"], ["red", "red"]))

    assert once.scores.tolist() == twice.scores.tolist()


def test_stems_that_nobody_says_rank_nothing() -> None:
    assert ranking().ranked(["teapot"], ALL, 10).rows.tolist() == []
    assert Bm25(Words(pa.array([], pa.utf8())), ALL[:0]).ranked(["red"], ALL[:0], 10).rows.tolist() == []
