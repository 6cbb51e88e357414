from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.samples import written
from weft.engine.errors import EvaluationError
from weft.evaluation.runs import Run, ScoredImage, read_run, write_run


def test_the_score_ranks_and_the_rank_column_breaks_ties(tmp_path: Path) -> None:
    path = written(tmp_path / "x.run", "q Q0 c 3 0.5 me", "q Q0 b 2 0.5 me", "q Q0 a 9 0.9 me")

    run = read_run(path)

    assert run.name == "me"
    assert run.images("q") == ("a", "b", "c")
    assert run.images("another") == ()


@given(st.lists(st.floats(-1e6, 1e6), max_size=20))
def test_what_is_written_reads_in_the_same_order_whatever_the_scores(
    tmp_path_factory: pytest.TempPathFactory, scores: list[float]
) -> None:
    path = tmp_path_factory.mktemp("runs") / "x.run"
    hits = tuple(ScoredImage(f"image-{place}", score) for place, score in enumerate([*scores, 0.0]))

    write_run(Run("weft", {"q": hits}), path)

    run = read_run(path)
    written_scores = [hit.score for hit in run.rankings["q"]]
    assert run.images("q") == tuple(hit.image_id for hit in hits)
    assert all(high > low for high, low in pairwise(written_scores))


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("q Q0 b 2 0.5", "5 columns instead of 6"),
        ("q Q0 b two 0.5 me", "rank 'two' or score '0.5' is not a number"),
        ("q Q0 b 2 high me", "score 'high' is not a number"),
        ("q Q0 b 2 nan me", "'nan' is not a finite number"),
        ("q Q0 a 2 0.5 me", "finds the image 'a' twice"),
    ],
)
def test_a_wrong_line_is_named_with_its_reason(tmp_path: Path, line: str, complaint: str) -> None:
    with pytest.raises(EvaluationError, match=rf"x\.run line 2: .*{complaint}"):
        read_run(written(tmp_path / "x.run", "q Q0 a 1 0.9 me", line))


def test_an_empty_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"The run x\.run is empty"):
        read_run(written(tmp_path / "x.run", ""))
