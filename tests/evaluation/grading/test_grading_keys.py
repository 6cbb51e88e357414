"""The grading page in a real browser, by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browsing import listening, served
from tests.evaluation.wardrobe import everything
from weft.evaluation.grading import Grades, create_grading_app, make_pool
from weft.evaluation.grading.app import Session
from weft.evaluation.qrels import read_qrels
from weft.evaluation.runs import Run, ScoredImage

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    queries, _, _, records = everything(tmp_path)
    hits = {"q1": ("green-tee", "olive-tee", "dino-tee"), "q2": ("red-dress",)}
    run = Run("one", {query: tuple(ScoredImage(i, 0.0) for i in images) for query, images in hits.items()})
    pool = make_pool([run], queries, depth=5)
    session = Session(queries, pool, records, None, Grades(tmp_path / "mine.qrels"))
    with listening() as (bound, at), served(create_grading_app(session, [at.removeprefix("http://")]), bound):
        yield at


def test_a_person_grades_a_sentence_by_keys_alone(browser: Browser, address: str, tmp_path: Path) -> None:
    expect = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed").expect
    with browser.new_page() as page:
        page.goto(address)
        order = page.eval_on_selector_all(".item", "items => items.map(item => item.id)")
        for key, shown in (("2", "1 of 4"), ("0", "2 of 4"), ("1", "3 of 4")):
            page.keyboard.press(key)
            expect(page.locator(".count")).to_contain_text(shown)
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Backspace")
        expect(page.locator(".count")).to_contain_text("2 of 4")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("red dress")
    assert read_qrels(tmp_path / "mine.qrels") == {"q1": {order[0]: 2, order[2]: 1}}
