"""Every page, looked at by axe: nothing that keeps people with a screen reader or a keyboard out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browsing import PHONE, WIDE

if TYPE_CHECKING:
    from tests.api.conftest import Opener

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

PAGES = {
    "start": "/",
    "results": "/?q=green+t-shirt+with+no+prints",
    "ticked": "/?q=jeans&f=colors:blue&low=20",
    "nothing found": "/?q=purple+t-shirt",
    "help": "/help",
    "vocabulary": "/vocabulary",
    "product": "/p/tee-green?q=green+t-shirt",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_on_a_page(visit: Opener, page: str, scheme: str) -> None:
    width = WIDE if scheme == "light" else PHONE
    found = axe.Axe().run(visit(PAGES[page], color_scheme=scheme, viewport=width))
    assert [(each["impact"], each["id"]) for each in found.response["violations"]] == []
