from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from weft.api.access.keys import Keys, Scope, identity_of, opens
from weft.api.cli import main
from weft.engine.database import FILE, open_database
from weft.engine.errors import NotFoundError, UsageError

SEARCH = [Scope.SEARCH]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(tmp_path)
    yield engine
    engine.dispose()


@pytest.fixture
def keys(database: Engine) -> Keys:
    return Keys(database)


def test_a_key_opens_with_its_secret_and_no_other(keys: Keys) -> None:
    written, key = keys.create("shop", SEARCH)
    other, _ = keys.create("other", SEARCH)
    assert identity_of(written) == key.id
    assert opens(written, key)
    assert not opens(other, key)
    assert not opens(written[:-1] + ("A" if written[-1] != "A" else "B"), key)


def test_the_secret_is_kept_nowhere(keys: Keys, tmp_path: Path) -> None:
    written, _ = keys.create("shop", SEARCH)
    secret = written.rsplit("_", 1)[-1][-20:]
    with sqlite3.connect(tmp_path / FILE) as connection:
        assert secret not in "".join(connection.iterdump())


@pytest.mark.parametrize("written", ["", "weft_", "weft_0123456789ab_short", "x" * 10_000, "weft_é", "\n"])
def test_what_is_no_key_names_none(written: str) -> None:
    assert identity_of(written) is None


def test_a_revoked_key_opens_nothing_and_stays_revoked(keys: Keys) -> None:
    _, key = keys.create("shop", SEARCH)
    first = keys.revoke(key.id)
    assert first.state == "revoked"
    assert keys.valid(key.id) is None
    assert keys.revoke(key.id).revoked_at == first.revoked_at


def test_an_expired_key_opens_nothing(keys: Keys) -> None:
    _, over = keys.create("over", SEARCH, expires_at="2020-01-01T00:00:00.000+00:00")
    _, good = keys.create("good", SEARCH, expires_at="2999-01-01T00:00:00.000+00:00")
    assert keys.valid(over.id) is None
    assert keys.valid(good.id) == good


def test_a_key_needs_a_name_and_a_scope(keys: Keys) -> None:
    for name, scopes in (("", SEARCH), ("x" * 101, SEARCH), ("shop", [])):
        with pytest.raises(UsageError):
            keys.create(name, scopes)


def test_a_key_that_is_not_there_cannot_be_revoked(keys: Keys) -> None:
    with pytest.raises(NotFoundError, match="nope"):
        keys.revoke("nope")


def test_other_processes_see_the_same_keys(keys: Keys, tmp_path: Path) -> None:
    _, key = keys.create("shop", [Scope.WRITE, Scope.SEARCH], filter="brand:Tarn")
    elsewhere = open_database(tmp_path)
    assert Keys(elsewhere).all() == [key]
    elsewhere.dispose()


def test_the_command_shows_a_key_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--store", str(tmp_path), "--name", "shop", "--scope", "search", "--scope", "write"]
    assert main(["keys", "create", *options, "--filter", "brand:Tarn", "--days", "30"]) == 0
    written = capsys.readouterr().out.strip()
    assert main(["keys", "list", "--store", str(tmp_path), "--json"]) == 0
    listed = capsys.readouterr().out
    (key,) = json.loads(listed)
    assert key["scopes"] == ["search", "write"]
    assert key["filter"] == "brand:Tarn"
    assert key["state"] == "valid"
    assert key["expires_at"] > key["created_at"]
    assert written.rsplit("_", 1)[-1] not in listed
    assert "digest" not in listed


def test_the_command_revokes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = ["--store", str(tmp_path)]
    main(["keys", "create", *store, "--name", "shop", "--scope", "search", "--json"])
    identity = json.loads(capsys.readouterr().out)["id"]
    assert main(["keys", "revoke", identity, *store]) == 0
    main(["keys", "list", *store])
    assert "revoked" in capsys.readouterr().out


@pytest.mark.parametrize(
    "argv",
    [
        ["create"],
        ["create", "--name", "x", "--scope", "search", "--filter", "nope:red"],
        ["create", "--name", "x", "--scope", "search", "--filter", "sort:price"],
        ["create", "--name", "x", "--scope", "everything"],
        ["create", "--name", "x", "--scope", "search", "--days", "0"],
        ["revoke"],
        ["revoke", "nope"],
        ["list", "nope"],
    ],
)
def test_a_wrong_command_is_the_users_fault(
    argv: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["keys", *argv, "--store", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("weft: ")
