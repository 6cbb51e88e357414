"""A model behind an OpenAI-compatible server, asked about one sentence under a deadline."""

from __future__ import annotations

from concurrent.futures import CancelledError
from typing import Any

import httpx

from weft.engine.chat.server import ChatServer, json_answer, text_of
from weft.engine.errors import ModelError

_MOST_TOKENS = 256


class ServerResidualParser:
    """Asks a chat completion of a server, its output constrained by a JSON schema.

    `deadline` is in seconds and holds for everything from the look-up of the address to the last byte,
    however slowly they come: a late request is cancelled, which also tells the server to stop.
    """

    def __init__(
        self, base_url: str, model: str, *, schema: dict[str, Any], deadline: float, api_key: str = ""
    ) -> None:
        self._server = ChatServer(base_url, api_key=api_key)
        self._question = {"model": model, **json_answer("filters", schema, most_tokens=_MOST_TOKENS)}
        self._deadline = deadline
        self.name = f"{model} at {self._server.host}"

    def answer(self, prompt: str) -> str:
        """The content of the answer; ModelError if it is late, refused or no completion."""
        body = {**self._question, "messages": [{"role": "user", "content": prompt}]}
        request = self._server.submit(self._server.complete(body))
        try:
            return text_of(request.result(self._deadline))
        except (TimeoutError, CancelledError) as error:
            request.cancel()
            raise ModelError("The language model answered too late.") from error
        except (httpx.HTTPError, RuntimeError) as error:  # a client that is being closed raises RuntimeError
            raise ModelError("The language model could not be reached.") from error

    def close(self) -> None:
        """Cancels what is under way and closes the connections."""
        self._server.close()
