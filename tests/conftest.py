"""What tests of several parts share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browsing import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")  # not longer: while it runs, nothing else may start an event loop
def browser() -> Iterator[Browser]:
    """A real browser; skips where there is none."""
    with chromium() as running:
        yield running
