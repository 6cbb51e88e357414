"""Whether the process is up."""

from __future__ import annotations

from importlib.metadata import version

from litestar import get

from weft.api.schemas import Health


@get("/health", sync_to_thread=False, tags=["operation"])
def health() -> Health:
    """Answers as long as the process lives."""
    return Health(status="ok", version=version("weft"))
