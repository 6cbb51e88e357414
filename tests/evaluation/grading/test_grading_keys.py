"""The grading page in a real browser, by keys."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from tests.evaluation.wardrobe import everything
from weft.api.server import address_of, bind
from weft.evaluation.grading import Grades, create_grading_app, make_pool
from weft.evaluation.grading.app import Session
from weft.evaluation.qrels import read_qrels
from weft.evaluation.runs import Run, ScoredImage

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    queries, _, _, records = everything(tmp_path)
    hits = {"q1": ("green-tee", "olive-tee", "dino-tee"), "q2": ("red-dress",)}
    run = Run("one", {query: tuple(ScoredImage(i, 0.0) for i in images) for query, images in hits.items()})
    pool = make_pool([run], queries, depth=5)
    session = Session(queries, pool, records, None, Grades(tmp_path / "mine.qrels"))
    with bind("127.0.0.1", 0) as listening:
        app = create_grading_app(session, [address_of(listening).removeprefix("http://")])
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield address_of(listening)
        server.should_exit = True
        thread.join()


def test_a_person_grades_a_sentence_by_keys_alone(address: str, tmp_path: Path) -> None:
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.goto(address)
        order = page.eval_on_selector_all(".item", "items => items.map(item => item.id)")
        for key, shown in (("2", "1 of 4"), ("0", "2 of 4"), ("1", "3 of 4")):
            page.keyboard.press(key)
            playwright.expect(page.locator(".count")).to_contain_text(shown)
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Backspace")
        playwright.expect(page.locator(".count")).to_contain_text("2 of 4")
        page.keyboard.press("Enter")
        playwright.expect(page.locator("h1")).to_have_text("red dress")
        browser.close()
    assert read_qrels(tmp_path / "mine.qrels") == {"q1": {order[0]: 2, order[2]: 1}}
