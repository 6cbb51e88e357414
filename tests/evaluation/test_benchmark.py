import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from tests.evaluation.wardrobe import GARMENTS, everything
from weft.engine.errors import EvaluationError
from weft.evaluation.benchmark import DEPTH, Entry, Leaderboard, make_leaderboard, timed
from weft.evaluation.leaderboard import leaderboard_as_json, leaderboard_as_markdown, print_leaderboard
from weft.evaluation.runs import Run, ScoredImage


def entry(name: str, p50_ms: float | None = None, **rankings: str) -> Entry:
    hits = {
        query: tuple(ScoredImage(image, -place) for place, image in enumerate(images.split()))
        for query, images in rankings.items()
    }
    return Entry(Run(name, hits), p50_ms)


GOOD = entry("good", 2.0, q1="green-tee olive-tee", q2="red-dress", q3="red-dress", q4="dino-tee")
BAD = entry("bad", q1="dino-tee green-tee", q2="blue-jeans", q4="dino-tee")


@pytest.fixture
def board(tmp_path: Path) -> Leaderboard:
    queries, qrels, photos, _ = everything(tmp_path)
    return make_leaderboard([BAD, GOOD], qrels, queries=queries, photos=photos)


def test_the_best_comes_first_and_is_compared_with_the_first_entry(board: Leaderboard) -> None:
    assert [standing.name for standing in board.standings] == ["good", "bad"]
    good, bad = board.standings
    assert bad.comparison is None
    assert good.comparison is not None
    assert (good.comparison.wins, good.comparison.losses, good.comparison.ties) == (3, 0, 1)


def test_means_are_by_tag_and_by_language(board: Leaderboard) -> None:
    good, bad = board.standings

    assert board.columns == ("all", "negation", "foreign", "residual", "wrong@10")  # nothing is a typo
    assert good.means["all"] == 1
    assert bad.means["foreign"] == 0
    assert bad.means["residual"] == 1
    assert bad.means["wrong@10"] == 0.5


def test_hits_with_what_was_excluded_and_empty_answers_are_counted(board: Leaderboard) -> None:
    good, bad = board.standings

    assert (good.broken, bad.broken) == (0, 1)
    assert (good.no_result, bad.no_result) == (0, 0.25)


def test_only_the_first_hits_count(tmp_path: Path) -> None:
    queries, qrels, photos, _ = everything(tmp_path)
    padding = [ScoredImage("blue-jeans" if place else "green-tee", -place) for place in range(DEPTH)]
    deep = Entry(Run("deep", {"q1": (*padding, ScoredImage("dino-tee", -DEPTH))}))

    (standing,) = make_leaderboard([deep], qrels, queries=queries, photos=photos).standings

    assert standing.broken == 0


def test_two_engines_of_one_name_are_refused(tmp_path: Path) -> None:
    queries, qrels, photos, _ = everything(tmp_path)

    with pytest.raises(EvaluationError, match="'good'"):
        make_leaderboard([GOOD, GOOD], qrels, queries=queries, photos=photos)


def test_an_engine_is_asked_every_sentence_and_timed(tmp_path: Path) -> None:
    queries, *_ = everything(tmp_path)
    asked: list[str] = []

    def rank(sentence: str, limit: int) -> list[str]:
        asked.append(sentence)
        return list(GARMENTS)[:limit]

    made = timed("all", rank, queries)

    assert set(asked) == {query.text for query in queries}
    assert made.run.images("q1") == tuple(GARMENTS)
    assert made.p50_ms is not None and made.p50_ms >= 0


def test_the_leaderboard_prints_and_says_how_to_add_an_engine(board: Leaderboard) -> None:
    text = StringIO()
    print_leaderboard(board, Console(file=text, width=100))

    assert "4 queries over 6 images" in text.getvalue()
    assert "good against bad: +0." in text.getvalue()
    assert "weft benchmark --run NAME=FILE" in text.getvalue()


def test_the_leaderboard_is_a_table_of_markdown_that_names_its_command(board: Leaderboard) -> None:
    page = leaderboard_as_markdown(board, "weft benchmark --markdown here.md")
    table = [line for line in page.splitlines() if line.startswith("|")]

    assert "`weft benchmark --markdown here.md`" in page
    assert len({line.count("|") for line in table}) == 1
    assert table[2].startswith("| good | 1.000 | 1.000 | 1.000 | 1.000 | 0.000 | 0 | 0.000 | 2.00 |")


def test_the_leaderboard_is_one_json_object(board: Leaderboard) -> None:
    read = json.loads(json.dumps(leaderboard_as_json(board)))

    assert read["standings"][0]["means"]["all"] == 1
    assert read["standings"][1]["p50_ms"] is None
