"""A model behind an OpenAI-compatible server: vLLM, llama.cpp, Ollama, or somebody else's."""

from __future__ import annotations

import asyncio
import json
import threading
from concurrent.futures import CancelledError, Future
from typing import Any

import httpx

from weft.engine.errors import ModelError

LONGEST_ANSWER = 64 * 1024
"""How many bytes of an answer are read; more than that is no answer."""
_MOST_TOKENS = 256


class ServerResidualParser:
    """Asks a chat completion of a server, its output constrained by a JSON schema.

    `deadline` is in seconds and holds for everything from the look-up of the address to the last byte,
    however slowly they come: requests run on a thread of their own, and a late one is cancelled, which
    also tells the server to stop.
    """

    def __init__(
        self, base_url: str, model: str, *, schema: dict[str, Any], deadline: float, api_key: str = ""
    ) -> None:
        self._url = f"{base_url.rstrip('/')}/chat/completions"
        self._question = _question(model, schema)
        self._deadline = deadline
        self.name = f"{model} at {httpx.URL(base_url).host}"
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._client = httpx.AsyncClient(headers=headers, timeout=None)
        self._closing = asyncio.Event()
        started: Future[asyncio.AbstractEventLoop] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live(started)), daemon=True)
        self._thread.start()
        self._loop = started.result()

    def answer(self, prompt: str) -> str:
        """The content of the answer; ModelError if it is late, refused or no completion."""
        if self._loop.is_closed():
            raise ModelError("The language model is closed.")
        request = asyncio.run_coroutine_threadsafe(self._ask(prompt), self._loop)
        try:
            return _content(request.result(self._deadline))
        except (TimeoutError, CancelledError) as error:
            request.cancel()
            raise ModelError("The language model answered too late.") from error
        except (httpx.HTTPError, RuntimeError) as error:  # a client that is being closed raises RuntimeError
            raise ModelError("The language model could not be reached.") from error

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

    async def _ask(self, prompt: str) -> bytes:
        body = {**self._question, "messages": [{"role": "user", "content": prompt}]}
        async with self._client.stream("POST", self._url, json=body) as response:
            if not response.is_success:
                raise ModelError(f"The language model's server answered {response.status_code}.")
            answer = bytearray()
            async for piece in response.aiter_bytes():
                answer += piece
                if len(answer) > LONGEST_ANSWER:
                    raise ModelError("The language model's answer is too long.")
            return bytes(answer)


def _question(model: str, schema: dict[str, Any]) -> dict[str, Any]:
    named = {"name": "filters", "strict": True, "schema": schema}
    return {
        "model": model,
        "temperature": 0,
        "max_tokens": _MOST_TOKENS,
        "response_format": {"type": "json_schema", "json_schema": named},
    }


def _content(body: bytes) -> str:
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ModelError("The language model's server answered with no chat completion.") from error
    if not isinstance(content, str):
        raise ModelError("The language model's server answered with no text.")
    return content
