"""Judging by people: pools, grades on disk at once, a page by keys and by buttons, agreement by hand."""

import math
import re
from pathlib import Path

import pytest
from litestar.testing import TestClient

from tests.evaluation.samples import written
from tests.evaluation.wardrobe import everything
from weft.engine.errors import EvaluationError
from weft.evaluation.grading import Grades, agreement, create_grading_app, make_pool
from weft.evaluation.grading.app import Session
from weft.evaluation.qrels import read_qrels
from weft.evaluation.queries import LabelledQuery
from weft.evaluation.runs import Run, ScoredImage

QUERIES = (LabelledQuery("q/1", "green <tee>"), LabelledQuery("q2", "red dress"), LabelledQuery("q3", "hat"))


def run(name: str, **rankings: str) -> Run:
    hits = {
        query.replace("_", "/"): tuple(ScoredImage(image, -rank) for rank, image in enumerate(images.split()))
        for query, images in rankings.items()
    }
    return Run(name, hits)


ONE = run("one", q_1="green-tee olive-tee dino-tee", q2="red-dress")
TWO = run("two", q_1="dino-tee black-boots", q2="red-dress blue-jeans")


def test_the_pool_is_what_any_run_found_first_in_an_order_that_tells_nothing() -> None:
    pool = make_pool([ONE, TWO], QUERIES, depth=2)
    assert {query: set(images) for query, images in pool.items()} == {
        "q/1": {"green-tee", "olive-tee", "dino-tee", "black-boots"},
        "q2": {"red-dress", "blue-jeans"},
    }
    assert pool == make_pool([TWO, ONE], QUERIES, depth=2)


def test_a_run_for_other_queries_is_refused() -> None:
    with pytest.raises(EvaluationError, match="'other' answers none"):
        make_pool([ONE, run("other", x="a")], QUERIES, depth=2)


def test_grades_are_on_disk_at_once_and_go_on_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "mine.qrels"
    grades = Grades(path)
    grades.set("q2", "red-dress", 2)
    grades.set("q2", "blue-jeans", 0)
    assert read_qrels(path) == {"q2": {"red-dress": 2, "blue-jeans": 0}}
    again = Grades(path)
    assert again.of("q2", "blue-jeans") == 0
    again.set("q2", "red-dress", None)
    assert read_qrels(path) == {"q2": {"blue-jeans": 0}}
    again.set("q2", "blue-jeans", None)
    assert Grades(path).of("q2", "blue-jeans") is None


def test_judgments_on_another_scale_are_not_touched(tmp_path: Path) -> None:
    path = written(tmp_path / "other.qrels", "q2 0 red-dress 7")
    with pytest.raises(EvaluationError, match="has the grade 7"):
        Grades(path)


def test_a_grade_that_cannot_be_written_is_not_shown_as_given(tmp_path: Path) -> None:
    grades = Grades(tmp_path / "nowhere" / "mine.qrels")
    with pytest.raises(EvaluationError, match="cannot be written"):
        grades.set("q2", "red-dress", 2)
    assert grades.of("q2", "red-dress") is None


@pytest.fixture
def session(tmp_path: Path) -> Session:
    *_, records = everything(tmp_path)
    pool = make_pool([ONE, TWO], QUERIES, depth=2)
    return Session(QUERIES, pool, records, None, Grades(tmp_path / "mine.qrels"))


def token(page: str) -> str:
    found = re.search(r'name="_csrf_token" value="(\w+)"', page)
    assert found
    return found[1]


def test_a_person_grades_sentence_by_sentence(session: Session) -> None:
    with TestClient(create_grading_app(session, ["testserver.local"])) as browser:
        page = browser.get("/")
        assert "green &lt;tee&gt;" in page.text
        assert "Sentence 1 of 2" in page.text
        form = {"image": "olive-tee", "grade": "1", "_csrf_token": token(page.text)}
        answer = browser.post("/sentences/1/grades", data=form)
        assert answer.url.path == "/sentences/1"
        assert 'aria-pressed="true">1' in answer.text
        for image in session.pool["q/1"]:
            told = browser.post("/sentences/1/grades", data={**form, "image": image, "script": "1"})
        assert told.json() == {"done": 4}
        assert "red dress" in browser.get("/").text
    assert session.grades.of("q/1", "olive-tee") == 1


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"image": "olive-tee", "grade": "3"}, 400),
        ({"image": "red-dress", "grade": "1"}, 400),
        ({"grade": "1"}, 400),
    ],
)
def test_grades_of_nothing_are_refused(session: Session, form: dict[str, str], status: int) -> None:
    with TestClient(create_grading_app(session, ["testserver.local"])) as browser:
        signed = {**form, "_csrf_token": token(browser.get("/").text)}
        assert browser.post("/sentences/1/grades", data=signed).status_code == status
        assert browser.get("/sentences/3").status_code == 404


def test_another_page_cannot_grade_and_another_name_of_the_host_is_not_answered(session: Session) -> None:
    with TestClient(create_grading_app(session, ["testserver.local"])) as browser:
        browser.get("/")
        assert (
            browser.post("/sentences/1/grades", data={"image": "olive-tee", "grade": "1"}).status_code == 403
        )
        assert browser.get("/", headers={"host": "elsewhere.example"}).status_code == 400
    assert session.grades.of("q/1", "olive-tee") is None


def test_pictures_are_those_of_the_catalogue_only(session: Session) -> None:
    with TestClient(create_grading_app(session, ["testserver.local"])) as browser:
        assert browser.get("/picture", params={"image_id": "../../etc/passwd"}).status_code == 404


def test_agreement_worked_by_hand() -> None:
    first = {"q": {"a": 2, "b": 0, "c": 1, "d": 0}, "p": {"x": 1}}
    second = {"q": {"a": 0, "b": 0, "c": 2, "d": 0, "e": 1}}
    found = agreement(first, second)
    assert (found.shared, found.equal, found.equal_relevance) == (4, 0.5, 0.75)
    assert [(each.image_id, each.first, each.second) for each in found.disagreements] == [
        ("a", 2, 0),
        ("c", 1, 2),
    ]
    # Ordinal distances from the eight grades 0 x5, 1 x1, 2 x2: d(0,2) = (5/2 + 1 + 2/2)² = 20.25,
    # d(1,2) = (1/2 + 2/2)² = 2.25, d(0,1) = (5/2 + 1/2)² = 9; observed (20.25 + 2.25) * 2 / 8,
    # expected (5*2*20.25 + 5*1*9 + 1*2*2.25) * 2 / (8 * 7).
    observed, expected = 22.5 * 2 / 8, (202.5 + 45 + 4.5) * 2 / 56
    assert found.alpha == pytest.approx(1 - observed / expected)


def test_agreement_of_graders_who_never_differ_or_never_met() -> None:
    same = agreement({"q": {"a": 1, "b": 1}}, {"q": {"a": 1, "b": 1}})
    assert same.equal == 1.0
    assert math.isnan(same.alpha)
    with pytest.raises(EvaluationError, match="share no judgment"):
        agreement({"q": {"a": 1}}, {"q": {"b": 1}})
