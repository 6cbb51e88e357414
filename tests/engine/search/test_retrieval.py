from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from tests.engine.search.vases import EMBEDDER, SETTINGS, VASES, line, must, snapshot_of
from weft.engine.filters import EVERYTHING, Filter, Match, Not
from weft.engine.index.store import Snapshot
from weft.engine.model import ParsedQuery, Span
from weft.engine.search.fusion import Leg
from weft.engine.search.retrieval import ECHO, GUESS, Reader

LINES = [
    line("a", "blue vase with stars"),
    line("b", "blue jug with a star and a motif", kind="jug"),
    line("c", "plain vase"),
    line("d", "motif motif motif"),
]
WEIGHTS = {"text_weight": 2.0, "vector_weight": 4.0, "window": 10}
READER = Reader(VASES, EMBEDDER, SETTINGS.model_copy(update=WEIGHTS))


def legs(
    snapshot: Snapshot, query: ParsedQuery, within: Filter = EVERYTHING
) -> tuple[Leg | None, Leg | None]:
    rows = np.flatnonzero(snapshot.columns.match(within))
    return READER.text(query, snapshot, within, rows), READER.vector(query, snapshot, within, rows)


def ranks(leg: Leg | None) -> list[int]:
    assert leg is not None
    return [int(rank) for rank in leg.ranks]


def test_both_legs_read_the_residual(tmp_path: Path) -> None:
    query = ParsedQuery("plain vases with stars", residual="stars", positive="plain vases with stars")
    text, vector = legs(snapshot_of(tmp_path / "store", LINES), query)
    assert (ranks(text)[:1], ranks(text)[2:]) == ([1], [0, 0])
    assert ranks(vector)[0] == 1
    assert (text.weight, vector.weight) == (2.0, 4.0) if text and vector else False


def test_without_a_residual_the_positive_sentence_is_a_faint_echo(tmp_path: Path) -> None:
    text, vector = legs(snapshot_of(tmp_path / "store", LINES), ParsedQuery("plain", positive="plain"))
    assert ranks(text) == [0, 0, 1, 0]
    assert text and vector
    assert (text.weight, vector.weight) == (2.0 * ECHO, 4.0 * ECHO)


def test_a_residual_that_nobody_says_leaves_the_text_to_the_positive_sentence(tmp_path: Path) -> None:
    query = ParsedQuery("festive vase", residual="festive", positive="festive vase")
    text, vector = legs(snapshot_of(tmp_path / "store", LINES), query)
    assert text and vector
    assert [bool(rank) for rank in ranks(text)] == [True, False, True, False]
    assert (text.weight, vector.weight) == (2.0 * ECHO, 4.0 * GUESS)
    assert not text.heard
    assert not vector.heard


def test_what_is_said_or_near_is_heard(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path / "store", LINES)
    query = ParsedQuery("plain vase", residual="plain vase", positive="plain vase")
    text, vector = legs(snapshot, query)
    assert text and vector
    assert text.heard
    assert vector.heard  # the caption of c says just this
    assert READER.hears("plain zebra", "en", snapshot, EVERYTHING)
    assert not READER.hears("zebra", "en", snapshot, EVERYTHING)


def test_of_mood_and_taste_and_of_what_a_filter_says_no_caption_need_speak() -> None:
    text = "cute bowling jug with a zebra"
    jug = replace(must("kind", "jug"), spans=(Span(13, 16),))
    query = ParsedQuery(text, (jug,), residual="cute bowling jug zebra")
    assert READER.subject(query) == "bowling zebra"
    assert READER.subject(ParsedQuery("cute", residual="cute elegant")) == ""


def test_a_noun_for_motifs_in_general_does_not_outweigh_what_is_shown(tmp_path: Path) -> None:
    query = ParsedQuery("star motif", residual="star motif", positive="star motif")
    text, _ = legs(snapshot_of(tmp_path / "store", LINES), query)
    assert ranks(text)[3] == 0


def test_a_noun_for_motifs_alone_is_read(tmp_path: Path) -> None:
    query = ParsedQuery("motifs", residual="motifs", positive="motifs")
    text, _ = legs(snapshot_of(tmp_path / "store", LINES), query)
    assert ranks(text)[3] == 1


def test_only_the_result_set_is_ranked(tmp_path: Path) -> None:
    query = ParsedQuery("blue", residual="blue", positive="blue")
    text, vector = legs(snapshot_of(tmp_path / "store", LINES), query, Not(Match("kind", frozenset({"jug"}))))
    assert ranks(text) == [1, 0, 0]
    assert len(ranks(vector)) == 3


def test_a_sentence_without_words_has_no_legs(tmp_path: Path) -> None:
    assert legs(snapshot_of(tmp_path / "store", LINES), ParsedQuery("")) == (None, None)
