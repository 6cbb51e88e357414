"""The web application: routes, pages, headers and errors put together around an engine."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.datastructures import CacheControlHeader
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import License
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.plugins.pydantic import PydanticPlugin
from litestar.static_files import create_static_files_router
from litestar.template import TemplateConfig

from weft.api.errors import answer_http_error, answer_too_deep, answer_unexpected, answer_weft_error
from weft.api.pictures import Pictures
from weft.api.routes import catalogue, health, pages, parse, pictures, search, suggest
from weft.api.routes.parameters import asked
from weft.api.security import add_headers
from weft.engine.errors import WeftError
from weft.engine.search.engine import SearchEngine
from weft.engine.settings import Settings

MAX_BODY = 256 * 1024
"""Largest request body, in bytes."""

_WEB = Path(__file__).parent / "web"
_A_YEAR = CacheControlHeader(max_age=31_536_000, immutable=True, public=True)


def create_app(
    engine: SearchEngine, settings: Settings, *, images: Path | None = None, examples: Sequence[str] = ()
) -> Litestar:
    """The application that asks this engine.

    `images` is the folder of the catalogue's pictures, `examples` are sentences the page offers. The
    engine stays the caller's: it is not closed when the application stops.
    """
    shown = Pictures(images, max_pixels=settings.max_pixels)
    given = {"engine": engine, "pictures": shown, "examples": tuple(examples)}
    return Litestar(
        route_handlers=[
            search.search,
            search.search_by_link,
            search.count_facets,
            parse.parse,
            suggest.suggest,
            catalogue.get_product,
            catalogue.get_vocabulary,
            pictures.get_picture,
            health.health,
            pages.search_page,
            pages.show_product,
            create_static_files_router(
                "/assets", [_WEB / "static"], cache_control=_A_YEAR, include_in_schema=False
            ),
        ],
        dependencies={name: _given(value) for name, value in given.items()}
        | {"question": Provide(asked, sync_to_thread=False)},
        exception_handlers={
            WeftError: answer_weft_error,
            HTTPException: answer_http_error,
            RecursionError: answer_too_deep,
            Exception: answer_unexpected,
        },
        before_send=[add_headers],
        request_max_body_size=MAX_BODY,
        template_config=TemplateConfig(instance=JinjaTemplateEngine.from_environment(_templates())),
        openapi_config=_openapi(),
        compression_config=CompressionConfig(
            "gzip", gzip_compress_level=4, minimum_size=1_000, exclude="/images/"
        ),
        logging_config=None,
        plugins=[PydanticPlugin(validate_strict=True)],
    )


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
        path="/openapi",
        render_plugins=[JsonRenderPlugin()],  # a page would load scripts from elsewhere
        use_handler_docstrings=True,
    )
