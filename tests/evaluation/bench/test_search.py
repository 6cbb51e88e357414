"""The search benchmark measures every call, whole and by stage."""

from pathlib import Path

from tests.engine.search.vases import engine_of, line
from weft.evaluation.bench.search import WHOLE, time_searches


def test_the_whole_call_and_each_stage_have_percentiles(tmp_path: Path) -> None:
    engine = engine_of(tmp_path / "store", [line("a"), line("b", kind="jug")])

    found = time_searches(engine, ["vase", "jug"], rounds=3)

    assert {"parse", "filter", "facets", WHOLE} <= found.keys()
    assert all(0 <= each["p50_ms"] <= each["p95_ms"] <= each["p99_ms"] for each in found.values())
    assert found[WHOLE]["p50_ms"] >= found["parse"]["p50_ms"]
