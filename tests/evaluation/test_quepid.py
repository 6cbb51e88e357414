from pathlib import Path

import pytest

from tests.evaluation.samples import written
from weft.engine.errors import EvaluationError
from weft.evaluation.quepid import read_ratings, read_snapshot, write_ratings, write_snapshot
from weft.evaluation.queries import LabelledQuery
from weft.evaluation.runs import Run, ScoredImage

QUERIES = [LabelledQuery("q1", 'red, "wine" dress'), LabelledQuery("q2", "boots")]
QRELS = {"q1": {"a": 2, "b": 0}, "q2": {"a": 1}}
HEADER = "Snapshot Name,Snapshot Time,Case ID,Query Text,Doc ID,Doc Position"


def test_ratings_come_back_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "ratings.csv"
    write_ratings(QRELS, QUERIES, path)

    assert read_ratings(path, QUERIES) == QRELS
    assert path.read_text(encoding="utf-8").splitlines()[:2] == [
        "query,docid,rating",
        '"red, ""wine"" dress",a,2',
    ]


def test_a_snapshot_comes_back_in_the_same_order(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.csv"
    hits = (ScoredImage("b", 9.0), ScoredImage("a", 3.0))
    write_snapshot(Run("mine", {"q1": hits, "q2": hits[1:]}), QUERIES, path, case_id=7)

    read = read_snapshot(path, QUERIES)

    assert read.name == "mine"
    assert {query: read.images(query) for query in read.rankings} == {"q1": ("b", "a"), "q2": ("a",)}


def test_rows_may_come_in_any_order_with_more_columns_and_without_ratings(tmp_path: Path) -> None:
    ratings = written(tmp_path / "r.csv", "docid,who,query,rating", "a,me,boots,3", "b,me,boots,")
    snapshot = written(tmp_path / "s.csv", f"{HEADER},title", "x y,t,1,boots,b,2,B", "x y,t,1,boots,a,1,A")

    assert read_ratings(ratings, QUERIES) == {"q2": {"a": 3}}
    assert read_snapshot(snapshot, QUERIES).images("q2") == ("a", "b")
    assert read_snapshot(snapshot, QUERIES).name == "x-y"  # one word, as TREC wants it


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (["query,rating"], "no column 'docid'"),
        (["query,docid,rating"], "holds no ratings"),
        (["query,docid,rating", "hats,a,1"], "row 2: no labelled query is 'hats'"),
        (["query,docid,rating", "boots,a,good"], "rating 'good'"),
        (["query,docid,rating", "boots,a,-1"], "rating '-1'"),
        (["query,docid,rating", "boots,a,1", "boots,a,2"], "row 3: the image 'a' is rated twice"),
        (["query,docid,rating", "boots,a"], "2 columns instead of 3"),
        (["query,docid,rating", 'boots,"a,1'], "not CSV"),
    ],
)
def test_wrong_ratings_are_refused_with_their_place(tmp_path: Path, rows: list[str], problem: str) -> None:
    with pytest.raises(EvaluationError, match=problem):
        read_ratings(written(tmp_path / "r.csv", *rows), QUERIES)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([], "holds no hits"),
        (["one,t,1,boots,a,0"], "position '0'"),
        (["one,t,1,boots,a,1", "one,t,1,boots,a,2"], "finds 'a' twice"),
        (["one,t,1,boots,a,1", "two,t,1,boots,b,2"], "a second snapshot, 'two'"),
    ],
)
def test_wrong_snapshots_are_refused_with_their_place(tmp_path: Path, rows: list[str], problem: str) -> None:
    with pytest.raises(EvaluationError, match=problem):
        read_snapshot(written(tmp_path / "s.csv", HEADER, *rows), QUERIES)


def test_queries_that_quepid_could_not_tell_apart_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "r.csv", "query,docid,rating", "boots,a,1")

    with pytest.raises(EvaluationError, match="have the same text"):
        read_ratings(path, [*QUERIES, LabelledQuery("q3", "boots ")])


def test_a_run_of_unknown_queries_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="'q9' is not known"):
        write_ratings({"q9": {"a": 1}}, QUERIES, tmp_path / "r.csv")
