"""Metrics for Prometheus: how fast, how much, how well understood, how fresh."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPMethod

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0

from weft.engine.model import ParsedQuery, SearchResult

MEDIA_TYPE = CONTENT_TYPE_PLAIN_1_0_0

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_HITS = (0, 1, 3, 10, 30, 100, 300, 1_000, 10_000, 100_000)
_METHODS = frozenset(HTTPMethod)  # what a stranger sends must not become ever more labels
_SHARES = (0.0, 0.25, 0.5, 0.75, 0.9, 1.0)


class Metrics:
    """The figures of one application; they are read at `/metrics`, and nowhere else kept."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "weft_requests", "Answers by route and status.", ("method", "route", "status"), registry=registry
        )
        self._seconds = Histogram(
            "weft_request_seconds",
            "Time to the first byte of the answer.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._stages = Histogram(
            "weft_search_stage_seconds",
            "Time of a search by stage.",
            ("stage",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._results = Histogram(
            "weft_search_results", "Products or images found.", buckets=_HITS, registry=registry
        )
        self._empty = Counter("weft_searches_empty", "Searches that found nothing.", registry=registry)
        self._kept = Counter("weft_searches_kept", "Searches answered from the cache.", registry=registry)
        self._coverage = Histogram(
            "weft_parse_coverage",
            "Share of the letters of a sentence that a filter was read from.",
            buckets=_SHARES,
            registry=registry,
        )

    def watch(self, name: str, says: str, read: Callable[[], float]) -> None:
        """Adds a figure that is read when it is asked for."""
        Gauge(f"weft_{name}", says, registry=self._registry).set_function(read)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts an answer to a request."""
        self._requests.labels(method if method in _METHODS else "other", route, status).inc()
        self._seconds.labels(route).observe(seconds)

    def searched(self, result: SearchResult) -> None:
        """Counts a search that was computed."""
        for stage, milliseconds in result.took_ms.items():
            self._stages.labels(stage).observe(milliseconds / 1_000)
        self._results.observe(result.total)
        if not result.total:
            self._empty.inc()
        if result.query.text.strip():
            self._coverage.observe(coverage(result.query))

    def kept(self) -> None:
        """Counts a search whose answer was kept from before."""
        self._kept.inc()

    def text(self) -> bytes:
        """All of it in the text format of Prometheus."""
        return generate_latest(self._registry)


def coverage(query: ParsedQuery) -> float:
    """The share of a sentence, blanks aside, that the vocabulary understood: all but the residual."""
    letters = len("".join(query.text.split()))
    left = sum(len("".join(query.text[span.start : span.end].split())) for span in query.residual_spans)
    return 1 - left / letters if letters else 1.0
