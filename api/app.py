"""The web application: routes, pages, headers and errors put together around an engine."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Litestar, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import CacheControlHeader
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, License, SecurityScheme
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.plugins.pydantic import PydanticPlugin
from litestar.static_files import create_static_files_router
from litestar.template import TemplateConfig

from weft.api.access.callers import Access, Callers
from weft.api.access.gate import FREE, OPEN, Gate, require_doors
from weft.api.access.seen import Answers, Seen
from weft.api.catalogue.changes import Changes
from weft.api.catalogue.imports import Imports
from weft.api.curation import Curation
from weft.api.errors import (
    answer_http_error,
    answer_too_deep,
    answer_unexpected,
    answer_weft_error,
)
from weft.api.notes import Notes
from weft.api.observing.metrics import Metrics
from weft.api.observing.requests import Numbered, Watch
from weft.api.observing.traces import Traces
from weft.api.pictures import Pictures
from weft.api.routes import (
    catalogue,
    curation,
    health,
    looks,
    merchandising,
    operation,
    pages,
    parse,
    pictures,
    reference,
    search,
    sessions,
    suggest,
)
from weft.api.routes import changes as changes_routes
from weft.api.routes import imports as imports_routes
from weft.api.routes.parameters import Who, asked, who
from weft.api.security import add_headers
from weft.api.uploads import Uploads
from weft.engine.catalogue.ledger import State
from weft.engine.database import is_made
from weft.engine.errors import WeftError
from weft.engine.index.manifest import NAME as MANIFEST
from weft.engine.model import SearchResult
from weft.engine.search.engine import SearchEngine
from weft.engine.settings import Settings

MAX_BODY = 256 * 1024
"""Largest request body, in bytes."""

_WEB = Path(__file__).parent / "web"
_HANDLERS = (
    search.search,
    search.search_by_link,
    search.count_facets,
    parse.parse,
    looks.search_by_picture,
    looks.find_similar,
    looks.embed,
    search.click,
    suggest.suggest,
    catalogue.get_product,
    catalogue.get_vocabulary,
    pictures.get_picture,
    changes_routes.get_image,
    changes_routes.put_image,
    changes_routes.patch_image,
    changes_routes.delete_image,
    changes_routes.put_product,
    changes_routes.patch_product,
    changes_routes.delete_product,
    changes_routes.change,
    imports_routes.start_import,
    imports_routes.get_import,
    imports_routes.follow_import,
    curation.correct,
    curation.undo,
    curation.show_queue,
    curation.skip,
    merchandising.list_rules,
    merchandising.put_rule,
    merchandising.delete_rule,
    merchandising.preview_rule,
    merchandising.list_collections,
    merchandising.put_collection,
    merchandising.delete_collection,
    merchandising.report,
    operation.audit,
    operation.export,
    operation.jobs,
    operation.retry,
    health.health,
    health.ready,
    health.metrics,
    sessions.show_sign_in,
    sessions.sign_in,
    sessions.sign_out,
    pages.search_page,
    pages.show_product,
    reference.show_vocabulary,
    reference.show_help,
)
_KEY = SecurityScheme(
    type="http",
    scheme="bearer",
    description="A key of `weft keys create`. Searching may be open to everybody, changing never is.",
)
_A_YEAR = CacheControlHeader(max_age=31_536_000, immutable=True, public=True)


def create_app(
    engine: SearchEngine,
    settings: Settings,
    *,
    access: Access,
    store: Path,
    images: Path | None = None,
    examples: Sequence[str] = (),
    traces: Traces | None = None,
) -> Litestar:
    """The application that asks this engine.

    `access` says who may come in. `store` is the folder that the engine searches, to change what is in it.
    `images` is the folder of the catalogue's pictures, `examples` are
    sentences the page offers. The engine stays the caller's: it is not closed when the application stops.
    """
    metrics, callers = Metrics(), Callers(access, engine.vocabulary)
    gate = Gate(callers, settings)
    metrics.watch("requests_running", "Requests that are being answered.", lambda: gate.busy)
    changes = Changes(engine, settings, store, images)
    imports, curating = Imports(changes), Curation(changes)
    notes = Notes(changes)
    metrics.watch("imports_waiting", "Imports that have not ended.", lambda: imports.waiting)
    metrics.watch("data_version", "Version of the data that is searched.", lambda: engine.version)
    metrics.watch("data_age_seconds", "Time since the store was written to.", lambda: _age(store))
    metrics.watch("jobs_waiting", "Images whose photos are to be read.", lambda: _waiting(curating, changes))
    given: dict[str, object] = {
        "whole": engine,
        "pictures": Pictures(images, max_pixels=settings.max_pixels),
        "examples": tuple(examples),
        "figures": metrics,
        "doorman": callers,
        "desk": changes,
        "uploads": Uploads(settings),
        "curation": curating,
        "notes": notes,
        "background": imports,
    }
    app = Litestar(
        route_handlers=[
            # Together: Litestar wraps a handler anew whenever another one comes to its path.
            Router("/", route_handlers=_HANDLERS),
            create_static_files_router(
                "/assets", [_WEB / "static"], cache_control=_A_YEAR, include_in_schema=False, opt=dict(FREE)
            ),
        ],
        dependencies={name: _given(value) for name, value in given.items()}
        | {
            "question": Provide(asked, sync_to_thread=False),
            "who": Provide(who, sync_to_thread=False),
            "engine": Provide(_seeing(engine, settings, metrics, traces), sync_to_thread=False),
        },
        middleware=[Numbered(), *([traces.middleware] if traces else []), gate],
        exception_handlers={
            WeftError: answer_weft_error,
            HTTPException: answer_http_error,
            RecursionError: answer_too_deep,
            Exception: answer_unexpected,
        },
        on_shutdown=[imports.close, notes.close, changes.close],
        before_send=[add_headers, Watch(metrics)],
        request_max_body_size=MAX_BODY,
        template_config=TemplateConfig(instance=JinjaTemplateEngine.from_environment(_templates())),
        openapi_config=_openapi(),
        compression_config=CompressionConfig(
            "gzip", gzip_compress_level=4, minimum_size=1_000, exclude="/images/"
        ),
        logging_config=None,
        plugins=[PydanticPlugin(validate_strict=True)],
    )
    require_doors(app)
    return app


def _seeing(
    engine: SearchEngine, settings: Settings, metrics: Metrics, traces: Traces | None
) -> Callable[[Who], Seen]:
    """What gives each caller the engine that shows no more than they may see."""
    answers = Answers(settings.answers_kept)

    def searched(result: SearchResult) -> None:
        metrics.searched(result)
        if traces:
            traces.searched(result)

    def seen(who: Who) -> Seen:
        return Seen(engine, who.within, answers, searched, metrics.kept)

    return seen


def _age(store: Path) -> float:
    """Seconds since the last commit of a writer, in whatever process."""
    return time.time() - (store / MANIFEST).stat().st_mtime


def _waiting(curating: Curation, changes: Changes) -> int:
    """Images that are pending, failed or being read; none where there is no database."""
    if not is_made(changes.store, changes.settings.database):
        return 0
    counts = curating.ledger.counts()
    return counts[State.PENDING] + counts[State.FAILED] + counts[State.RUNNING]


def _given(value: object) -> Provide:
    return Provide(lambda: value, sync_to_thread=False, use_cache=True)


def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_WEB / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = {path.name: _asset(path) for path in (_WEB / "static").iterdir()}
    return environment


def _asset(path: Path) -> str:
    """The address of a static file, which changes with its content so that it may be kept for ever."""
    return f"/assets/{path.name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"


def _openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Weft",
        version=version("weft"),
        description="Finds products by what can be seen on them. Filters decide what, ranking the order.",
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        openapi_router=Router("/openapi", route_handlers=[], opt=dict(OPEN), include_in_schema=False),
        render_plugins=[JsonRenderPlugin()],  # a page would load scripts from elsewhere
        components=Components(security_schemes={"key": _KEY}),
        security=[{"key": []}],
        use_handler_docstrings=True,
    )
