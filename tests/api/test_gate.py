"""Who may use which route; the tests go over the routes of the application, so that none is forgotten."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar, get
from litestar.testing import TestClient

from tests.api.conftest import lines
from weft.api.access.callers import READING, Access
from weft.api.access.gate import door_of, handlers_of, require_doors
from weft.api.access.keys import Keys, Scope
from weft.api.access.sessions import COOKIE
from weft.api.app import create_app
from weft.engine.database import open_database
from weft.engine.search.engine import SearchEngine
from weft.engine.settings import Settings, load_settings

Client = TestClient[Litestar]
SETTINGS = load_settings(environment={})

FOR_EVERYBODY = {"/health", "/ready", "/login", "/logout", "/assets/{file_path:path}"}
"""The only routes that a stranger may use; to open another one it must be written here."""
DOCUMENT = "/openapi"
PARAMETER = re.compile(r"\{\w+:\w+\}")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keys]:
    database = open_database(tmp_path_factory.mktemp("keys"))
    yield Keys(database)
    database.dispose()


@pytest.fixture(scope="module")
def closed(engine: SearchEngine, shop: Path, store: Path, keys: Keys) -> Iterator[Client]:
    """The shop for those who have a key."""
    with TestClient(
        create_app(engine, SETTINGS, access=Access(keys), store=store, images=shop / "images")
    ) as client:
        yield client


def bearer(keys: Keys, *scopes: Scope, filter: str = "") -> dict[str, str]:
    written, _ = keys.create("test", scopes, filter=filter)
    return {"authorization": f"Bearer {written}"}


def routes(client: Client) -> list[tuple[str, str, frozenset[Scope] | None]]:
    """Method, address and needed scopes of every handler."""
    found = []
    for path, handler in handlers_of(client.app):
        address = PARAMETER.sub("nope", path)  # nothing is there, so that nothing is changed
        for method in getattr(handler, "http_methods", {"GET"}):
            found.append((str(method), address, door_of(handler).scopes))
    return found


def test_only_what_is_named_here_is_open_to_strangers(closed: Client) -> None:
    opened = {path for path, handler in handlers_of(closed.app) if door_of(handler).scopes is None}
    assert {path for path in opened if not path.startswith(DOCUMENT)} == FOR_EVERYBODY


def test_without_a_key_nothing_is_open_that_needs_one(closed: Client) -> None:
    for method, path, scopes in routes(closed):
        answer = closed.request(method, path)
        if scopes is not None:
            assert answer.status_code == 401, (method, path)
            assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("scope", Scope)
def test_a_scope_opens_what_needs_it_and_nothing_else(closed: Client, keys: Keys, scope: Scope) -> None:
    headers = bearer(keys, scope)
    for method, path, scopes in routes(closed):
        if scopes is not None:
            refused = closed.request(method, path, headers=headers).status_code in (401, 403)
            assert refused == (scope not in scopes), (method, path)


def test_a_stranger_may_read_but_not_change_where_all_may_search(client: Client) -> None:
    for method, path, scopes in routes(client):
        if scopes is not None and Scope.SEARCH not in scopes:
            assert client.request(method, path).status_code == 401, (method, path)


def test_an_application_with_an_undecided_route_does_not_start() -> None:
    @get("/secret", sync_to_thread=False)
    def secret() -> str:
        return "secret"

    with pytest.raises(RuntimeError, match="/secret"):
        require_doors(Litestar([secret]))


@pytest.mark.parametrize("written", ["weft_0123456789ab_" + "A" * 43, "nonsense", "", "weft_"])
def test_a_wrong_key_is_refused_even_where_all_may_search(client: Client, written: str) -> None:
    answer = client.get("/v1/search", headers={"x-api-key": written})
    assert answer.status_code == (401 if written else 200)


def test_a_revoked_key_is_refused_within_a_moment(closed: Client, keys: Keys) -> None:
    written, key = keys.create("soon gone", [Scope.SEARCH])
    headers = {"authorization": f"Bearer {written}"}
    assert closed.get("/v1/vocabulary", headers=headers).status_code == 200
    keys.revoke(key.id)
    deadline = time.monotonic() + 30
    while closed.get("/v1/vocabulary", headers=headers).status_code == 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert closed.get("/v1/vocabulary", headers=headers).status_code == 401


def test_a_key_whose_filter_means_nothing_any_more_opens_nothing(closed: Client, keys: Keys) -> None:
    headers = bearer(keys, Scope.SEARCH, filter="nope:gone")
    assert closed.get("/v1/vocabulary", headers=headers).status_code == 403


# -- a seller sees only the own products ------------------------------------------------------------------

OWN, FOREIGN = "Tarn", "Fieldmark"
PRODUCTS = {
    brand: {each["product_id"] for each in lines() if each["brand"] == brand} for brand in (OWN, FOREIGN)
}
FOREIGN_NAMES = [FOREIGN, *sorted(PRODUCTS[FOREIGN] - PRODUCTS[OWN])]
QUESTIONS: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "/v1/search", {}),
    ("GET", "/v1/search", {"q": FOREIGN}),
    ("GET", "/v1/search", {"q": f"not {OWN}"}),
    ("GET", "/v1/search", {"filter": f'brand:"{FOREIGN}"'}),
    ("GET", "/v1/search", {"filter": f'-brand:"{OWN}"'}),
    ("GET", "/v1/search", {"filter": f'brand:"{OWN}" or brand:"{FOREIGN}"'}),
    ("GET", "/v1/search", {"q": "jeans", "collapse": "false", "limit": "100"}),
    ("GET", "/v1/facets", {"q": "t-shirt"}),
    ("GET", "/v1/suggest", {"q": FOREIGN[:5]}),
    ("GET", "/", {"q": "t-shirt"}),
    ("GET", "/", {"q": "red jeans"}),
]


@pytest.fixture(scope="module")
def seller(keys: Keys) -> dict[str, str]:
    return bearer(keys, *Scope, filter=f'brand:"{OWN}"')


@pytest.mark.parametrize(("method", "path", "params"), QUESTIONS)
def test_no_question_shows_a_seller_what_others_sell(
    closed: Client, keys: Keys, seller: dict[str, str], method: str, path: str, params: dict[str, Any]
) -> None:
    everything = bearer(keys, *Scope)
    closed.request(method, path, params=params, headers=everything)  # so that there is an answer to keep
    text = closed.request(method, path, params=params, headers=seller).text
    asked = " ".join(params.values())
    shown = [name for name in FOREIGN_NAMES if name not in asked and f'"{name}"' in text]
    assert shown == []


def test_a_seller_counts_only_the_own_products(closed: Client, keys: Keys, seller: dict[str, str]) -> None:
    own = sum(each["brand"] == OWN for each in lines())
    whole = closed.get("/v1/search?collapse=false", headers=bearer(keys, Scope.SEARCH)).json()
    part = closed.get("/v1/search?collapse=false", headers=seller).json()
    assert (whole["total"], part["total"]) == (len(lines()), own)
    (category,) = (facet for facet in part["facets"] if facet["facet"] == "category")
    counts = {each["value"]: each["count"] for each in category["counts"]}
    assert counts["jeans"] == sum(name.startswith("jeans") for name in PRODUCTS[OWN])


def test_a_sentence_does_not_know_the_names_of_others(closed: Client, seller: dict[str, str]) -> None:
    for name, known in ((OWN, True), (FOREIGN, False)):
        filters = closed.post("/v1/parse", json={"text": f"jeans by {name}"}, headers=seller).json()[
            "filters"
        ]
        assert any(each["facet"] == "brand" for each in filters) == known


def test_products_and_pictures_of_others_are_not_there_for_a_seller(
    closed: Client, keys: Keys, seller: dict[str, str]
) -> None:
    everything = bearer(keys, Scope.SEARCH)
    for number, each in enumerate(lines()[:10]):
        if each["product_id"] in PRODUCTS[OWN] & PRODUCTS[FOREIGN]:
            continue
        product = each["product_id"].replace("/", "%2F").replace(" ", "%20")
        for path in (f"/v1/products/{product}", f"/images/image-{number}?width=160", f"/p/{product}"):
            assert closed.get(path, headers=everything).status_code == 200, path
            assert (closed.get(path, headers=seller).status_code == 200) == (each["brand"] == OWN), path


def test_the_cursor_of_another_shows_a_seller_only_the_own_products(
    closed: Client, keys: Keys, seller: dict[str, str]
) -> None:
    params = {"q": "jeans", "limit": "10"}
    cursor = closed.get("/v1/search", params=params, headers=bearer(keys, Scope.SEARCH)).json()["next"]
    answer = closed.get("/v1/search", params=params | {"cursor": cursor}, headers=seller)
    assert {hit["shown"]["brand"] for hit in answer.json()["hits"]} == {OWN}


# -- signing in on a page ---------------------------------------------------------------------------------

OUR_PAGE = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def signed_in(engine: SearchEngine, store: Path, keys: Keys) -> Iterator[Client]:
    written, _ = keys.create("page", Scope)
    with TestClient(create_app(engine, SETTINGS, access=Access(keys), store=store)) as client:
        answer = client.post("/login", data={"key": written}, headers=OUR_PAGE, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.cookies[COOKIE]
        yield client


def test_a_page_that_is_signed_in_may_do_what_the_key_may(signed_in: Client) -> None:
    assert signed_in.get("/metrics").status_code == 200


def test_the_cookie_is_out_of_reach_and_does_not_hold_the_key(
    engine: SearchEngine, store: Path, keys: Keys
) -> None:
    written, _ = keys.create("page", Scope)
    for address, secure in (("http://shop.local", False), ("https://shop.local", True)):
        with TestClient(
            create_app(engine, SETTINGS, access=Access(keys), store=store), base_url=address
        ) as client:
            answer = client.post("/login", data={"key": written}, headers=OUR_PAGE, follow_redirects=False)
        said = answer.headers["set-cookie"].lower()
        assert "httponly" in said and "samesite=strict" in said
        assert ("secure" in said) == secure
        assert written.rsplit("_", 1)[-1].lower() not in said


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", "origin": "http://testserver.local"},
    ],
)
def test_no_other_site_makes_a_signed_in_page_change_anything(
    signed_in: Client, headers: dict[str, str]
) -> None:
    for method, path, _ in routes(signed_in):
        if method not in ("GET", "HEAD"):
            assert signed_in.request(method, path, headers=headers).status_code == 403, path


def test_no_other_site_signs_its_visitors_in(closed: Client, keys: Keys) -> None:
    written, _ = keys.create("theirs", [Scope.SEARCH])
    answer = closed.post("/login", data={"key": written}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_changed_cookie_or_one_of_a_revoked_key_opens_nothing(signed_in: Client, keys: Keys) -> None:
    cookie = signed_in.cookies[COOKIE]
    signed_in.cookies.clear()
    identity, until, signature = cookie.split(".")
    for forged in (f"{identity}.{int(until) + 1}.{signature}", f"{identity}.{until}.{'0' * 64}", "x", ""):
        assert signed_in.get("/metrics", headers={"cookie": f"{COOKIE}={forged}"}).status_code == 401
    keys.revoke(identity)
    time.sleep(1.1)
    assert signed_in.get("/metrics", headers={"cookie": f"{COOKIE}={cookie}"}).status_code == 401


def test_signing_out_forgets_the_key(signed_in: Client) -> None:
    signed_in.post("/logout", headers=OUR_PAGE)
    assert signed_in.get("/metrics").status_code == 401


def test_a_wrong_key_does_not_sign_in(closed: Client) -> None:
    answer = closed.post("/login", data={"key": "weft_nope"}, headers=OUR_PAGE | {"accept": "text/html"})
    assert answer.status_code == 401
    assert "opens nothing" in answer.text


# -- room -------------------------------------------------------------------------------------------------


def limited(engine: SearchEngine, store: Path, **limits: Any) -> Client:  # noqa: ANN401
    settings = Settings(**limits)
    return TestClient(create_app(engine, settings, access=READING, store=store))


def test_who_asks_too_often_is_told_when_to_come_again(engine: SearchEngine, store: Path) -> None:
    with limited(engine, store, requests_per_second=0.01, request_burst=2) as client:
        statuses = [client.get("/v1/vocabulary").status_code for _ in range(3)]
        refused = client.get("/v1/vocabulary")
        assert client.get("/health").status_code == 200
    assert statuses == [200, 200, 429]
    assert int(refused.headers["retry-after"]) >= 1
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"] == "urn:weft:too-many"


def test_guessing_keys_costs_what_any_request_costs(engine: SearchEngine, store: Path) -> None:
    with limited(engine, store, requests_per_second=0.01, request_burst=2) as client:
        headers = {"x-api-key": "weft_0123456789ab_" + "A" * 43}
        statuses = [client.get("/v1/vocabulary", headers=headers).status_code for _ in range(3)]
    assert statuses == [401, 401, 429]


def test_an_answer_that_takes_too_long_is_given_up(
    engine: SearchEngine, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SearchEngine, "parse", lambda *_: time.sleep(0.5))
    with limited(engine, store, answer_seconds=0.05) as client:
        answer = client.post("/v1/parse", json={"text": "red"})
    assert answer.status_code == 503
    assert "longer than" in answer.json()["detail"]
    assert answer.headers["retry-after"] == "1"


def test_more_than_there_is_room_for_is_turned_away_at_once(
    engine: SearchEngine, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import httpx

    def slowly(*_: object) -> tuple[()]:
        time.sleep(0.3)
        return ()

    monkeypatch.setattr(SearchEngine, "facets", slowly)
    app = create_app(engine, Settings(requests_in_all=2), access=READING, store=store)

    async def ask() -> list[int]:
        transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            answers = await asyncio.gather(*(client.get("/v1/facets") for _ in range(6)))
            later = await client.get("/v1/facets")
        return [answer.status_code for answer in (*answers, later)]

    statuses = asyncio.run(ask())
    assert sorted(statuses[:-1]) == [200, 200, 503, 503, 503, 503]
    assert statuses[-1] == 200
