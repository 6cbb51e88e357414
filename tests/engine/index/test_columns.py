from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.lamps import lamp, new_store, opened, writer
from weft.engine.errors import NotFoundError, QueryError
from weft.engine.filters import EVERYTHING, Match
from weft.engine.index.columns import Columns

LAMPS_ = [
    lamp("a", product_id="p", kind="table-lamp", colors=["red", "white"], price=3, marks=["mark-64"]),
    lamp("b", product_id="q", kind="bulb", published_at="1970-01-02", confidence={"kind": 0.25}),
    lamp("c", product_id="p", shade="iron", colors=["white"], marks=["mark-0", "mark-63"]),
]


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> Columns:
    return opened(new_store(tmp_path_factory.mktemp("columns") / "store", LAMPS_)).snapshot().columns


def test_codes_point_into_the_labels(columns: Columns) -> None:
    values = [columns.labels("kind")[code] for code in columns.codes("kind")]

    assert values == ["table-lamp", "bulb", "unknown"]
    assert columns.labels("shade")[-2:] == ("unknown", "not_applicable")


def test_a_facet_out_of_scope_is_not_applicable(columns: Columns) -> None:
    assert columns.has("shade", "not_applicable").tolist() == [False, True, False]
    assert columns.has("lit", "not_applicable").tolist() == [False, True, False]


def test_derived_values_are_columns_too(columns: Columns) -> None:
    assert columns.has("lit", "no").tolist() == [False, False, True]
    assert columns.confidence("lit").tolist() == columns.confidence("shade").tolist()


def test_multiple_values_are_found_beyond_one_machine_word(columns: Columns) -> None:
    assert columns.has("marks", "mark-64").tolist() == [True, False, False]
    assert columns.has_any("marks", ("mark-64", "mark-63")).tolist() == [True, False, True]


def test_the_first_value_is_the_dominant_one(columns: Columns) -> None:
    labels = columns.labels("colors")

    assert [labels[code] if code >= 0 else None for code in columns.first("colors")] == ["red", None, "white"]


def test_products_are_numbered_without_gaps(columns: Columns) -> None:
    assert columns.product.tolist() == [0, 1, 0]


def test_absent_numbers_are_not_a_number_and_dates_are_seconds(columns: Columns) -> None:
    np.testing.assert_array_equal(columns.numbers("price"), [3, np.nan, np.nan])
    np.testing.assert_array_equal(columns.numbers("published_at"), [np.nan, 86_400, np.nan])


def test_confidence_is_as_given(columns: Columns) -> None:
    assert columns.confidence("kind").tolist() == [1.0, 0.25, 1.0]


def test_a_mask_cannot_be_written_to_since_it_is_shared(columns: Columns) -> None:
    with pytest.raises(ValueError, match="read-only"):
        columns.match(EVERYTHING)[0] = False


def test_an_image_that_is_gone_matches_nothing(tmp_path: Path) -> None:
    path = new_store(tmp_path / "store", LAMPS_)
    with writer(path) as open_writer:
        open_writer.delete(["b"])
        open_writer.commit()
    columns = opened(path).snapshot().columns

    assert columns.live.tolist() == [True, False, True]
    assert columns.match(EVERYTHING).tolist() == [True, False, True]
    assert columns.codes("kind")[1] == columns.product[1] == columns.first("colors")[1] == -1
    assert not columns.has("shade", "not_applicable")[1]
    with pytest.raises(NotFoundError, match="no image 'b'"):
        columns.row_of("b")


def test_a_row_is_found_by_the_id_of_its_image(columns: Columns) -> None:
    assert columns.row_of("c") == 2


def test_an_unknown_value_is_refused(columns: Columns) -> None:
    with pytest.raises(QueryError, match="kind has no value"):
        columns.match(Match("kind", frozenset({"lantern"})))
