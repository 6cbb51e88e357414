import json
from pathlib import Path

import pytest

from tests.evaluation.samples import written
from tests.evaluation.wardrobe import catalogue, everything
from weft.engine.errors import EvaluationError
from weft.engine.settings import load_settings
from weft.evaluation.benchmark import make_leaderboard, timed
from weft.evaluation.contestants import WEFT, contestants

DEFAULTS = load_settings(environment={})


def test_all_engines_rank_the_same_images_and_weft_alone_keeps_the_exclusion(tmp_path: Path) -> None:
    queries, qrels, photos, _ = everything(tmp_path)

    with contestants(catalogue(tmp_path), DEFAULTS, tmp_path / "store") as engines:
        entries = [timed(name, rank, queries) for name, rank in engines.items()]
    board = make_leaderboard(entries, qrels, queries=queries, photos=photos)

    assert [*engines] == [WEFT, "BM25", "dense", "BM25 + dense", "LanceDB hybrid"]
    broken = {standing.name: standing.broken for standing in board.standings}
    assert broken[WEFT] == 0
    assert all(count for name, count in broken.items() if name != WEFT)
    assert board.standings[0].name == WEFT


def test_a_catalogue_with_a_line_that_weft_refuses_is_refused(tmp_path: Path) -> None:
    lines = [{"image_id": "a", "attributes": {"category": "no such thing"}}]
    path = written(tmp_path / "shop.jsonl", *map(json.dumps, lines))

    with (
        pytest.raises(EvaluationError, match=r"shop\.jsonl line 1 cannot be indexed"),
        contestants(path, DEFAULTS, tmp_path / "store"),
    ):
        pass
