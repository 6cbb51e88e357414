from pathlib import Path

import pytest

from tests.evaluation.samples import written
from weft.engine.errors import EvaluationError
from weft.evaluation.asked import Asked, Bound, Constraint
from weft.evaluation.queries import LabelledQuery, by_slice, read_queries

TEE = Constraint("category", frozenset({"t-shirt"}))
PRINTED = Constraint("has_print", frozenset({"true"}))


def test_a_query_with_judgments_carries_its_parse(tmp_path: Path) -> None:
    line = (
        '{"id": "q1", "query": "tee, no print", "lang": "en", "tags": ["negation"], "must": ["and"], "parse":'
        ' {"all": [{"facet": "category", "values": ["t-shirt"]}],'
        ' "none": [{"facet": "has_print", "values": [true]}], "residual": ""}}'
    )

    (query,) = read_queries(written(tmp_path / "open.jsonl", line))

    assert query == LabelledQuery("q1", "tee, no print", "en", ("negation",), Asked((TEE,), (PRINTED,)))


def test_a_golden_sentence_has_the_parts_of_its_parse_on_the_line(tmp_path: Path) -> None:
    line = (
        '{"query": "tees or printed things under 20, no skulls", "all": [], "none": [], "either":'
        ' [[{"facet": "category", "values": ["t-shirt"]}], [{"facet": "has_print", "values": ["true"]}]],'
        ' "ranges": [{"field": "price", "low": null, "high": 20}], "excluded_words": ["Skulls"]}'
    )

    (query,) = read_queries(written(tmp_path / "golden.jsonl", line))

    assert query.id == "golden.jsonl line 1"
    assert query.asked == Asked(
        either=(Asked((TEE,)), Asked((PRINTED,))),
        ranges=(Bound("price", None, 20),),
        excluded_words=frozenset({("skull",)}),
    )


def test_a_query_without_labels_has_nothing_to_compare_with(tmp_path: Path) -> None:
    (query,) = read_queries(written(tmp_path / "q.jsonl", '{"id": "a", "query": "red shoes"}'))

    assert query.asked is None


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "invalid json"),
        ("[]", "input should be"),
        ('{"id": "b"}', "query: field required"),
        ('{"id": "b", "query": 7}', "query: input should be a valid string"),
        ('{"id": "a", "query": "again"}', "the id 'a' is there twice"),
        ('{"id": "b", "query": "x", "all": [{"facet": "colors", "values": []}]}', r"all\.0\.values"),
        ('{"id": "b", "query": "x", "parse": {"none": [{"values": ["red"]}]}}', r"parse\.none\.0\.facet"),
    ],
)
def test_a_wrong_line_is_named_with_its_reason(tmp_path: Path, line: str, complaint: str) -> None:
    path = written(tmp_path / "q.jsonl", '{"id": "a", "query": "x"}', line)

    with pytest.raises(EvaluationError, match=rf"q\.jsonl line 2: .*{complaint}"):
        read_queries(path)


def test_an_empty_file_and_a_missing_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="holds no queries"):
        read_queries(written(tmp_path / "q.jsonl", ""))
    with pytest.raises(EvaluationError, match="cannot be read: No such file"):
        read_queries(tmp_path / "missing.jsonl")


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_bytes(b'{"query": "\xff"}')

    with pytest.raises(EvaluationError, match="not UTF-8"):
        read_queries(tmp_path / "q.jsonl")


def test_slices_are_all_then_tags_then_languages() -> None:
    queries = [
        LabelledQuery("1", "a", "fr", ("negation",)),
        LabelledQuery("2", "b", "en", ("negation", "typo")),
    ]

    assert by_slice(queries) == {
        "all": {"1", "2"},
        "negation": {"1", "2"},
        "typo": {"2"},
        "lang en": {"2"},
        "lang fr": {"1"},
    }
