from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tests.api.conftest import MORE
from weft.api.question import STEP

Client = TestClient[Litestar]


class Page(HTMLParser):
    """Links, inputs and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.attributes |= set(given)
        self.ids += [str(given["id"])] if "id" in given else []
        if tag == "a":
            self.links.append(str(given["href"]))

    def handle_data(self, data: str) -> None:
        self.text += data


def page(client: Client, path: str) -> Page:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return Page(answer.text)


def cards(shown: Page) -> int:
    return sum(each.startswith("hit-") for each in shown.ids)


def test_the_start_page_offers_sentences_and_shows_products(client: Client) -> None:
    shown = page(client, "/")
    assert "/?q=green%20t-shirt%20with%20no%20prints" in shown.links
    assert cards(shown) == STEP


def test_a_chip_links_to_the_search_without_it_and_back(client: Client) -> None:
    shown = page(client, "/?q=red+t-shirt")
    without = next(link for link in shown.links if "off=colors:red" in link)
    again = page(client, without)
    assert cards(again) > cards(shown)
    assert "/?q=red+t-shirt" in again.links


def test_a_chip_links_to_everything_else_it_can_do(client: Client) -> None:
    shown = page(client, "/?q=red+t-shirt")
    turned = page(client, next(link for link in shown.links if "as=must_not:colors:red" in link))
    assert cards(turned) == 3
    assert "/?q=red+t-shirt&as=must_not:colors:red" in turned.links
    assert "/?q=red+t-shirt&as=prefer:colors:red" in turned.links
    assert "/?q=red+t-shirt&off=colors:red" in turned.links


def test_the_sentence_shows_what_its_chips_do_now(client: Client) -> None:
    html = client.get("/?q=red+t-shirt+under+40&as=must_not:colors:red&as=prefer:price:..40").text
    marks = dict(re.findall(r'<mark class="(\w+)"[^>]*>(.*?)</mark>', html))
    assert marks == {"must_not": "red", "must": "t-shirt", "prefer": "under 40"}


def test_a_chip_that_must_be_counts_before_what_is_ticked(client: Client) -> None:
    shown = page(client, "/?q=red+t-shirt&f=colors:olive&f=category:t-shirt")
    assert "/?q=red+t-shirt&f=category:t-shirt&as=must:colors:red" in shown.links
    assert "/?q=red+t-shirt&f=colors:olive&f=category:t-shirt&as=must_not:colors:red" in shown.links


def test_excluded_words_can_only_be_switched_off(client: Client) -> None:
    shown = page(client, "/?q=dress+no+pompom")
    links = [link for link in shown.links if "words:pompom" in link]
    assert links == ["/?q=dress+no+pompom&off=words:pompom"]


def test_the_form_of_the_sidebar_keeps_what_chips_do(client: Client) -> None:
    html = client.get("/?q=red+t-shirt&as=must_not:colors:red").text
    assert '<input type="hidden" name="as" value="must_not:colors:red">' in html


def test_every_part_of_the_sentence_is_shown_once(client: Client) -> None:
    html = client.get("/?q=green+t-shirt+with+no+prints,+preferably+olive").text
    sentence = re.search(r'<p class="sentence".*?</p>', html, re.DOTALL)
    assert sentence
    assert Page(sentence[0]).text == "green t-shirt with no prints, preferably olive"


def test_more_products_keep_those_that_are_shown(client: Client) -> None:
    first = page(client, "/?q=jeans")
    more = next(link for link in first.links if "show=" in link)
    second = page(client, more)
    shown = [link for link in first.links if link.startswith("/p/")]
    assert [link for link in second.links if link.startswith("/p/")][:STEP] == [
        link.replace("?q=jeans", f"?q=jeans&show={2 * STEP}") for link in shown
    ]
    assert cards(second) == 2 * STEP
    assert more.endswith(f"#hit-{STEP + 1}")


def test_the_last_page_has_no_more(client: Client) -> None:
    shown = page(client, f"/?q=jeans&show={4 * STEP}")
    assert cards(shown) == MORE
    assert not [link for link in shown.links if "show=" in link and not link.startswith("/p/")]


def test_an_empty_answer_says_what_to_give_up_and_what_that_brings(client: Client) -> None:
    shown = page(client, "/?q=red+jeans")
    assert "0 products" in shown.text
    assert f"{MORE} products" in shown.text
    assert "/?q=red+jeans&off=colors:red" in shown.links


def test_a_tick_that_finds_nothing_can_be_taken_back(client: Client) -> None:
    shown = page(client, "/?q=red+t-shirt&f=category:jeans")
    assert "/?q=red+t-shirt" in shown.links


def test_a_product_page_shows_all_pictures_and_leads_back(client: Client) -> None:
    shown = page(client, "/p/tee-green?q=green+t-shirt")
    assert shown.tags.count("img") == 2
    assert "/?q=green+t-shirt" in shown.links
    assert "/?f=colors:green" in shown.links


@pytest.mark.parametrize("path", ["/?q=dress", f"/p/{quote('dress/plain <b>', safe='')}"])
def test_what_the_catalogue_says_is_text_and_never_markup(client: Client, path: str) -> None:
    html = client.get(path).text
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in html


@pytest.mark.parametrize(
    "text", ['"><script>alert(1)</script>', "{{ 7*7 }}", "</p><b>", "🦕" * 50, "\u202ered"]
)
def test_what_is_asked_is_text_and_never_markup(client: Client, text: str) -> None:
    html = client.get("/", params={"q": text}).text
    assert "<script>alert" not in html
    assert "</p><b>" not in html
    assert ">49<" not in html


@pytest.mark.parametrize(
    "path", ["/", "/?q=green+t-shirt+with+no+prints", "/p/tee-green", "/nope", "/?q=red+jeans"]
)
def test_no_page_needs_anything_that_the_policy_forbids(client: Client, path: str) -> None:
    answer = client.get(path, headers={"accept": "text/html"})
    shown = Page(answer.text)
    assert not shown.attributes & {"style", "onclick", "onload", "onerror", "onchange"}
    assert "style" not in shown.tags
    assert not re.search(r"<script(?! defer src=\"/assets/)", answer.text)
    assert not re.search(r"(src|href)=\"(https?:)?//", answer.text)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/", "/?q=green+t-shirt+with+no+prints&f=colors:green", "/p/tee-green"])
def test_ids_are_unique(client: Client, path: str) -> None:
    ids = page(client, path).ids
    assert len(ids) == len(set(ids))


def test_a_person_is_told_of_a_problem_on_a_page(client: Client) -> None:
    answer = client.get("/p/nope", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "nope" in Page(answer.text).text


def test_a_tick_outside_the_vocabulary_is_a_page_too(client: Client) -> None:
    answer = client.get("/?f=nope:red", headers={"accept": "text/html"})
    assert answer.status_code == 422
    assert "There is no facet" in Page(answer.text).text


def test_a_chip_that_does_the_impossible_is_a_page_too(client: Client) -> None:
    answer = client.get("/?q=red&as=maybe:colors:red", headers={"accept": "text/html"})
    assert answer.status_code == 400
    assert "Write as=MODE:KEY" in Page(answer.text).text


def test_static_files_may_be_kept_for_ever_as_their_address_changes_with_them(client: Client) -> None:
    html = client.get("/").text
    for address in re.findall(r'"(/assets/[^"]+)"', html):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert "?v=" in address
