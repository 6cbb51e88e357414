"""Whether the process is up, whether it can answer, and its figures."""

from __future__ import annotations

from importlib.metadata import version

from litestar import Response, get

from weft.api.access.gate import FREE, needs
from weft.api.access.keys import Scope
from weft.api.errors import problem_responses
from weft.api.observing.metrics import MEDIA_TYPE
from weft.api.routes.parameters import Figures, Whole
from weft.api.schemas import Health, Ready


@get("/health", sync_to_thread=False, tags=["operation"], opt=FREE, responses=problem_responses())
def health() -> Health:
    """Answers as long as the process lives."""
    return Health(status="ok", version=version("weft"))


@get("/ready", sync_to_thread=True, tags=["operation"], opt=FREE, responses=problem_responses())
def ready(whole: Whole) -> Ready:
    """Answers when the store is open and its newest version can be read; else 503."""
    return Ready(status="ready", data_version=whole.version)


@get(
    "/metrics",
    sync_to_thread=True,
    tags=["operation"],
    media_type=MEDIA_TYPE,
    opt=needs(Scope.ADMIN, whole=True),
    responses=problem_responses(),
)
def metrics(figures: Figures) -> Response[bytes]:
    """The figures of this process for Prometheus."""
    return Response(figures.text(), media_type=MEDIA_TYPE)
