"""A small shop of real files: pictures, a catalogue, a store, the engine on it and the application."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from PIL import Image

from tests.browsing import WIDE, listening, served
from weft.api.access.callers import READING, Access
from weft.api.access.keys import Keys, Scope
from weft.api.app import create_app
from weft.api.examples import examples_for
from weft.engine.catalogue.ingest import ingest
from weft.engine.database import open_database
from weft.engine.embedding.open import open_embedder
from weft.engine.search.engine import SearchEngine
from weft.engine.settings import load_settings
from weft.vocab.loader import load_vocabulary

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    Opener = Callable[..., Page]

TEE: dict[str, Any] = {
    "category": "t-shirt",
    "pattern": "solid",
    "print": "none",
    "sleeve_length": "short",
    "neckline": "crew",
    "closure": "none",
    "material": "cotton",
    "audience": "adults",
}
DRESS: dict[str, Any] = {
    "category": "dress",
    "colors": ["white"],
    "pattern": "floral",
    "print": "all-over",
    "sleeve_length": "sleeveless",
    "length": "midi",
    "material": "cotton",
    "audience": "adults",
}
PRINTED = {"pattern": "graphic", "print": "picture", "print_colors": ["black"]}

LINES: list[dict[str, Any]] = [
    {
        "product_id": "tee-green",
        "attributes": TEE | {"colors": ["green"]},
        "caption": "plain green cotton tee",
    },
    {
        "product_id": "tee-olive",
        "attributes": TEE | {"colors": ["olive"]},
        "caption": "plain olive cotton tee",
    },
    {
        "product_id": "tee-dino",
        "attributes": TEE | PRINTED | {"colors": ["green"]},
        "caption": "green tee with a dinosaur",
    },
    {"product_id": "tee-red", "attributes": TEE | {"colors": ["red"]}, "caption": "plain red cotton tee"},
    {
        "product_id": "dress-roses",
        "attributes": DRESS | {"print_colors": ["red", "green"]},
        "caption": "white dress with red roses all over",
    },
    {
        "product_id": "dress-blue",
        "attributes": DRESS | {"print_colors": ["blue"]},
        "caption": "white dress with blue flowers",
    },
    {
        "product_id": "dress/plain <b>",
        "attributes": DRESS | {"colors": ["black"], "pattern": "solid", "print": "none"},
        "caption": "plain black dress",
        "title": "<script>alert(1)</script> & co",
    },
]
MORE = 60
"""Blue jeans that are there to be counted and paged through."""

_SHADES = {"green": (40, 140, 70), "olive": (110, 110, 50), "red": (200, 40, 40), "black": (30, 30, 30)}


def line(number: int, facts: dict[str, Any]) -> dict[str, Any]:
    """A whole catalogue line."""
    standard = {
        "image_id": f"image-{number}",
        "image": f"pictures/{number}.jpg",
        "title": facts["caption"].capitalize(),
        "brand": "Tarn" if number % 2 else "Fieldmark",
        "price": 10.0 + number,
        "currency": "EUR",
        "in_stock": number != 3,
    }
    return standard | facts


def lines() -> list[dict[str, Any]]:
    """All lines of the shop; the green tee has two pictures."""
    jeans = {
        "category": "jeans",
        "colors": ["blue"],
        "pattern": "solid",
        "print": "none",
        "closure": "zipper",
    }
    more = [
        {"product_id": f"jeans-{number}", "attributes": jeans, "caption": f"blue jeans number {number}"}
        for number in range(MORE)
    ]
    second = LINES[0] | {"caption": "back of the plain green tee"}
    return [line(number, facts) for number, facts in enumerate([*LINES, second, *more])]


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `catalogue.jsonl`, `pictures/` and something secret beside them."""
    folder = tmp_path_factory.mktemp("shop")
    images = folder / "images"
    (images / "pictures").mkdir(parents=True)
    for each in lines():
        first = each["attributes"].get("colors", ["white"])[0]
        Image.new("RGB", (400, 500), _SHADES.get(first, (60, 90, 170))).save(
            images / each["image"], quality=60
        )
    written = "".join(json.dumps(each) + "\n" for each in lines())
    (folder / "catalogue.jsonl").write_text(written, encoding="utf-8")
    (folder / "secret.jpg").write_bytes((images / "pictures" / "0.jpg").read_bytes())
    return folder


@pytest.fixture(scope="session")
def store(shop: Path) -> Path:
    """The store of the shop."""
    path = shop / "store"
    ingest(
        shop / "catalogue.jsonl",
        path,
        images=shop / "images",
        settings=load_settings(environment={}),
        vocabulary=load_vocabulary(),
        embedder=open_embedder(),
    )
    return path


@pytest.fixture(scope="session")
def engine(store: Path) -> Iterator[SearchEngine]:
    """The engine on the store."""
    opened = SearchEngine.open(store, load_settings(environment={}))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def app(engine: SearchEngine, shop: Path, store: Path) -> Litestar:
    """The application of the shop."""
    settings = load_settings(environment={})
    return create_app(
        engine,
        settings,
        access=READING,
        store=store,
        images=shop / "images",
        examples=examples_for("apparel"),
    )


@pytest.fixture(scope="session")
def client(app: Litestar) -> Iterator[TestClient[Litestar]]:
    """A client of the application."""
    with TestClient(app) as running:
        yield running


@pytest.fixture(scope="session")
def address(app: Litestar) -> Iterator[str]:
    """Where the application is really served."""
    with listening() as (bound, at), served(app, bound):
        yield at


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Opener]:
    """Opens pages, each with a fresh profile; no script error and no request elsewhere is forgiven."""
    contexts: list[Any] = []
    faults: list[str] = []

    def request_seen(url: str) -> None:
        if not url.startswith((address, "data:")):
            faults.append(f"request to {url}")

    def opened(path: str = "/", **profile: Any) -> Page:  # noqa: ANN401
        context = browser.new_context(base_url=address, **({"viewport": WIDE} | profile))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: request_seen(request.url))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


@dataclass
class Shop:
    """A small shop of one's own, and the headers of those who may write."""

    client: TestClient[Litestar]
    store: Path
    all: dict[str, str]
    tarn: dict[str, str]

    def image(self, image_id: str) -> Any:  # noqa: ANN401
        answer = self.client.get(f"/v1/images/{image_id}", headers=self.all)
        return answer.json() if answer.status_code == 200 else None


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Shop]:
    settings, store = load_settings(environment={}), tmp_path / "store"
    catalogue = tmp_path / "catalogue.jsonl"
    catalogue.write_text("".join(json.dumps(each) + "\n" for each in lines()[:8]), encoding="utf-8")
    ingest(
        catalogue,
        store,
        images=None,
        settings=settings,
        vocabulary=load_vocabulary(),
        embedder=open_embedder(),
    )
    database = open_database(store)
    keys = Keys(database)
    headers = [
        {"authorization": f"Bearer {keys.create('test', Scope, filter=within)[0]}"}
        for within in ("", "brand:Tarn")
    ]
    engine = SearchEngine.open(store, settings)
    with TestClient(create_app(engine, settings, access=Access(keys), store=store)) as client:
        yield Shop(client, store, *headers)
    engine.close()
    database.dispose()
