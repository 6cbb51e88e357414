"""The page in a real browser: it fits a phone, its plots have a size, queries are picked without script."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.evaluation.page.test_render import Case
from weft.evaluation.page.render import render_page

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(params=[1280, 390])
def page(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Page]:
    case = Case(tmp_path)
    file = tmp_path / "report.html"
    file.write_text(
        render_page(case.ours, case.queries, case.catalogue, baseline=case.theirs), encoding="utf-8"
    )
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": request.param, "height": 900}, java_script_enabled=False
        )
        opened = context.new_page()
        opened.goto(file.as_uri())
        yield opened
        browser.close()


def test_nothing_is_wider_than_the_screen(page: Page) -> None:
    assert page.viewport_size is not None
    boxes = [each.bounding_box() for each in page.locator("main > section").all()]

    assert all(box and box["x"] + box["width"] <= page.viewport_size["width"] for box in boxes)


def test_queries_are_picked_by_their_tag(page: Page) -> None:
    page.locator("label", has_text="negation").click()

    shown = [each.get_attribute("id") for each in page.locator("article").all() if each.is_visible()]

    assert shown == ["q-q1"]


def test_every_plot_has_a_size(page: Page) -> None:
    plots = [each.bounding_box() for each in page.locator("svg.plot, svg.columns").all()]

    assert len(plots) > 4
    assert all(box and box["width"] > 40 and box["height"] > 20 for box in plots)
