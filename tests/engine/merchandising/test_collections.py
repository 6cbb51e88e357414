from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.merchandising.desk import opened_database
from tests.lamps import LAMPS
from weft.engine.errors import NotFoundError, QueryError
from weft.engine.filters import Match
from weft.engine.merchandising.audit import read_entries
from weft.engine.merchandising.collections import Collections


def test_a_collection_is_saved_listed_run_and_forgotten(tmp_path: Path) -> None:
    with opened_database(tmp_path) as database:
        saved = Collections(database, LAMPS)
        saved.save("  sale  now ", sentence="cheap lamps", filter="colors:red", who="ann")
        saved.save("glass", filter="shade:glass", who="ann")
        saved.save("glass", filter="shade:paper", who="ben")

        assert [(each.name, each.who) for each in saved.all()] == [("glass", "ben"), ("sale now", "ann")]
        request = saved.get("sale now").request(LAMPS)
        assert (request.text, request.filter) == ("cheap lamps", Match("colors", frozenset({"red"})))

        saved.remove("glass", who="ann")
        with pytest.raises(NotFoundError, match="'glass'"):
            saved.get("glass")
        with pytest.raises(NotFoundError):
            saved.remove("glass", who="ann")
        log = read_entries(database, what="collection", subject="glass")
        assert [(each.before or {}).get("filter") for each in log] == ["shade:paper", "shade:glass", None]


@pytest.mark.parametrize(
    ("name", "sentence", "filter"),
    [
        ("", "red", ""),
        ("a" * 101, "red", ""),
        ("a\0b", "red", ""),
        ("all", " ", ""),
        ("wrong", "", "shape:round"),
        ("order", "", "shade:glass sort:price"),
        ("long", "a" * 1_001, ""),
    ],
)
def test_what_cannot_be_run_is_not_saved(tmp_path: Path, name: str, sentence: str, filter: str) -> None:
    with opened_database(tmp_path) as database:
        saved = Collections(database, LAMPS)
        with pytest.raises(QueryError) as caught:
            saved.save(name, sentence=sentence, filter=filter, who="ann")

        assert caught.value.hint
        assert saved.all() == []
