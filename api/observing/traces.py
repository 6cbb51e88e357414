"""OpenTelemetry traces, sent where the usual `OTEL_EXPORTER_OTLP_ENDPOINT` says; without it there are none.

Needs the extra `telemetry`, which is imported only then.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from litestar.middleware import DefineMiddleware

from weft.engine.errors import ExtraMissingError
from weft.engine.model import SearchResult

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

TOTAL = "total"
"""The stage that is all of them together."""

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


class Traces:
    """Spans of requests, and within them of the stages of searches."""

    def __init__(self, provider: TracerProvider) -> None:
        from litestar.plugins.opentelemetry import OpenTelemetryConfig

        self._provider = provider
        self._tracer = provider.get_tracer("weft")
        config = OpenTelemetryConfig(tracer_provider=provider, exclude_spans=["receive", "send"])
        self.middleware: DefineMiddleware = config.middleware

    def searched(self, result: SearchResult) -> None:
        """One span for each stage of a search that just ended, laid end to end as they were."""
        stages = {stage: took for stage, took in result.took_ms.items() if stage != TOTAL}
        start = time.time_ns() - round(sum(stages.values()) * 1e6)
        for stage, milliseconds in stages.items():
            span = self._tracer.start_span(f"search {stage}", start_time=start)
            start += round(milliseconds * 1e6)
            span.end(end_time=start)

    def close(self) -> None:
        """Sends what is left."""
        self._provider.shutdown()


def traces_of(environment: Mapping[str, str] = os.environ) -> Traces | None:
    """What the environment asks for; ExtraMissingError where the packages for it are not installed."""
    if not environment.get(ENDPOINT):
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError as error:
        hint = f"Install the extra, pip install 'weft[telemetry]', or leave {ENDPOINT} away."
        raise ExtraMissingError("Traces need OpenTelemetry.", hint=hint) from error
    provider = TracerProvider(resource=Resource.create({"service.name": "weft"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Traces(provider)
