"""A vision-language model behind an OpenAI-compatible server, such as vLLM: many photos under way at once."""

from __future__ import annotations

import asyncio
import base64
import logging
import math
from collections.abc import Mapping, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import httpx
from PIL.Image import Image

from weft.engine.chat.server import API_KEY, ChatServer, RefusedError, json_answer, text_of
from weft.engine.errors import ExtractionError, ModelError, SettingsError, WeftError
from weft.engine.extraction.answers import read_answer
from weft.engine.extraction.confidence import Token
from weft.engine.extraction.fingerprint import fingerprint
from weft.engine.extraction.prompt import question, rules, wording
from weft.engine.extraction.schema import answer_schema
from weft.engine.model import Analysis
from weft.engine.pictures import fitted
from weft.vocab.model import Vocabulary

LONGEST_ANSWER = 4 * 1024 * 1024
"""Bytes of an answer, with the likeliest rivals of every token."""
_MOST_TOKENS = 1_024
_RIVALS = 20
_QUALITY = 90
_LATER = frozenset({408, 409, 425, 429})
_NOT_UNDERSTOOD = frozenset({400, 422})
_HOPELESS = {401: "does not take the key", 403: "does not allow this key", 404: "does not know the model"}
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How many photos are under way at once, and how long one of them is worth waiting for.

    `seconds` is what one attempt may take. Attempts that the server turns away (429, 5xx, no connection)
    are made again, `tries` in all, after `pause` seconds, then twice as long, and so on; or as long as the
    server asks, if that is at most `longest_pause`.
    """

    at_once: int = 8
    seconds: float = 120.0
    tries: int = 5
    pause: float = 1.0
    longest_pause: float = 60.0

    def before(self, attempt: int, asked: float | None) -> float:
        """Seconds to wait before an attempt, counted from 1; infinite when there shall be none."""
        wait = self.pause * 2 ** (attempt - 2) if asked is None else asked
        return wait if attempt <= self.tries and wait <= self.longest_pause else math.inf


class ServerExtractor:
    """Asks a server about photos: the prompt and the schema are those of the network in this process.

    The confidence comes from the probabilities that the server gives with the tokens; without them every
    value has `answers.UNTOLD`. The answers are as repeatable as the server is.
    """

    name = "server"
    version = 1

    def __init__(
        self,
        server: ChatServer,
        model: str,
        vocabulary: Vocabulary,
        *,
        most_pixels: int,
        patience: Patience | None = None,
    ) -> None:
        self._server, self._vocabulary, self._most_pixels = server, vocabulary, most_pixels
        self._patience = patience or Patience()
        self._free = asyncio.Semaphore(self._patience.at_once)
        schema = answer_schema(vocabulary)
        self._request = {"model": model, **json_answer("photo", schema, most_tokens=_MOST_TOKENS)}
        self._rules, self._question = rules(vocabulary), question()
        self._probabilities: dict[str, Any] = {"logprobs": True, "top_logprobs": _RIVALS}
        self.fingerprint = fingerprint(
            self.name,
            self.version,
            model=model,
            wording=wording(),
            schema=schema,
            pixels=most_pixels,
            vocabulary=vocabulary.fingerprint,
        )

    def extract(self, pictures: Sequence[Image]) -> list[Analysis | ExtractionError]:
        """What the model sees on each; an answer that is no good leaves the others as they are.

        Raises SettingsError when the server knows neither key nor model, ModelError when it is not there.
        """
        asked = [self._server.submit(self._read(picture)) for picture in pictures]
        try:
            return [each.result() for each in asked]
        except (CancelledError, RuntimeError) as error:  # a client that is being closed raises RuntimeError
            raise ModelError("The vision-language model's server was closed.") from error
        finally:
            for each in asked:
                each.cancel()

    def close(self) -> None:
        """Cancels what is under way and closes the connections."""
        self._server.close()

    async def _read(self, picture: Image) -> Analysis | ExtractionError:
        async with self._free:
            try:
                choice = await self._patiently(await asyncio.to_thread(self._message, picture))
                return read_answer(_text(choice), _tokens(choice), self._vocabulary, by=self.fingerprint)
            except ExtractionError as error:
                return error

    def _message(self, picture: Image) -> dict[str, Any]:
        """The part of the request that is about the picture."""
        data = BytesIO()
        fitted(picture, self._most_pixels).save(data, "JPEG", quality=_QUALITY)
        url = f"data:image/jpeg;base64,{base64.b64encode(data.getvalue()).decode()}"
        about = [{"type": "image_url", "image_url": {"url": url}}, {"type": "text", "text": self._question}]
        rules = {"role": "system", "content": self._rules}
        return {"messages": [rules, {"role": "user", "content": about}]}

    async def _patiently(self, message: dict[str, Any]) -> Mapping[str, Any]:
        """The first answer that is a completion, within the patience there is."""
        attempt = 1
        while True:
            extra = self._probabilities
            try:
                return await self._attempt({**self._request, **extra, **message})
            except (RefusedError, httpx.HTTPError) as error:
                if extra and isinstance(error, RefusedError) and error.status in _NOT_UNDERSTOOD:
                    self._do_without_probabilities(error)
                    continue
                asked = error.retry_after if isinstance(error, RefusedError) else None
                wait = self._patience.before(attempt + 1, asked) if _may_pass(error) else math.inf
                if math.isinf(wait):
                    raise _problem(error, attempt) from error
            await asyncio.sleep(wait)
            attempt += 1

    async def _attempt(self, body: dict[str, Any]) -> Mapping[str, Any]:
        try:
            async with asyncio.timeout(self._patience.seconds):
                return await self._server.complete(body)
        except TimeoutError as error:
            within = f"within {self._patience.seconds:g} seconds"
            raise ExtractionError(f"The model's server gave no answer {within}.") from error
        except RefusedError:
            raise
        except ModelError as error:
            raise ExtractionError(str(error)) from error

    def _do_without_probabilities(self, error: RefusedError) -> None:
        if self._probabilities:
            _LOG.warning("The model's server gives no probabilities of tokens, it seems: %s", error.reason)
        self._probabilities = {}


def _text(choice: Mapping[str, Any]) -> str:
    try:
        return text_of(choice)
    except ModelError as error:
        raise ExtractionError(str(error)) from error


def _tokens(choice: Mapping[str, Any]) -> tuple[Token, ...]:
    """The tokens of the answer with their probabilities; none if the server gives none."""
    try:
        return tuple(_token(each) for each in choice["logprobs"]["content"])
    except (LookupError, TypeError, ValueError, AttributeError):
        return ()


def _token(given: Mapping[str, Any]) -> Token:
    others = tuple(_written(each) for each in given.get("top_logprobs") or ())
    return Token(*_written(given), others, exact=False)


def _written(given: Mapping[str, Any]) -> tuple[bytes, float]:
    as_bytes = given.get("bytes")
    written = str(given["token"]).encode("utf-8", "replace") if as_bytes is None else bytes(as_bytes)
    return written, math.exp(min(float(given["logprob"]), 0.0))


def _may_pass(error: RefusedError | httpx.HTTPError) -> bool:
    return not isinstance(error, RefusedError) or error.status in _LATER or error.status >= 500


def _problem(error: RefusedError | httpx.HTTPError, attempts: int) -> WeftError:
    """What to raise when it is not tried again: about this photo only, or about all."""
    if isinstance(error, httpx.ConnectError):
        return ModelError(
            f"The vision-language model's server cannot be reached ({attempts} attempts): {error}",
            hint="Start it, or check --base-url; the photos that are read stay read.",
        )
    if not isinstance(error, RefusedError):
        return ExtractionError(f"The model's server broke off {attempts} times: {error!r}")
    if error.status in _HOPELESS:
        hint = f"Check --model and the key in {API_KEY}."
        return SettingsError(f"The model's server {_HOPELESS[error.status]} ({error.status}).", hint=hint)
    asked = "" if error.retry_after is None else f" and asks to wait {error.retry_after:.0f} seconds"
    times = f" {attempts} times" if attempts > 1 else ""
    reason = f": {error.reason}" if error.reason else "."
    return ExtractionError(f"The model's server answered {error.status}{times}{asked}{reason}")
