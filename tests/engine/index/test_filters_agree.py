"""LanceDB, Tantivy and the columns in memory must answer every filter tree with the same images."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.lamps import LAMPS, lamp, new_store, opened
from tests.strategies import catalogues, filters
from weft.engine.filters import AllOf, AnyOf, Filter, Match, Not, Plausible, Says, Within
from weft.engine.index.filters.check import checked
from weft.engine.index.filters.lance import lance_filter
from weft.engine.index.rows import comparable, seconds
from weft.engine.index.schema import ROW
from weft.engine.index.store import Snapshot
from weft.engine.index.vectors import open_table
from weft.engine.model import ImageRecord
from weft.engine.text import stems


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(catalogues(), st.lists(filters, min_size=10, max_size=25))
def test_every_engine_gives_the_same_images_as_the_definition(
    catalogue: list[ImageRecord], trees: list[Filter]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = new_store(Path(folder) / "store", catalogue)
        snapshot = opened(path).snapshot()
        for tree in trees:
            meant = {record.image_id for record in catalogue if _holds(tree, record)}
            assert _ids(snapshot, np.flatnonzero(snapshot.columns.match(tree))) == meant
            assert _ids(snapshot, snapshot.matching_text(tree)) == meant
            assert _ids(snapshot, _rows_of_table(path, tree)) == meant


ENDLESS = "㌀" * 9_999
"""One word, four times as long when folded: longer than Tantivy keeps any word as it is."""

TRICKY: list[Filter] = [
    Within("price", None, -0.0),
    Within("price", -0.0, 0.0),
    Within("price"),
    Within("price", None, float("inf")),
    Not(Within("price", 1.0)),
    Within("price", 2.0, 1.0),
    Within("published_at", None, 0.0),
    Not(Within("published_at")),
    Says(("red", "lamp")),
    Says(("lamp", "red")),
    Says(("lamp", "|", "red")),
    Says(("red lamp",)),
    Says(("x" * 300,)),
    Says(("x" * 250,)),
    Says(stems(ENDLESS)),
    Not(Says(())),
    Match("brand", frozenset({"''"})),
    Match("brand", frozenset({"", "\\"})),
    Match("brand", frozenset({"a\0b", "\ud800"})),
    Match("marks", frozenset({"mark-1"})),
    Match("marks", frozenset({"mark-0", "mark-69"})),
    Match("colors", frozenset({"red"})),
    Not(Match("colors", frozenset())),
    Match("lit", frozenset({"unknown"})),
    Match("extractor", frozenset({"embedded"})),
    Within("extractor_version", None, 3.0),
    Plausible("kind", frozenset({"bulb"})),
    Plausible("kind", frozenset({"unknown"})),
    Plausible("colors", frozenset({"red"})),  # and no red-brown
    Plausible("marks", frozenset({"mark-1"})),
    Plausible("lit", frozenset({"no"})),
    Plausible("lit", frozenset({"unknown", "yes"})),
    Not(Plausible("shade", frozenset({"iron", "not_applicable"}))),
    Plausible("shade", frozenset()),
    AllOf((Not(Match("in_stock", frozenset({"true"}))), Not(Match("kind", frozenset({"bulb"}))))),
    Not(Not(Not(AllOf()))),
    AnyOf(),
]

LAMPS_TO_TRICK = [
    lamp("1", price=0, caption="a red lamp", colors=["red-brown"], marks=["mark-10"], brand="''"),
    lamp("2", price=1.5, caption="a lamp", title="red", colors=["red"], marks=["mark-69"], brand="'"),
    lamp("3", kind="bulb", title="red lamps", in_stock=True, marks=["mark-64", "mark-0"], brand="\\"),
    lamp("4", price=1, caption="x" * 300, published_at="1970-01-01", shade="iron", brand="a"),
    lamp("6", caption=ENDLESS),
    lamp("5", published_at="1960-01-01T00:00:00Z", in_stock=False, kind="floor-lamp"),
    lamp(
        "7",
        shade="glass",
        plausible={
            "kind": [["table-lamp", 0.6], ["bulb", 0.4]],
            "shade": [["glass", 0.7], ["iron", 0.3]],
            "colors": [["red-brown", 0.2]],
            "marks": [["mark-10", 0.1]],
        },
        extractor="embedded",
        extractor_version=3,
    ),
    lamp("8", plausible={"shade": [["unknown", 0.5], ["paper", 0.5]]}, extractor_version=0),
]


@pytest.fixture(scope="module")
def tricky_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_store(tmp_path_factory.mktemp("tricky") / "store", LAMPS_TO_TRICK)


@pytest.mark.parametrize("tree", TRICKY, ids=range(len(TRICKY)))
def test_every_engine_gets_the_tricky_ones_right(tricky_store: Path, tree: Filter) -> None:
    snapshot = opened(tricky_store).snapshot()
    meant = {record.image_id for record in LAMPS_TO_TRICK if _holds(tree, record)}

    assert _ids(snapshot, np.flatnonzero(snapshot.columns.match(tree))) == meant
    assert _ids(snapshot, snapshot.matching_text(tree)) == meant
    assert _ids(snapshot, _rows_of_table(tricky_store, tree)) == meant


def _rows_of_table(path: Path, tree: Filter) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    expression = lance_filter(checked(tree, LAMPS), LAMPS)
    return np.array(open_table(path).read([ROW], expression).column(ROW).to_pylist(), dtype=np.int64)


def _ids(snapshot: Snapshot, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> set[str]:
    return {record.image_id for record in snapshot.records(rows)}


def _holds(tree: Filter, record: ImageRecord) -> bool:
    """What a filter means, said as plainly as can be."""
    match tree:
        case Match(field, values):
            return bool(values & _values(field, record))
        case Plausible(field, values):
            return bool(values & (_values(field, record) | _plausible(field, record)))
        case Within(field, low, high):
            number = _number(field, record)
            if number is None or np.isnan(number):
                return False
            return (low is None or number >= low) and (high is None or number <= high)
        case Says(words):
            asked = tuple(map(comparable, words))
            return bool(words) and any(_contains(text, asked) for text in (record.caption, record.title))
        case AllOf(inner):
            return all(_holds(each, record) for each in inner)
        case AnyOf(inner):
            return any(_holds(each, record) for each in inner)
        case Not(inner):
            return not _holds(inner, record)


def _number(field: str, record: ImageRecord) -> float | None:
    return seconds(record.published_at) if field == "published_at" else getattr(record, field)


def _plausible(field: str, record: ImageRecord) -> set[str]:
    if field == "lit":
        return {LAMPS.derive("lit", value) for value, _ in record.attributes["shade"].plausible}
    return {value for value, _ in record.attributes[field].plausible}


def _values(field: str, record: ImageRecord) -> set[str]:
    if field == "in_stock":
        return {"unknown" if record.in_stock is None else str(record.in_stock).lower()}
    if field == "lit":
        return {LAMPS.derive("lit", record.attributes["shade"].values[0])}
    if field in record.attributes:
        return set(record.attributes[field].values)
    return {getattr(record, field)}


def _contains(text: str, asked: tuple[str, ...]) -> bool:
    said = tuple(map(comparable, stems(text)))
    return any(said[start : start + len(asked)] == asked for start in range(len(said)))
