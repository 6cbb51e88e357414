import json
from io import StringIO

import pytest
from rich.console import Console

from weft.evaluation.metrics import Evaluation
from weft.evaluation.queries import LabelledQuery
from weft.evaluation.report import Report, make_report, print_report, report_as_json

QUERIES = [
    LabelledQuery("1", "a", "en", ("negation",)),
    LabelledQuery("2", "b", "fr", ("negation", "typo")),
    LabelledQuery("3", "c", "en", ()),
    LabelledQuery("4", "d", "de", ("typo",)),  # nobody judged it
]
OURS = Evaluation(
    "ours", {"nDCG@10": {"1": 1.0, "2": 0.5, "3": 0.3}, "broken": {"1": 2.0, "2": 1.0}}, unjudged=("4",)
)
BASELINE = Evaluation("theirs", {"nDCG@10": {"1": 0.5, "2": 0.7, "3": 0.3}})


def printed(report: Report) -> str:
    text = StringIO()
    print_report(report, Console(file=text, width=120))
    return text.getvalue()


def test_means_are_taken_over_all_queries_by_tag_and_by_language() -> None:
    slices = {each.slice: each for each in make_report(OURS, QUERIES).slices}

    means = {name: each.measures["nDCG@10"].mean for name, each in slices.items()}
    assert means == pytest.approx(
        {"all": 0.6, "negation": 0.75, "typo": 0.5, "lang en": 0.65, "lang fr": 0.5}
    )
    assert {name: each.queries for name, each in slices.items()}["negation"] == 2


def test_broken_exclusions_are_added_up_where_they_were_counted() -> None:
    slices = {each.slice: each.broken for each in make_report(OURS, QUERIES).slices}

    assert slices == {"all": 3, "negation": 3, "typo": 1, "lang en": 2, "lang fr": 1}
    assert make_report(BASELINE).slices[0].broken is None


def test_without_queries_there_is_one_slice() -> None:
    assert [each.slice for each in make_report(OURS).slices] == ["all"]


def test_only_measures_that_both_runs_have_are_compared() -> None:
    (comparison,) = make_report(OURS, QUERIES, BASELINE).comparisons

    assert (comparison.measure, comparison.wins, comparison.losses, comparison.ties) == ("nDCG@10", 1, 1, 1)
    assert comparison.difference.mean == pytest.approx(0.1)


def test_the_report_prints_tables_and_the_queries_that_changed_most() -> None:
    text = printed(make_report(OURS, QUERIES, BASELINE))

    assert "ours: 3 queries" in text
    assert "hits breaking an exclusion" in text
    assert "Fell most by nDCG@10: 2 -0.200" in text
    assert "Rose most by nDCG@10: 1 +0.500" in text
    assert "Queries left out, as nothing relevant is known for them: 1" in text


def test_a_run_alone_prints_one_table() -> None:
    text = printed(make_report(BASELINE))

    assert "theirs: 3 queries" in text
    assert "baseline" not in text


def test_the_report_is_one_json_object() -> None:
    report = json.loads(json.dumps(report_as_json(make_report(OURS, QUERIES, BASELINE))))

    assert report["name"] == "ours"
    assert report["slices"][0]["measures"]["nDCG@10"]["mean"] == pytest.approx(0.6)
    assert report["comparisons"][0]["differences"] == [["2", pytest.approx(-0.2)], ["1", 0.5]]
    assert report["unjudged"] == ["4"]
