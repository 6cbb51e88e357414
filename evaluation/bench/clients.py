"""Clients that ask a server as fast as it answers, and what the server's process takes meanwhile."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from weft.engine.errors import EvaluationError
from weft.evaluation.bench.mix import PAGE, Question


@dataclass(frozen=True, slots=True)
class Server:
    """A server that is up."""

    url: str
    pid: int


def queries_a_second(server: Server, mix: Sequence[Question], clients: int) -> float:
    """How many questions are answered a second when so many clients share the mix, each waiting its turn.

    Raises EvaluationError for an answer that is none.
    """
    parts = [mix[first::clients] for first in range(clients)]
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(lambda part: _ask_all(server.url, part), parts))
    return len(mix) / (time.perf_counter() - started)


def memory_mb(server: Server) -> tuple[float, float]:
    """The memory of the server's process now and at most so far; zeros where the system does not tell."""
    try:
        lines = Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0, 0.0
    facts = dict(line.split(":", 1) for line in lines)
    now, most = (int(facts[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return now, most


def _ask_all(url: str, questions: Sequence[Question]) -> None:
    connection = HTTPConnection(urlsplit(url).netloc)
    for question in questions:
        asked = urlencode({"q": question.text, "limit": PAGE, "offset": question.kind.offset})
        try:
            connection.request("GET", f"/v1/search?{asked}")
            answer = connection.getresponse()
            told = answer.read()
        except (OSError, HTTPException) as error:
            raise EvaluationError(f"The server at {url} did not answer: {error}.") from error
        if answer.status != 200:
            message = f"The server answered {question.text!r} with {answer.status}: {told[:200]!r}."
            raise EvaluationError(message)
    connection.close()
