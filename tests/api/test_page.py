"""The page in a real browser: what a shopper does by mouse, by keyboard, on a phone, without script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browsing import PHONE, WIDE
from weft.engine.search.engine import SearchEngine

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.api.conftest import Opener

TICKED = re.compile(r"[?&]f=colors")


def ask(page: Page, sentence: str) -> None:
    page.get_by_label("What are you looking for?").fill(sentence)
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/?q=*")


def products(page: Page) -> list[str]:
    links = page.locator(".card .tile").evaluate_all("tiles => tiles.map(tile => tile.getAttribute('href'))")
    return [urlsplit(link).path.removeprefix("/p/") for link in links]


def chips(page: Page) -> list[str]:
    return [" ".join(text.split()) for text in page.locator(".chip .said").all_inner_texts()]


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def attributes(engine: SearchEngine, product_id: str) -> dict[str, tuple[str, ...]]:
    return {name: known.values for name, known in engine.product(product_id)[0].attributes.items()}


def test_green_t_shirts_with_no_prints(visit: Opener, engine: SearchEngine) -> None:
    page = visit()
    ask(page, "green t-shirt with no prints")
    found = [attributes(engine, product) for product in products(page)]
    assert len(found) == 2
    for each in found:
        assert each["category"] == ("t-shirt",)
        assert {"green", "olive", "teal"} & set(each["colors"])
        assert each["print"] in [("none",), ("logo",)]
    assert page.get_by_role("heading", name="2 products").is_visible()


def test_dresses_with_red_flowers(visit: Opener, engine: SearchEngine) -> None:
    page = visit()
    ask(page, "dresses with red flowers")
    first = attributes(engine, products(page)[0])
    assert first["category"] == ("dress",)
    assert first["pattern"] == ("floral",)
    assert "red" in first["print_colors"]


def test_a_chip_is_switched_off_and_brought_back(visit: Opener) -> None:
    page = visit("/?q=green+t-shirt+with+no+prints")
    before = products(page)
    page.get_by_role("link", name="Switch off Color: green").click()
    page.wait_for_url("**off=colors*")
    assert "tee-red" in products(page)
    assert "Color green" in chips(page)
    page.get_by_role("link", name="Bring back Color: green").click()
    page.wait_for_url(lambda url: "off=" not in url)
    assert products(page) == before


def test_a_chip_is_turned_round(visit: Opener) -> None:
    page = visit("/?q=green+t-shirt")
    page.get_by_role("button", name="change what Color: green does").click()
    page.get_by_role("link", name="must not").click()
    page.wait_for_url("**as=must_not:colors:green*")
    assert products(page) == ["tee-red"]
    assert page.locator("mark.must_not").inner_text() == "green"
    page.reload()
    assert products(page) == ["tee-red"]
    page.go_back()
    assert "tee-green" in products(page)


def test_a_chip_is_turned_round_by_keyboard_without_script(visit: Opener) -> None:
    page = visit("/?q=green+t-shirt", java_script_enabled=False)
    page.get_by_role("button", name="change what Color: green does").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="prefer").focus()
    page.keyboard.press("Escape")
    assert not page.get_by_role("link", name="prefer").is_visible()
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**as=prefer:colors:green*")
    assert page.locator(".card").count() == 4


def test_the_menu_of_a_chip_stays_on_a_phone(visit: Opener) -> None:
    page = visit("/?q=green+t-shirt+with+no+prints", viewport=PHONE, has_touch=True)
    for menu in page.locator(".chip button.verb").all():
        menu.tap()
        box = page.locator(":popover-open").bounding_box()
        assert box
        assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE["width"]
        page.keyboard.press("Escape")


def test_what_is_typed_is_completed_by_keyboard(visit: Opener) -> None:
    page = visit()
    box = page.get_by_role("combobox", name="What are you looking for?")
    box.press_sequentially("red t-sh")
    first = page.get_by_role("option").first
    assert first.inner_text().strip() == "red t-shirt"
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    assert box.input_value() == "red t-shirt"
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    assert first.get_attribute("aria-selected") == "true"
    box.press("Enter")
    page.wait_for_url("**/?q=red+t-shirt")
    assert products(page) == ["tee-red"]


def test_escape_brings_back_what_was_typed(visit: Opener) -> None:
    page = visit()
    box = page.get_by_role("combobox")
    box.press_sequentially("red t-sh")
    page.get_by_role("option").first.wait_for()
    box.press("ArrowUp")
    assert box.input_value() != "red t-sh"
    box.press("Escape")
    assert box.input_value() == "red t-sh"
    assert not page.get_by_role("listbox").is_visible()
    assert box.get_attribute("aria-expanded") == "false"


def test_a_suggestion_is_taken_by_touch(visit: Opener) -> None:
    page = visit(viewport=PHONE, has_touch=True)
    page.get_by_role("combobox").press_sequentially("fieldm")
    page.get_by_role("option", name="Fieldmark").tap()
    page.wait_for_url("**/?q=Fieldmark")
    assert chips(page) == ["Brand Fieldmark"]


def test_going_back_undoes_a_step(visit: Opener) -> None:
    page = visit("/?q=red+t-shirt")
    page.get_by_role("link", name="Switch off Color: red").click()
    page.wait_for_url("**off=colors*")
    page.go_back()
    assert products(page) == ["tee-red"]


def test_a_tick_shows_its_products_at_once_and_keeps_the_keyboard_there(visit: Opener) -> None:
    page = visit("/?q=t-shirt")
    box = page.get_by_role("checkbox", name="red 1 product")
    box.check(no_wait_after=True)
    page.wait_for_url(TICKED)
    assert products(page) == ["tee-red"]
    assert page.get_by_role("checkbox", name="red 1 product").is_checked()
    assert page.evaluate("document.activeElement.value") == "colors:red"
    page.get_by_role("link", name="Untick Color: red").click()
    page.wait_for_url(lambda url: not TICKED.search(url))
    assert len(products(page)) == 4


def test_pointing_at_a_chip_shows_the_words_it_was_read_from(visit: Opener) -> None:
    page = visit("/?q=green+t-shirt+with+no+prints")
    page.locator(".chip.must_not").hover()
    assert page.locator("mark.lit").inner_text().endswith("no prints")


def test_why_this_tells_what_is_stored_and_the_ranks(visit: Opener) -> None:
    page = visit("/?q=green+t-shirt+with+no+prints")
    page.locator(".why summary").first.click()
    reasons = page.locator(".why").first.inner_text()
    assert "Color: green" in reasons
    assert "not printed" in reasons
    assert "Ranks" in reasons


def test_more_products_are_added_in_place(visit: Opener) -> None:
    page = visit("/?q=jeans")
    before = products(page)
    page.get_by_role("link", name="More products").click()
    page.wait_for_url("**show=48*")
    after = products(page)
    assert after[: len(before)] == before
    assert len(after) == len(set(after)) == 48
    page.reload()
    assert products(page) == after


def test_more_products_come_by_scrolling_without_losing_the_place(visit: Opener) -> None:
    page = visit("/?q=jeans")
    first = products(page)
    page.locator("#hit-20").scroll_into_view_if_needed()
    page.wait_for_url("**show=48*")
    assert products(page)[: len(first)] == first
    page.locator("#hit-30 .tile").click()
    page.wait_for_url("**/p/*")
    page.go_back()
    page.wait_for_url("**show=48*")
    assert page.locator("#hit-30").is_visible()


@pytest.mark.parametrize("script", [True, False])
def test_a_price_range_is_kept_until_it_is_taken_back(visit: Opener, *, script: bool) -> None:
    page = visit("/?q=jeans", java_script_enabled=script)
    page.locator("#box-price summary").click()
    page.locator("#low").fill("30")
    page.locator("#high").fill("33.5")
    page.keyboard.press("Enter")
    page.wait_for_url("**low=30*")
    assert len(products(page)) == 4
    assert "Price 30 to 33.5" in chips(page)
    page.get_by_role("link", name="Untick Price").click()
    page.wait_for_url("**/?q=jeans")
    assert len(products(page)) == 24


def test_a_product_page_leads_back_to_the_search(visit: Opener) -> None:
    page = visit("/?q=green+t-shirt+with+no+prints")
    page.locator(".card .tile").first.click()
    page.wait_for_url("**/p/*")
    assert page.locator(".gallery img").count() == 2
    page.get_by_role("link", name="Back to").click()
    page.wait_for_url("**/?q=*")
    assert len(products(page)) == 2


def test_pictures_are_really_shown(visit: Opener) -> None:
    page = visit("/?q=green+t-shirt+with+no+prints", viewport=WIDE)
    page.wait_for_load_state("networkidle")
    shown = page.locator(".card img").evaluate_all("images => images.map(image => image.naturalWidth > 0)")
    assert shown == [True, True]


def test_everything_can_be_done_by_keyboard(visit: Opener) -> None:
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("/")
    page.keyboard.type("red t-shirt")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=red*")
    focus_on(page, "Switch off Color: red")
    page.keyboard.press("Enter")
    page.wait_for_url("**off=colors*")
    focus_on(page, "olive")
    page.keyboard.press("Space")
    page.wait_for_url(TICKED)
    assert products(page) == ["tee-olive"]


def focus_on(page: Page, name: str) -> None:
    """Tabs until an element of that name has the focus, which must then be visible."""
    script = """() => { const at = document.activeElement; const by = at.closest("label") ?? at;
        return [by.textContent, getComputedStyle(at).outlineStyle]; }"""
    for _ in range(80):
        page.keyboard.press("Tab")
        text, outline = page.evaluate(script)
        if name in text:
            assert outline != "none"
            return
    pytest.fail(f"the keyboard does not reach {name!r}")


@pytest.mark.parametrize(
    "path", ["/", "/?q=green+t-shirt+with+no+prints", "/?q=red+jeans", "/p/tee-green", "/p/nope"]
)
def test_nothing_scrolls_sideways_on_a_phone(visit: Opener, path: str, address: str) -> None:
    page = visit(viewport=PHONE) if path == "/p/nope" else visit(path, viewport=PHONE)
    assert not scrolls_sideways(page)


def test_filters_are_a_drawer_on_a_phone(visit: Opener) -> None:
    page = visit("/?q=t-shirt", viewport=PHONE, has_touch=True)
    assert not page.get_by_role("checkbox", name="red 1 product").is_visible()
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("checkbox", name="red 1 product").check()
    page.get_by_role("checkbox", name="olive 1 product").check()
    assert not scrolls_sideways(page)
    page.get_by_role("button", name="Show the products").click()
    page.wait_for_url(TICKED)
    assert set(products(page)) == {"tee-red", "tee-olive"}


def test_the_drawer_closes_by_keyboard(visit: Opener) -> None:
    page = visit("/?q=t-shirt", viewport=PHONE)
    page.get_by_role("button", name="Filters").click()
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="Show the products").is_visible()


def test_all_of_it_works_without_script(visit: Opener) -> None:
    page = visit(java_script_enabled=False)
    ask(page, "t-shirt")
    page.get_by_role("checkbox", name="red 1 product").check()
    page.get_by_role("button", name="Show the products").click()
    page.wait_for_url(TICKED)
    assert page.locator(".card").count() == 1
    page.goto("/?q=jeans")
    page.get_by_role("link", name="More products").click()
    page.wait_for_url("**show=48*")
    assert page.locator(".card").count() == 48


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(visit: Opener, scheme: str) -> None:
    page = visit("/?q=green+t-shirt+with+no+prints", color_scheme=scheme)
    for selector in (
        ".sentence mark",
        ".chip .verb",
        ".chip .label",
        ".turns a",
        ".title",
        ".brand",
        ".choice .count",
    ):
        assert page.evaluate(CONTRAST, selector) >= 4.5, selector


CONTRAST = """selector => {
  const paint = (colour, ground) => {
    const canvas = Object.assign(document.createElement("canvas"), {width: 1, height: 1});
    const ink = canvas.getContext("2d");
    for (const each of [ground, colour]) { ink.fillStyle = each; ink.fillRect(0, 0, 1, 1); }
    return [...ink.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = rgb => {
    const [r, g, b] = rgb.map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const element = document.querySelector(selector);
  let ground = "white";
  const above = [];
  for (let at = element; at; at = at.parentElement) above.unshift(getComputedStyle(at).backgroundColor);
  for (const colour of above) ground = `rgb(${paint(colour, ground)})`;
  const [one, other] = [light(paint(getComputedStyle(element).color, ground)), light(paint(ground, ground))];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}"""
