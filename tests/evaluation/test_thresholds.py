import pytest

from weft.engine.errors import EvaluationError
from weft.evaluation.report import Report, SliceReport
from weft.evaluation.significance import Interval
from weft.evaluation.thresholds import missed, read_threshold

REPORT = Report(
    "run",
    (
        SliceReport("all", 4, {"nDCG@10": Interval(0.9, 0.8, 1), "broken": Interval(0.5, 0, 1)}, broken=2),
        SliceReport(
            "lang fr", 2, {"nDCG@10": Interval(0.7, 0.6, 0.8), "wrong@10": Interval(0.1, 0, 1)}, None
        ),
    ),
    (),
    (),
)


@pytest.mark.parametrize("text", ["nDCG@10=0.9", "all:nDCG@10=.85", "lang fr:nDCG@10=0.7"])
def test_a_mean_on_or_above_a_low_bound_is_let_through(text: str) -> None:
    assert missed(REPORT, [read_threshold(text, low=True)]) == ()


def test_every_missed_bound_is_told_with_the_value() -> None:
    bounds = [read_threshold("nDCG@10=0.95", low=True), read_threshold("lang fr:wrong@10=0.05", low=False)]

    assert missed(REPORT, bounds) == (
        "all:nDCG@10 at least 0.95 is missed: 0.9",
        "lang fr:wrong@10 at most 0.05 is missed: 0.1",
    )


def test_of_broken_the_hits_count_not_their_mean() -> None:
    assert missed(REPORT, [read_threshold("broken=2", low=False)]) == ()
    assert missed(REPORT, [read_threshold("broken=1", low=False)]) != ()


@pytest.mark.parametrize("text", ["", "nDCG@10", "=0.9", "nDCG@10=", "nDCG@10=high", "nDCG@10=nan", "all:=1"])
def test_what_is_no_threshold_is_refused(text: str) -> None:
    with pytest.raises(EvaluationError, match="is no threshold"):
        read_threshold(text, low=True)


@pytest.mark.parametrize("text", ["ndcg=0.9", "negation:nDCG@10=0.9"])
def test_a_misspelt_threshold_is_not_taken_for_one_that_is_met(text: str) -> None:
    with pytest.raises(EvaluationError, match="has no"):
        missed(REPORT, [read_threshold(text, low=True)])
