from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.engine.search.vases import add, engine_of, line, must, must_not, prefer
from weft.engine.errors import NotFoundError, QueryError
from weft.engine.filters import Within
from weft.engine.model import FacetCounts, ParsedQuery, SearchRequest, SearchResult, Sort
from weft.engine.search import SearchEngine

LINES: list[dict[str, Any]] = [
    line("trim", "blue vase with red trim", colors=["blue", "red"], price=30.0),
    line("red", "plain red vase", colors=["red"], price=20.0, product="pair"),
    line("red-back", "its back", colors=["red"], price=20.0, product="pair"),
    line("coral", "coral vase", colors=["coral"]),
    line("stars", "red vase with stars", colors=["red"], painting="scene", price=10.0),
    line("jug", "red jug with stars", kind="jug", colors=["red"], painting="scene", price=40.0),
    line("dim", "somewhat red", kind="unknown", colors=["red"], texture="ribbed"),
]
RED_VASE = ParsedQuery("red vase", (must("colors", "red"), must("kind", "vase")), positive="red vase")
SENTENCES = {
    "red vase": RED_VASE,
    "red vase with stars": replace(RED_VASE, residual="stars", positive="red vase stars"),
    "red vase with zeppelins": replace(RED_VASE, residual="zeppelins", positive="red vase zeppelins"),
    "red, no jug": ParsedQuery("", (must("colors", "red"), must_not("kind", "jug")), positive="red"),
    "no vase": ParsedQuery("no vase", (must_not("kind", "vase"),)),
    "unpainted": ParsedQuery("", (must_not("painted", "yes"),), positive=""),
    "cheapest": ParsedQuery("cheapest", sort=Sort("price", descending=False)),
    "dearest": ParsedQuery("dearest", sort=Sort("price", descending=True)),
    "rather ribbed": ParsedQuery("rather ribbed", (prefer("texture", "ribbed"),), positive="ribbed"),
}


@pytest.fixture
def engine(tmp_path: Path) -> SearchEngine:
    return engine_of(tmp_path / "store", LINES, SENTENCES)


def found(result: SearchResult) -> list[str]:
    return [hit.image.image_id for hit in result.hits]


def counts(facets: tuple[FacetCounts, ...], name: str) -> dict[str, int]:
    (facet,) = (each for each in facets if each.facet == name)
    return {each.value: each.count for each in facet.counts}


def test_the_filters_define_the_result_set_and_fit_orders_it(engine: SearchEngine) -> None:
    result = engine.search(SearchRequest("red vase"))
    assert set(found(result)[:2]) == {"red", "stars"}
    assert set(found(result)[2:]) == {"trim", "coral"}
    assert (result.total, result.total_images) == (4, 5)


def test_what_the_residual_names_comes_first(engine: SearchEngine) -> None:
    assert found(engine.search(SearchRequest("red vase with stars")))[0] == "stars"


def test_products_are_collapsed_to_their_best_image(engine: SearchEngine) -> None:
    hits = engine.search(SearchRequest("red vase")).hits
    assert next(hit.image_ids for hit in hits if hit.image.product_id == "pair") == ("red", "red-back")
    images = engine.search(SearchRequest("red vase", collapse=False))
    assert images.total == images.total_images == len(images.hits) == 5
    assert all(len(hit.image_ids) == 1 for hit in images.hits)


def test_what_is_not_known_is_last_and_flagged_or_dropped_when_strict(engine: SearchEngine) -> None:
    result = engine.search(SearchRequest("red, no jug"))
    assert found(result)[-1] == "dim"
    assert not result.hits[-1].explanation.filters[-1].exact
    assert "dim" not in found(engine.search(SearchRequest("red, no jug", strict=True)))
    assert "jug" not in found(result)


def test_what_may_be_so_is_found_late_and_flagged_and_dropped_by_a_strict_exclusion(tmp_path: Path) -> None:
    chances = {"kind": [["jug", 0.7], ["vase", 0.3]]}
    doubtful = {**line("doubtful", kind="jug", colors=["red"]), "plausible": chances}
    engine = engine_of(tmp_path / "uncertain", [*LINES, doubtful], SENTENCES)
    vases = engine.search(SearchRequest("red vase"))
    assert found(vases)[-1] == "doubtful"
    reason = vases.hits[-1].explanation.filters[-1]
    assert (reason.stored, reason.confidence, reason.certain) == (("vase",), 0.3, False)
    assert counts(vases.facets, "kind")["vase"] == 4  # counts are of what is certain, and so are ticks
    assert "doubtful" not in found(engine.search(SearchRequest("", selected={"kind": ("vase",)})))
    assert "doubtful" in found(engine.search(SearchRequest("no vase")))
    assert "doubtful" not in found(engine.search(SearchRequest("no vase", strict=True)))


def test_unpainted_puts_the_smooth_before_the_ribbed(engine: SearchEngine) -> None:
    result = engine.search(SearchRequest("unpainted"))
    assert found(result)[-1] == "dim"
    assert "stars" not in found(result)


def test_a_preference_only_orders(engine: SearchEngine) -> None:
    result = engine.search(SearchRequest("rather ribbed"))
    assert found(result)[0] == "dim"
    assert result.total_images == len(LINES)


def test_words_nobody_has_heard_of_find_nothing_alone_and_are_said_beside_what_is_found(
    engine: SearchEngine,
) -> None:
    alone = engine.search(SearchRequest("zeppelin"))
    assert (alone.total, alone.hits, alone.unheard) == (0, (), "zeppelin")
    assert not any(facet.counts for facet in alone.facets)
    assert engine.search(SearchRequest("cute")).total_images == len(LINES)  # a matter of taste
    beside = engine.search(SearchRequest("red vase with zeppelins"))
    assert (beside.total, beside.unheard) == (4, "zeppelins")
    assert "zeppelins" in beside.query.notes[-1]
    assert not engine.search(SearchRequest("red vase with stars")).unheard


def test_an_empty_sentence_shows_everything_in_the_order_of_rows(engine: SearchEngine) -> None:
    result = engine.search(SearchRequest(""))
    assert found(result) == ["trim", "red", "coral", "stars", "jug", "dim"]
    assert all(hit.score == 0 for hit in result.hits)


def test_pages_continue_each_other(engine: SearchEngine) -> None:
    whole = engine.search(SearchRequest("vase with stars", limit=50)).hits
    pages = [
        engine.search(SearchRequest("vase with stars", limit=2, offset=start)).hits for start in (0, 2, 4)
    ]
    assert tuple(hit for page in pages for hit in page) == whole
    assert [hit.rank for hit in whole] == [1, 2, 3, 4, 5, 6]


def test_a_column_orders_when_the_sentence_says_so(engine: SearchEngine) -> None:
    assert found(engine.search(SearchRequest("cheapest")))[:4] == ["stars", "red", "trim", "jug"]
    assert found(engine.search(SearchRequest("dearest")))[:4] == ["jug", "trim", "red", "stars"]


def test_each_facet_is_counted_without_its_own_filters_and_with_all_others(engine: SearchEngine) -> None:
    facets = engine.search(SearchRequest("red vase")).facets
    assert counts(facets, "kind") == {"vase": 4, "jug": 1, "unknown": 1}
    assert counts(facets, "colors") == {"red": 4, "blue": 1, "coral": 1}  # coral is a red
    assert counts(facets, "painted") == {"no": 3, "yes": 1}


@pytest.mark.parametrize("sentence", ["", "red vase", "vase without stars", "vase or jug, not blue"])
def test_ticking_a_counted_value_finds_as_many_products(engine: SearchEngine, sentence: str) -> None:
    for facet in engine.search(SearchRequest(sentence)).facets:
        for each in facet.counts:
            request = SearchRequest(sentence, selected={facet.facet: (each.value,)})
            assert engine.search(request).total == each.count, (facet.facet, each.value)


def test_ticked_values_narrow_the_set_but_not_their_own_counts(engine: SearchEngine) -> None:
    result = engine.search(SearchRequest("", selected={"kind": ("jug",)}))
    assert found(result) == ["jug"]
    assert counts(result.facets, "kind")["vase"] == 4
    (kind,) = (facet for facet in result.facets if facet.facet == "kind")
    assert [each.value for each in kind.counts if each.selected] == ["jug"]


def test_only_the_facets_that_are_asked_for_are_counted(engine: SearchEngine) -> None:
    request = SearchRequest("red vase", facets=("kind",))
    assert [facet.facet for facet in engine.search(request).facets] == ["kind"]
    assert engine.facets(request) == engine.search(request).facets
    assert engine.search(SearchRequest("red vase", facets=())).facets == ()


def test_a_filter_beside_the_sentence_holds_too(engine: SearchEngine) -> None:
    request = SearchRequest("red vase", filter=Within("price", None, 25.0))
    assert set(found(engine.search(request))) == {"red", "stars"}


def test_hits_tell_their_filters_and_ranks(engine: SearchEngine) -> None:
    hit = engine.search(SearchRequest("red vase with stars")).hits[0]
    assert {reason.facet: reason.stored for reason in hit.explanation.filters} == {
        "colors": ("red",),
        "kind": ("vase",),
    }
    assert hit.explanation.ranks == {"text": 1, "vector": 1, "fit": 1}


def test_the_time_of_every_stage_is_told(engine: SearchEngine) -> None:
    took = engine.search(SearchRequest("red vase")).took_ms
    assert set(took) == {
        "parse",
        "filter",
        "text",
        "vector",
        "looks",
        "fit",
        "fuse",
        "page",
        "facets",
        "total",
    }
    assert took["total"] >= took["page"] >= 0


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest("a" * 10_001),
        SearchRequest(limit=-1),
        SearchRequest(offset=-1),
        SearchRequest(facets=("size",)),
    ],
)
def test_a_request_that_cannot_be_meant_is_refused_with_the_way_out(
    engine: SearchEngine, request_: SearchRequest
) -> None:
    with pytest.raises(QueryError) as caught:
        engine.search(request_)
    assert caught.value.hint


def test_products_and_images_are_found_by_id(engine: SearchEngine) -> None:
    assert [record.image_id for record in engine.product("pair")] == ["red", "red-back"]
    assert engine.image("coral").caption == "coral vase"
    with pytest.raises(NotFoundError):
        engine.product("none")
    with pytest.raises(NotFoundError):
        engine.image("none")


def test_what_is_written_is_found_by_the_next_search(engine: SearchEngine, tmp_path: Path) -> None:
    before = engine.version
    add(tmp_path / "store", [line("late", "late red vase", colors=["red"])], gone=["red"])
    result = engine.search(SearchRequest("red vase"))
    assert "late" in found(result)
    assert "red" not in found(result)
    assert result.version == engine.version > before


def test_threads_get_the_same_answers(engine: SearchEngine) -> None:
    requests = [SearchRequest(text) for text in SENTENCES] * 8
    alone = [found(engine.search(request)) for request in requests]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda request: found(engine.search(request)), requests)) == alone
