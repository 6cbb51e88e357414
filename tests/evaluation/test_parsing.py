import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from tests.evaluation.samples import photos, written
from weft.engine.errors import EvaluationError
from weft.engine.model import Mode, ParsedFilter, ParsedQuery, ParsedRange, ParsedWords
from weft.evaluation.asked import Asked, Bound, Constraint
from weft.evaluation.parses import asked_of, read_parses
from weft.evaluation.parsing import (
    ParseOutcome,
    judge_parses,
    parses_as_json,
    parses_by_id,
    print_parses,
    score_parses,
)
from weft.evaluation.queries import LabelledQuery

RED = Constraint("colors", frozenset({"red"}))
BLUE = Constraint("colors", frozenset({"blue"}))
SHOES = Constraint("kind", frozenset({"shoes"}))
DRESS = Constraint("kind", frozenset({"dress"}))


def judged(folder: Path, wanted: Asked, understood: Asked) -> ParseOutcome:
    query = LabelledQuery("q", "some words", tags=("negation",), asked=wanted)
    (outcome,) = judge_parses([query], parses_by_id({"q": understood}), photos(folder))
    return outcome


def test_the_same_photos_are_exact_however_they_are_written(tmp_path: Path) -> None:
    either = Asked(either=(Asked((SHOES, RED)), Asked((SHOES, BLUE))))

    assert judged(tmp_path, Asked((SHOES,)), either).exact


def test_a_missed_exclusion_leaks_exactly_the_excluded_photos(tmp_path: Path) -> None:
    outcome = judged(tmp_path, Asked((SHOES,), none=(RED,)), Asked((SHOES,)))

    assert (outcome.lost, outcome.extra, outcome.leaks, outcome.exact) == (0, 1, 1, False)


def test_a_missed_constraint_lets_too_much_through_without_a_leak(tmp_path: Path) -> None:
    outcome = judged(tmp_path, Asked((DRESS, RED)), Asked((DRESS,)))

    assert (outcome.lost, outcome.extra, outcome.leaks) == (0, 1, 0)


def test_a_made_up_constraint_loses_photos(tmp_path: Path) -> None:
    outcome = judged(tmp_path, Asked((SHOES,)), Asked((SHOES, RED)))

    assert (outcome.lost, outcome.extra, outcome.leaks) == (1, 0, 0)


def test_a_missed_exclusion_inside_an_alternative_leaks(tmp_path: Path) -> None:
    wanted = Asked(either=(Asked((DRESS,)), Asked((SHOES,), none=(RED,))))

    assert judged(tmp_path, wanted, Asked(either=(Asked((DRESS,)), Asked((SHOES,))))).leaks == 1


def test_ranges_must_be_equal_and_labelled_words_excluded(tmp_path: Path) -> None:
    wanted = Asked((SHOES,), ranges=(Bound("price", None, 50),), excluded_words=frozenset({("lace",)}))
    more = Asked((SHOES,), ranges=wanted.ranges, excluded_words=frozenset({("lace",), ("bow",)}))

    assert judged(tmp_path, wanted, more).exact
    assert not judged(tmp_path, wanted, Asked((SHOES,), excluded_words=wanted.excluded_words)).exact
    assert not judged(tmp_path, wanted, Asked((SHOES,), ranges=wanted.ranges)).exact


def test_a_query_without_labels_is_left_out_and_one_without_parse_refused(tmp_path: Path) -> None:
    shop = photos(tmp_path)

    assert judge_parses([LabelledQuery("q", "x")], parses_by_id({}), shop) == ()
    with pytest.raises(EvaluationError, match="no parse for query 'q'"):
        judge_parses([LabelledQuery("q", "x", asked=Asked())], parses_by_id({}), shop)


def test_scores_count_exact_and_leaking_sentences_by_slice(tmp_path: Path) -> None:
    queries = [
        LabelledQuery("1", "a", "en", ("negation",), Asked((SHOES,), none=(RED,))),
        LabelledQuery("2", "b", "fr", ("negation",), Asked((DRESS,))),
    ]
    outcomes = judge_parses(queries, parses_by_id({"1": Asked(), "2": Asked((DRESS,))}), photos(tmp_path))

    scores = {
        score.slice: (score.queries, score.exact, score.leaking, score.leaks)
        for score in score_parses(outcomes)
    }

    assert scores["all"] == scores["negation"] == (2, 1, 1, 2)
    assert scores["lang fr"] == (1, 1, 0, 0)
    assert score_parses(outcomes)[0].share == 0.5


def test_the_report_says_what_was_missed_and_what_was_made_up(tmp_path: Path) -> None:
    outcome = judged(tmp_path, Asked((SHOES,), none=(RED, BLUE)), Asked((DRESS,), none=(RED,)))
    printed = StringIO()

    print_parses([outcome], Console(file=printed, width=100))

    (failing,) = parses_as_json([outcome])["failing"]
    assert failing["missed"] == ["kind:shoes", "-colors:blue"]
    assert failing["made_up"] == ["kind:dress"]
    assert "missed  -colors:blue" in printed.getvalue()


def test_parses_are_read_with_modes_and_groups(tmp_path: Path) -> None:
    filters = [
        {"facet": "colors", "values": ["red"], "mode": "must_not"},
        {"facet": "colors", "values": ["blue"], "mode": "prefer"},
        {"facet": "kind", "values": ["dress"], "mode": "must", "group": 1},
        {"facet": "kind", "values": ["shoes"], "mode": "must", "group": 2},
    ]
    line = json.dumps({"id": "q", "filters": filters, "residual": "words", "language": "en"})

    parses = read_parses(written(tmp_path / "parses.jsonl", line))

    assert parses == {"q": Asked(none=(RED,), either=(Asked((DRESS,)), Asked((SHOES,))), residual="words")}


@pytest.mark.parametrize(
    "line", ['{"id": "q"}', '{"id": "q", "filters": [{"facet": "a", "values": ["b"], "mode": "x"}]}']
)
def test_a_wrong_parse_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(EvaluationError, match=r"parses\.jsonl line 1: filters"):
        read_parses(written(tmp_path / "parses.jsonl", line))


def test_a_parsed_query_asks_for_what_it_filters() -> None:
    parsed = ParsedQuery(
        "shoes, not red, under 50, no bows, ideally blue",
        filters=(
            ParsedFilter("kind", ("shoes",), frozenset({"shoes"}), Mode.MUST, ()),
            ParsedFilter("colors", ("red",), frozenset({"red"}), Mode.MUST_NOT, ()),
            ParsedFilter("colors", ("blue",), frozenset({"blue"}), Mode.PREFER, ()),
        ),
        ranges=(
            ParsedRange("price", None, 50, Mode.MUST, ()),
            ParsedRange("price", 20, None, Mode.PREFER, ()),
        ),
        excluded_words=(ParsedWords(("bow",), ()),),
    )

    assert asked_of(parsed) == Asked(
        (SHOES,), (RED,), ranges=(Bound("price", None, 50),), excluded_words=frozenset({("bow",)})
    )
