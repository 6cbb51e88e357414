from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from tests.lamps import LAMPS, lamp
from tests.strategies import records
from weft.engine.errors import VocabularyError
from weft.engine.index.rows import digest, record_columns, seconds, to_records, to_table
from weft.engine.index.schema import WORDS, table_schema
from weft.engine.model import ImageRecord
from weft.vocab.model import Vocabulary

SCHEMA = table_schema(LAMPS, 2)


@settings(max_examples=60, deadline=None)
@given(records("a'"))
def test_a_record_comes_back_from_its_row_unchanged(record: ImageRecord) -> None:
    vector = np.zeros((1, 2), dtype=np.float32)
    table = to_table([record], vector, [0], schema=SCHEMA, vocabulary=LAMPS)
    columns = {name: table.column(name).to_pylist() for name in record_columns(LAMPS)}

    assert to_records(columns, LAMPS) == [record]
    assert not any(column.null_count for column in table.columns)


def test_the_digest_changes_with_everything_that_is_stored() -> None:
    record = lamp("a", kind="bulb")
    others = [
        lamp("a", kind="table-lamp"),
        lamp("a", kind="bulb", confidence={"kind": 0.5}),
        lamp("a", kind="bulb", provenance={"kind": "model"}),
        lamp("a", kind="bulb", plausible={"kind": [["bulb", 0.5]]}),
        lamp("a", kind="bulb", extracted_by={"kind": "embedded-1"}),
        lamp("a", kind="bulb", extractor_version=0),
        lamp("a", kind="bulb", split="train"),
        replace(record, content_hash="0"),
        replace(record, price=0.0),
        replace(record, title="x"),
    ]

    assert digest(record) == digest(lamp("a", kind="bulb"))
    assert len({digest(each) for each in [record, *others]}) == 1 + len(others)


def test_words_are_stemmed_and_no_phrase_crosses_from_caption_to_title() -> None:
    record = lamp("a", caption="Red | lamps", title="Brass")
    table = to_table([record], np.zeros((1, 2), np.float32), [0], schema=SCHEMA, vocabulary=LAMPS)

    assert table.column(WORDS).to_pylist() == [" red lamp | brass "]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("1970-01-01", 0.0),
        ("1970-01-01T01:00:00+01:00", 0.0),
        ("1970-01-02T00:00:00Z", 86_400.0),
        ("1969-12-31", -86_400.0),
    ],
)
def test_dates_are_seconds_in_utc(date: str, expected: float) -> None:
    assert seconds(date) == expected


def test_no_date_is_not_a_number() -> None:
    assert math.isnan(seconds(""))


def test_two_columns_of_one_name_are_refused() -> None:
    facet = LAMPS.by_id["kind"]
    twice = Vocabulary("x", "x", "kind", (facet, replace(LAMPS.by_id["shade"], id="kind_source")))

    with pytest.raises(VocabularyError, match="kind_source"):
        table_schema(twice, 2)
