from __future__ import annotations

import socket

import pytest

from weft.api.server import address_of, bind
from weft.engine.errors import UsageError


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_may_be_served_without_keys(host: str) -> None:
    with bind(host, 0) as listening:
        assert address_of(listening).startswith("http://127.0.0.1:")


@pytest.mark.parametrize("host", ["0.0.0.0", "", "192.0.2.1"])
def test_other_machines_are_not_served_without_being_told(host: str) -> None:
    with pytest.raises(UsageError, match="no keys to keep") as caught:
        bind(host, 0)
    assert "--open" in caught.value.hint


def test_told_so_it_serves_all() -> None:
    with bind("0.0.0.0", 0, open_to_others=True) as listening:
        assert listening.getsockname()[0] == "0.0.0.0"


def test_a_taken_port_is_one_clear_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=str(port)) as caught:
            bind("127.0.0.1", port)
    assert "--port" in caught.value.hint


def test_a_name_that_is_no_address_is_refused() -> None:
    with pytest.raises(UsageError, match="no address"):
        bind("not an address", 0)
