"""A model in this process: Qwen2-VL's language side, or any chat model that transformers loads.

It needs a GPU to keep a deadline of some hundred milliseconds; a server with prefix caching is faster still.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future
from types import ModuleType
from typing import Any

from weft.engine.chat.grammar import Grammar, Matcher
from weft.engine.errors import ModelError, SettingsError
from weft.engine.extra import Tensor, extra_module

_MOST_TOKENS = 256


class InProcessResidualParser:
    """Generates under a JSON schema, one sentence at a time; a second one at once is refused.

    Raises ExtraMissingError where the extra `vlm` is not installed, SettingsError for a model that cannot
    be loaded. `deadline` is in seconds; the model stops at the first token after it.
    """

    def __init__(self, name_or_path: str, *, schema: dict[str, Any], deadline: float) -> None:
        self.name = name_or_path
        self._deadline = deadline
        self._idle = threading.Lock()
        self._model: Any = None
        self._torch, transformers, _ = (_extra(name) for name in ("torch", "transformers", "llguidance"))
        try:
            self._load(transformers, schema)
        except Exception as error:  # the libraries raise whatever their many parts raise
            raise SettingsError(
                f'The language model "{name_or_path}" cannot be loaded: {error}',
                hint="Give the folder of a downloaded chat model: transformers:/path/to/model.",
            ) from error

    def answer(self, prompt: str) -> str:
        """What the model writes; ModelError if it is late, busy, or fails."""
        if not self._idle.acquire(blocking=False):
            raise ModelError("The language model is busy with another sentence.")
        started = time.monotonic()
        answer: Future[str] = Future()
        threading.Thread(target=self._work, args=(prompt, answer), daemon=True).start()
        try:
            text = answer.result(self._deadline)
        except TimeoutError as error:
            raise ModelError("The language model answered too late.") from error
        if time.monotonic() - started > self._deadline:  # it was cut short there, and may be half an answer
            raise ModelError("The language model answered too late.")
        return text

    def close(self) -> None:
        """Waits until the model stops, which is soon after the deadline."""
        with self._idle:
            self._model = None

    def _load(self, transformers: ModuleType, schema: dict[str, Any]) -> None:
        config = transformers.AutoConfig.from_pretrained(self.name)
        architecture = getattr(transformers, config.architectures[0])
        device = "cuda" if self._torch.cuda.is_available() else "cpu"
        self._model = architecture.from_pretrained(self.name, dtype="auto").to(device).eval()
        self._tokenizer = transformers.AutoTokenizer.from_pretrained(self.name)
        size = self._model.get_output_embeddings().out_features  # may exceed the tokenizer's by padding
        self._grammar = Grammar(self._tokenizer, schema, size=size)

    def _work(self, prompt: str, answer: Future[str]) -> None:
        try:
            text = self._generate(prompt)
        except Exception as error:  # whatever went wrong in there, the search goes on without
            failure = ModelError("The language model failed.")
            failure.__cause__ = error
            self._idle.release()
            answer.set_exception(failure)
        else:
            self._idle.release()
            answer.set_result(text)

    def _generate(self, prompt: str) -> str:
        messages = [{"role": "user", "content": prompt}]
        given = self._tokenizer.apply_chat_template(
            messages, add_generation_prompt=True, return_tensors="pt", return_dict=True
        ).to(self._model.device)
        with self._torch.inference_mode():
            written = self._model.generate(
                **given,
                logits_processor=[_Constraint(self._torch, self._grammar.begin())],
                do_sample=False,
                max_new_tokens=_MOST_TOKENS,
                max_time=self._deadline,
                eos_token_id=self._tokenizer.eos_token_id,
                pad_token_id=self._tokenizer.pad_token_id,
            )
        own = written[0, given["input_ids"].shape[1] :]
        return str(self._tokenizer.decode(own, skip_special_tokens=True))


class _Constraint:
    """Forbids every token that the schema does not allow next."""

    def __init__(self, torch: ModuleType, matcher: Matcher) -> None:
        self._torch, self._matcher = torch, matcher
        self._begun = False

    def __call__(self, written: Tensor, scores: Tensor) -> Tensor:
        if self._begun:
            self._matcher.consume_token(int(written[0, -1]))
        self._begun = True
        allowed = self._torch.frombuffer(
            bytearray(self._matcher.compute_logit_bias()), dtype=self._torch.uint8
        )
        return scores.masked_fill(allowed.to(scores.device) == 0, float("-inf"))


def _extra(name: str) -> ModuleType:
    return extra_module(
        name,
        who="A language model in this process",
        otherwise="set llm_base_url to the address of a server",
    )
