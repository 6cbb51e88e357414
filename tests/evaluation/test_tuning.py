import json
import tomllib
from collections.abc import Sequence
from io import StringIO

import pytest
from rich.console import Console

from weft.engine.errors import EvaluationError
from weft.engine.settings import Settings, load_settings
from weft.evaluation.metrics import Scores
from weft.evaluation.queries import LabelledQuery
from weft.evaluation.tuning import GRID, parts_of, split, tune
from weft.evaluation.tuning_report import print_tuned, tuned_as_json, tuned_as_toml

DEFAULTS = load_settings(environment={})

QUERIES = [
    LabelledQuery(
        str(number), f"thing {number}", "en" if number % 4 else "fr", ("typo",) if number % 2 else ()
    )
    for number in range(40)
]


def likes_short_lists(settings: Settings, queries: Sequence[LabelledQuery]) -> Scores:
    """Best at a rank constant of 20 and without vectors."""
    value = 1 / (1 + abs(settings.rank_constant - 20) / 100 + settings.vector_weight / 10)
    return {query.id: value for query in queries}


def test_the_search_climbs_to_the_best_of_the_grid() -> None:
    tuned = tune(split(QUERIES), likes_short_lists, DEFAULTS, measure="nDCG@10")

    assert (tuned.after.rank_constant, tuned.after.vector_weight) == (20, 0.0)
    assert tuned.after.text_weight == DEFAULTS.text_weight  # it made no difference
    assert tuned.training_after > tuned.training_before
    assert tuned.unseen.wins == len(split(QUERIES).unseen)


def test_the_search_scores_training_queries_only() -> None:
    parts = split(QUERIES)
    asked: list[tuple[LabelledQuery, ...]] = []

    def score(settings: Settings, queries: Sequence[LabelledQuery]) -> Scores:
        asked.append(tuple(queries))
        return likes_short_lists(settings, queries)

    tune(parts, score, DEFAULTS, measure="nDCG@10")

    assert set(asked[:-2]) == {parts.training}
    assert asked[-2:] == [parts.unseen, parts.unseen]


def test_a_gain_within_the_noise_changes_nothing() -> None:
    def hardly(settings: Settings, queries: Sequence[LabelledQuery]) -> Scores:
        return {query.id: 0.9 + settings.rank_constant / 1e7 for query in queries}

    tuned = tune(split(QUERIES), hardly, DEFAULTS, measure="nDCG@10")

    assert tuned.after == tuned.before
    assert "nothing better" in tuned_as_toml(tuned)


def test_the_parts_have_every_query_once_and_every_tag_and_language_alike() -> None:
    parts = split(QUERIES, share=0.5, seed=3)

    assert sorted(q.id for q in (*parts.training, *parts.unseen)) == sorted(q.id for q in QUERIES)
    assert len(parts.training) == 20
    for belongs in (lambda q: "typo" in q.tags, lambda q: q.language == "fr"):
        assert abs(sum(map(belongs, parts.training)) - sum(map(belongs, parts.unseen))) <= 1


def test_another_seed_draws_other_parts_and_the_same_seed_the_same() -> None:
    assert split(QUERIES, seed=1) == split(QUERIES, seed=1) != split(QUERIES, seed=2)


def test_sentences_of_the_same_words_stay_together() -> None:
    pairs = [LabelledQuery(f"{q.id}b", f"{q.text.split()[1]} things") for q in QUERIES]
    parts = split([*QUERIES, *pairs])

    assert {q.id.removesuffix("b") for q in parts.training}.isdisjoint(
        q.id.removesuffix("b") for q in parts.unseen
    )


def test_reporting_on_a_query_that_was_trained_on_is_refused() -> None:
    leaked = LabelledQuery("other", "Things, 3")

    with pytest.raises(EvaluationError, match=r"'other' \('Things, 3'\) is '3' of the training part"):
        parts_of(QUERIES[:20], [*QUERIES[20:], leaked])


def test_a_part_that_says_nothing_is_refused() -> None:
    with pytest.raises(EvaluationError, match="unseen part has 3 queries"):
        parts_of(QUERIES[:30], QUERIES[30:33])


def test_the_result_is_a_settings_file_with_its_figures() -> None:
    tuned = tune(split(QUERIES), likes_short_lists, DEFAULTS, measure="nDCG@10")
    text = tuned_as_toml(tuned)

    assert tomllib.loads(text) == {"text_weight": 1.0, "vector_weight": 0.0, "rank_constant": 20}
    assert Settings.model_validate(tomllib.loads(text)) == tuned.after
    assert "# nDCG@10 on 20 queries that were not trained on" in text


def test_the_result_prints_and_is_one_json_object() -> None:
    tuned = tune(split(QUERIES), likes_short_lists, DEFAULTS, measure="nDCG@10")
    text = StringIO()
    print_tuned(tuned, Console(file=text, width=100))

    assert "The gain holds on unseen queries." in text.getvalue()
    assert json.loads(json.dumps(tuned_as_json(tuned)))["after"]["rank_constant"] == 20


def test_every_value_of_the_grid_is_a_setting() -> None:
    for name, values in GRID.items():
        for value in values:
            assert getattr(Settings.model_validate({name: value}), name) == value
