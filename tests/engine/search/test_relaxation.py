from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.search.vases import engine_of, line, must, must_not
from weft.engine.model import Mode, ParsedQuery, ParsedRange, SearchRequest, SearchResult
from weft.engine.search import SearchEngine

LINES = [
    line("blue", colors=["blue"], texture="ribbed", price=20.0),
    line("wine", colors=["wine"], price=50.0),
    line("jug", kind="jug", colors=["white"], texture="ribbed", price=90.0),
]
CHEAP = ParsedRange("price", None, 30.0, Mode.MUST, ())
SENTENCES = {
    "red ribbed vase": ParsedQuery(
        "red ribbed vase", (must("colors", "red"), must("texture", "ribbed"), must("kind", "vase"))
    ),
    "white vase": ParsedQuery("white vase", (must("colors", "white"), must("kind", "vase"))),
    "cheap wine vase": ParsedQuery("cheap wine vase", (must("colors", "wine"),), (CHEAP,)),
    "bowl": ParsedQuery("bowl", (must("kind", "bowl"), must("colors", "red"))),
    "white vase, not blue": ParsedQuery(
        "", (must("colors", "white"), must("kind", "vase"), must_not("colors", "blue"))
    ),
    "red vase": ParsedQuery("red vase", (must("colors", "red"), must("kind", "vase"))),
}


@pytest.fixture
def engine(tmp_path: Path) -> SearchEngine:
    return engine_of(tmp_path / "store", LINES, SENTENCES)


def relaxed(engine: SearchEngine, sentence: str, request: SearchRequest | None = None) -> SearchResult:
    return engine.search(replace(request or SearchRequest(), text=sentence, relax=True))


def found(result: SearchResult) -> list[str]:
    return [hit.image.image_id for hit in result.hits]


def test_of_as_many_conditions_the_more_important_ones_are_kept_and_the_rest_is_said(
    engine: SearchEngine,
) -> None:
    result = relaxed(engine, "red ribbed vase")
    assert found(result) == ["wine"]  # colors stand before texture in the vocabulary
    assert result.relaxed == ("texture:ribbed",)
    assert "“ribbed”" in result.query.notes[0]
    assert engine.search(SearchRequest("red ribbed vase")).total == 0


def test_totals_and_counts_are_those_of_what_is_shown(engine: SearchEngine) -> None:
    request = SearchRequest("red ribbed vase", relax=True)
    result = engine.search(request)
    assert result.total == 1
    assert engine.facets(request) == result.facets


def test_a_range_is_given_up_before_a_facet(engine: SearchEngine) -> None:
    assert relaxed(engine, "cheap wine vase").relaxed == (CHEAP.key,)


def test_the_kind_is_never_given_up(engine: SearchEngine) -> None:
    result = relaxed(engine, "bowl")
    assert (result.total, result.relaxed) == (0, ())


def test_what_is_excluded_stays_out(engine: SearchEngine) -> None:
    assert found(relaxed(engine, "white vase, not blue")) == ["wine"]


def test_what_was_clicked_is_never_given_up(engine: SearchEngine) -> None:
    ticked = SearchRequest(selected={"texture": ("speckled",)})
    assert relaxed(engine, "red vase", ticked).total == 0
    set_by_hand = SearchRequest(modes={"colors:white": Mode.MUST})
    assert relaxed(engine, "white vase", set_by_hand).total == 0


def test_what_finds_something_is_left_alone(engine: SearchEngine) -> None:
    result = relaxed(engine, "red vase")
    assert (found(result), result.relaxed, result.query.notes) == (["wine"], (), ())
