from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from weft.api.access.callers import READING, Access
from weft.api.access.keys import Scope
from weft.api.app import create_app
from weft.api.observing.logs import JsonLines, number_for, request_id
from weft.api.observing.metrics import coverage
from weft.api.observing.traces import ENDPOINT, Traces, traces_of
from weft.engine.errors import ExtraMissingError
from weft.engine.search.engine import SearchEngine
from weft.engine.settings import Settings

Client = TestClient[Litestar]
ALL = Access(everybody=frozenset(Scope))


@pytest.fixture
def client(engine: SearchEngine, store: Path) -> Iterator[Client]:
    """An application of its own, so that its figures begin at 0, where everybody may do everything."""
    with TestClient(create_app(engine, Settings(), access=ALL, store=store)) as running:
        yield running


def figures(client: Client) -> dict[str, float]:
    lines = client.get("/metrics").text.splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")}


def test_searches_are_counted_with_their_stages_results_and_coverage(client: Client) -> None:
    client.post("/v1/search", json={"text": "green t-shirt"})
    client.post("/v1/search", json={"text": "red jeans"})
    told = figures(client)
    assert told["weft_search_results_count"] == 2
    assert told["weft_searches_empty_total"] == 1
    assert told["weft_parse_coverage_sum"] == 2
    assert told['weft_search_stage_seconds_count{stage="filter"}'] == 2
    assert told['weft_requests_total{method="POST",route="/v1/search",status="200"}'] == 2
    assert told['weft_request_seconds_count{route="/v1/search"}'] == 2


def test_an_answer_that_was_kept_is_counted_apart(client: Client) -> None:
    answers = [client.post("/v1/search", json={"text": "green t-shirt"}).json() for _ in range(2)]
    assert answers[0]["hits"] == answers[1]["hits"]
    told = figures(client)
    assert (told["weft_searches_kept_total"], told["weft_search_results_count"]) == (1, 1)


def test_no_answer_is_kept_for_measuring(engine: SearchEngine, store: Path) -> None:
    with TestClient(create_app(engine, Settings(answers_kept=0), access=ALL, store=store)) as client:
        for _ in range(2):
            client.post("/v1/search", json={"text": "green t-shirt"})
        assert figures(client)["weft_search_results_count"] == 2


def test_what_strangers_ask_for_does_not_become_ever_more_figures(client: Client) -> None:
    for path in ("/nope", "/v1/also-nope", "/x" * 50):
        client.get(path)
    client.request("BREW", "/v1/search")
    told = figures(client)
    assert told['weft_requests_total{method="GET",route="(none)",status="404"}'] == 3
    assert not [name for name in told if "BREW" in name or "nope" in name]


def test_coverage_is_what_the_vocabulary_understood(engine: SearchEngine) -> None:
    assert coverage(engine.parse("green t-shirt")) == 1
    assert coverage(engine.parse("green xyzzy")) == pytest.approx(0.5)
    assert coverage(engine.parse("")) == 1


def test_the_version_and_what_is_running_are_told(client: Client, engine: SearchEngine) -> None:
    told = figures(client)
    assert told["weft_data_version"] == engine.version
    assert told["weft_requests_running"] == 1
    assert told["weft_data_age_seconds"] > 0
    assert told["weft_jobs_waiting"] == 0


def test_ready_says_which_data_are_searched(client: Client, engine: SearchEngine) -> None:
    assert client.get("/ready").json() == {"status": "ready", "data_version": engine.version}


def test_a_closed_store_is_not_ready(store: Path) -> None:
    opened = SearchEngine.open(store, Settings())
    with TestClient(create_app(opened, Settings(), access=READING, store=store)) as client:
        opened.close()
        assert client.get("/ready").status_code == 503
        assert client.get("/health").status_code == 200


@pytest.mark.parametrize("path", ["/v1/vocabulary", "/nope", "/v1/search?limit=0", "/health"])
def test_every_answer_has_a_number_given_or_new(client: Client, path: str) -> None:
    assert client.get(path, headers={"x-request-id": "order-66"}).headers["x-request-id"] == "order-66"
    first, second = (client.get(path).headers["x-request-id"] for _ in range(2))
    assert first != second


def test_a_problem_names_its_request(client: Client) -> None:
    problem = client.get("/v1/products/nope", headers={"x-request-id": "order-66"}).json()
    assert problem["instance"] == "urn:weft:request:order-66"


@pytest.mark.parametrize("given", ["", "a b", "a\nb", "x" * 65, "é", '"'])
def test_a_number_that_could_do_harm_in_a_log_is_replaced(given: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{32}", number_for(given))


def test_each_request_is_one_line_of_json(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "weft.api.requests"):
        client.get("/v1/vocabulary", headers={"x-request-id": "order-66"})
    (record,) = (each for each in caplog.records if each.name == "weft.api.requests")
    said = json.loads(JsonLines().format(record))
    assert said["request"] == "order-66"
    assert (said["method"], said["route"], said["status"]) == ("GET", "/v1/vocabulary", 200)
    assert said["ms"] > 0


def test_a_log_line_holds_the_error_and_the_request_it_belongs_to() -> None:
    token = request_id.set("order-66")
    try:
        raise ValueError("two\nlines")
    except ValueError:
        record = logging.LogRecord("weft", logging.ERROR, "", 1, "It %s.", ("broke",), sys.exc_info())
    line = JsonLines().format(record)
    request_id.reset(token)
    said = json.loads(line)
    assert "\n" not in line
    assert (said["level"], said["message"], said["request"]) == ("error", "It broke.", "order-66")
    assert "ValueError" in said["exception"]


def test_a_trace_has_the_request_and_the_stages_of_its_search(engine: SearchEngine, store: Path) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with TestClient(
        create_app(engine, Settings(), access=READING, store=store, traces=Traces(provider))
    ) as client:
        client.post("/v1/search", json={"text": "green t-shirt"})
    spans = {span.name: span for span in exporter.get_finished_spans()}
    (request,) = (span for name, span in spans.items() if not name.startswith("search "))
    stage = spans["search filter"]
    assert stage.parent and request.context and stage.parent.span_id == request.context.span_id
    assert stage.start_time and request.start_time and stage.start_time >= request.start_time
    assert "search total" not in spans


def test_without_an_endpoint_there_are_no_traces() -> None:
    assert traces_of({}) is None


def test_traces_without_their_packages_are_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(ExtraMissingError, match="OpenTelemetry"):
        traces_of({ENDPOINT: "http://localhost:4318"})
