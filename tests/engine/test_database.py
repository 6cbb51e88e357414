from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select

from weft.engine import database as module
from weft.engine.database import FILE, is_made, make_tables, open_database, reading, writing
from weft.engine.errors import SettingsError, StoreBusyError, StoreError, StoreMissingError

TABLES = MetaData()
NUMBERS = Table("numbers", TABLES, Column("number", Integer, primary_key=True))


def test_processes_that_begin_together_make_the_tables_once_and_count_without_a_gap(tmp_path: Path) -> None:
    def count(_: int) -> None:
        opened = open_database(tmp_path)
        make_tables(opened, TABLES)
        for _ in range(25):
            with writing(opened) as connection:
                last = connection.execute(select(func.max(NUMBERS.c.number))).scalar_one()
                connection.execute(insert(NUMBERS).values(number=(last or 0) + 1))
        opened.dispose()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(count, range(4)))
    opened = open_database(tmp_path)
    with reading(opened) as connection:
        assert connection.execute(select(func.count()).select_from(NUMBERS)).scalar_one() == 100
    opened.dispose()


def test_all_of_a_block_is_written_or_nothing(tmp_path: Path) -> None:
    opened = open_database(tmp_path)
    make_tables(opened, TABLES)
    with pytest.raises(ZeroDivisionError), writing(opened) as connection:
        connection.execute(insert(NUMBERS).values(number=1))
        _ = 1 / 0
    with reading(opened) as connection:
        assert connection.execute(select(NUMBERS)).all() == []
    opened.dispose()


def test_who_waits_too_long_for_another_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.01)
    first, second = open_database(tmp_path), open_database(tmp_path)
    make_tables(first, TABLES)
    with writing(first):
        with reading(second) as connection:
            assert connection.execute(select(NUMBERS)).all() == []
        with pytest.raises(StoreBusyError) as caught, writing(second):
            pass
    for opened in (first, second):
        opened.dispose()

    assert caught.value.hint


def test_a_database_is_made_when_it_is_first_used_and_only_in_a_folder_that_is_there(tmp_path: Path) -> None:
    opened = open_database(tmp_path)
    assert not is_made(tmp_path)
    make_tables(opened, TABLES)
    opened.dispose()

    assert is_made(tmp_path)
    assert is_made(tmp_path / "nowhere", "postgresql+psycopg://somewhere/weft")
    with pytest.raises(StoreMissingError):
        open_database(tmp_path / "nowhere")


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "50%? a#b"
    folder.mkdir()
    opened = open_database(folder)
    make_tables(opened, TABLES)
    opened.dispose()

    assert (folder / FILE).is_file()


@pytest.mark.parametrize("url", ["weft.db", "nothing://here", "sqlite+nothing:///x"])
def test_a_url_without_meaning_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="database") as caught:
        open_database(tmp_path, url)

    assert "postgresql" in caught.value.hint


def test_what_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"something else entirely, and long enough to be looked at" * 100)
    opened = open_database(tmp_path)
    with pytest.raises(StoreError, match=r"weft\.db"):
        make_tables(opened, TABLES)
    opened.dispose()
