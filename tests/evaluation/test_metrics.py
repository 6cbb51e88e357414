import sys
from math import log2
from pathlib import Path

import pytest

from tests.evaluation.samples import photos
from weft.engine.errors import EvaluationError, ExtraMissingError
from weft.evaluation.asked import Asked, Constraint
from weft.evaluation.metrics import BROKEN, NO_RESULT, WRONG, evaluate
from weft.evaluation.queries import LabelledQuery
from weft.evaluation.runs import Run, ScoredImage

QRELS = {"q": {"a": 2, "b": 1, "x": 0}}


def run_of(**rankings: str) -> Run:
    """Query id to the ids of its hits, best first; all have the same score."""
    return Run(
        "run", {query: tuple(ScoredImage(i, 1.0) for i in ids.split()) for query, ids in rankings.items()}
    )


def test_the_field_s_measures_of_three_hits() -> None:
    scores = evaluate(run_of(q="x a b"), QRELS).scores

    assert scores["nDCG@10"]["q"] == pytest.approx((2 / log2(3) + 1 / log2(4)) / (2 + 1 / log2(3)))
    assert scores["P@10"]["q"] == pytest.approx(2 / 10)
    assert scores["R@100"]["q"] == 1
    assert scores["MRR"]["q"] == 1 / 2


def test_hits_with_equal_scores_count_in_the_order_of_the_run() -> None:
    assert evaluate(run_of(q="b a"), QRELS).scores["MRR"]["q"] == 1
    assert evaluate(run_of(q="x y z a"), QRELS).scores["MRR"]["q"] == 1 / 4


def test_recall_looks_at_a_hundred_hits_and_precision_at_ten() -> None:
    padding = " ".join(f"n{place}" for place in range(99))
    scores = evaluate(run_of(q=f"{padding} a b"), QRELS).scores

    assert scores["R@100"]["q"] == 1 / 2
    assert scores["P@10"]["q"] == 0


def test_wrong_hits_are_a_share_of_the_places_that_are_filled() -> None:
    eleven = "a b n1 n2 n3 n4 n5 n6 n7 n8 n9"

    assert evaluate(run_of(q="a x unjudged"), QRELS).scores[WRONG]["q"] == pytest.approx(2 / 3)
    assert evaluate(run_of(q="a b"), QRELS).scores[WRONG]["q"] == 0
    assert evaluate(run_of(q=eleven), QRELS).scores[WRONG]["q"] == pytest.approx(8 / 10)


def test_an_unanswered_query_counts_as_zero_and_as_no_result() -> None:
    scores = evaluate(run_of(q="a"), {**QRELS, "r": {"a": 1}}).scores

    assert scores["nDCG@10"]["r"] == scores["MRR"]["r"] == scores[WRONG]["r"] == 0
    assert scores[NO_RESULT] == {"q": 0, "r": 1}


def test_queries_without_relevant_images_are_left_out_and_named() -> None:
    evaluation = evaluate(
        run_of(q="a", nothing="a"), {**QRELS, "nothing": {"a": 0}}, queries=[LabelledQuery("new", "x")]
    )

    assert evaluation.unjudged == ("new", "nothing")
    assert all("nothing" not in by_query for by_query in evaluation.scores.values())


def test_broken_exclusions_are_hits_at_any_rank_that_have_what_is_excluded(tmp_path: Path) -> None:
    not_red = Asked(none=(Constraint("colors", frozenset({"red"})),))
    queries = [LabelledQuery("q", "no red", asked=not_red), LabelledQuery("r", "red", asked=Asked())]
    run = run_of(q="plain-tee red-dress red-shoes", r="red-dress")
    qrels = {"q": {"plain-tee": 1}, "r": {"red-dress": 1}}

    scores = evaluate(run, qrels, queries=queries, photos=photos(tmp_path)).scores

    assert scores[BROKEN] == {"q": 2, "r": 0}


def test_broken_exclusions_are_not_counted_without_a_catalogue() -> None:
    queries = [LabelledQuery("q", "no red", asked=Asked())]

    assert BROKEN not in evaluate(run_of(q="a"), QRELS, queries=queries).scores


def test_a_run_for_other_queries_is_refused() -> None:
    with pytest.raises(EvaluationError, match="No query of the run is in the judgments"):
        evaluate(run_of(other="a"), QRELS)


def test_a_run_from_another_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="No image of the run is in the judgments"):
        evaluate(run_of(q="m n"), QRELS)
    with pytest.raises(EvaluationError, match="1 images of the run are not in the catalogue, 'a' among them"):
        evaluate(run_of(q="a red-dress"), QRELS, photos=photos(tmp_path))


def test_without_the_library_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", None)

    with pytest.raises(ExtraMissingError) as caught:
        evaluate(run_of(q="a"), QRELS)

    assert "weft[evaluation]" in caught.value.hint
