"""Chat completions of an OpenAI-compatible server: vLLM, llama.cpp, Ollama, or somebody else's."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Coroutine, Mapping
from concurrent.futures import Future
from email.utils import parsedate_to_datetime
from time import time
from typing import Any, TypeVar

import httpx

from weft.engine.errors import ModelError, SettingsError

API_KEY = "WEFT_LLM_API_KEY"
"""Environment variable with the server's key; it stands in no settings, so that none of them prints it."""
LONGEST_ANSWER = 64 * 1024
"""How many bytes of a plain answer are read; more than that is no answer."""
_LONGEST_REASON = 300
_Result = TypeVar("_Result")


class RefusedError(ModelError):
    """The server answered with a status that is none of success.

    `retry_after` is how many seconds it asks to wait, None if it does not say; `reason` what it wrote.
    """

    def __init__(self, status: int, *, retry_after: float | None = None, reason: str = "") -> None:
        super().__init__(f"The language model's server answered {status}.")
        self.status, self.retry_after, self.reason = status, retry_after, reason


class ChatServer:
    """Sends requests on a thread and event loop of its own, so that a late one can be cancelled.

    Nothing is sent before it is asked. Any thread may call it. `longest` is in bytes.
    """

    def __init__(self, base_url: str, *, api_key: str = "", longest: int = LONGEST_ANSWER) -> None:
        self._url = f"{base_url.rstrip('/')}/chat/completions"
        self.host = httpx.URL(base_url).host
        self._longest = longest
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._client = httpx.AsyncClient(headers=headers, timeout=None)
        self._closing = asyncio.Event()
        started: Future[asyncio.AbstractEventLoop] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live(started)), daemon=True)
        self._thread.start()
        self._loop = started.result()

    def submit(self, work: Coroutine[Any, Any, _Result]) -> Future[_Result]:
        """Starts work on the loop, such as `complete`; ModelError when closed."""
        if self._loop.is_closed():
            work.close()
            raise ModelError("The language model is closed.")
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def complete(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The first choice of the completion of a request, without any deadline of its own.

        Raises RefusedError, ModelError for what is no completion, httpx.HTTPError for no connection.
        """
        async with self._client.stream("POST", self._url, json=body) as response:
            if not response.is_success:
                raise await _refusal(response)
            return _first_choice(await self._read(response))

    def close(self) -> None:
        """Cancels what is under way and closes the connections."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._closing.set)
            self._thread.join()

    async def _live(self, started: Future[asyncio.AbstractEventLoop]) -> None:
        """Keeps the thread's event loop and the connections until `close`."""
        async with self._client:
            started.set_result(asyncio.get_running_loop())
            await self._closing.wait()

    async def _read(self, response: httpx.Response) -> bytes:
        answer = bytearray()
        async for piece in response.aiter_bytes():
            answer += piece
            if len(answer) > self._longest:
                raise ModelError("The language model's answer is too long.")
        return bytes(answer)


def text_of(choice: Mapping[str, Any]) -> str:
    """What the model wrote; ModelError if that is no text."""
    try:
        content = choice["message"]["content"]
    except (LookupError, TypeError) as error:
        raise _no_completion() from error
    if not isinstance(content, str):
        raise ModelError("The language model's server answered with no text.")
    return content


def json_answer(name: str, schema: dict[str, Any], *, most_tokens: int) -> dict[str, Any]:
    """The part of a request that asks for JSON of a schema, the likeliest and nothing else."""
    named = {"name": name, "strict": True, "schema": schema}
    return {
        "temperature": 0,
        "max_tokens": most_tokens,
        "response_format": {"type": "json_schema", "json_schema": named},
    }


def require_address(where: str, *, name: str, hint: str) -> None:
    """Raises SettingsError, naming what was set, unless it is an HTTP address."""
    try:
        url = httpx.URL(where)
    except httpx.InvalidURL as error:
        raise SettingsError(f"{name}: {where!r} is no address.", hint=hint) from error
    if url.scheme not in ("http", "https") or not url.host:
        raise SettingsError(f"{name}: {where!r} is no address.", hint=hint)


async def _refusal(response: httpx.Response) -> RefusedError:
    reason = bytearray()
    async for piece in response.aiter_bytes():
        reason += piece
        if len(reason) >= _LONGEST_REASON:
            break
    said = " ".join(reason[:_LONGEST_REASON].decode("utf-8", "replace").split())
    wait = _seconds(response.headers.get("Retry-After", ""))
    return RefusedError(response.status_code, retry_after=wait, reason=said)


def _seconds(retry_after: str) -> float | None:
    """The header, which is a number of seconds or a date (RFC 9110, 10.2.3)."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after)
    try:
        return max(parsedate_to_datetime(retry_after).timestamp() - time(), 0.0)
    except ValueError:
        return None


def _first_choice(body: bytes) -> Mapping[str, Any]:
    try:
        choice = json.loads(body)["choices"][0]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise _no_completion() from error
    if not isinstance(choice, dict):
        raise _no_completion()
    return choice


def _no_completion() -> ModelError:
    return ModelError("The language model's server answered with no chat completion.")
