"""Qwen2-VL in this process: photos in batches, their answers written under the schema."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from PIL.Image import Image

from weft.engine.chat.grammar import Grammar
from weft.engine.errors import ExtractionError, ModelError
from weft.engine.extraction.answers import read_answer
from weft.engine.extraction.decoding import Answer, write
from weft.engine.extraction.fingerprint import fingerprint
from weft.engine.extraction.network import Network, Prepared
from weft.engine.extraction.pen import Prompt
from weft.engine.extraction.prompt import question, rules, wording
from weft.engine.extraction.schema import answer_schema
from weft.engine.model import Analysis
from weft.vocab.model import Vocabulary

_LOG = logging.getLogger(__name__)


class Qwen2VLExtractor:
    """Reads photos with a network; every answer keeps to the vocabulary, whatever the network is.

    `batch` photos are read at once. When they do not fit the memory, half as many are from there on, and
    the log says so. The same photos in the same order get the same answers.
    """

    name = "qwen2-vl"
    version = 1

    def __init__(self, network: Network, vocabulary: Vocabulary, *, batch: int) -> None:
        self._network, self._vocabulary, self._batch = network, vocabulary, batch
        schema = answer_schema(vocabulary)
        self.grammar = Grammar(network.tokenizer, schema, size=network.vocabulary_size)
        self.prompt = Prompt(network, rules(vocabulary), question())
        self._hands = ThreadPoolExecutor(thread_name_prefix="pictures")
        self.fingerprint = fingerprint(
            self.name,
            self.version,
            model=network.digest,
            wording=wording(),
            schema=schema,
            pixels=network.most_pixels,
            vocabulary=vocabulary.fingerprint,
        )

    def extract(self, pictures: Sequence[Image]) -> list[Analysis | ExtractionError]:
        """What the network sees on each; a picture that fails leaves the others as they are.

        Raises ModelError when the network itself fails.
        """
        unread, waiting = iter(pictures), deque[Future[Prepared]]()
        found: list[Analysis | ExtractionError] = []
        while len(found) < len(pictures):
            ahead = max(2 * self._batch - len(waiting), 0)  # the next batch is prepared while one is read
            waiting.extend(
                self._hands.submit(self._network.prepare, picture) for picture in islice(unread, ahead)
            )
            answers = self._fitting([_settled(each) for each in islice(waiting, self._batch)])
            found += answers
            for _ in answers:
                waiting.popleft()
        return found

    def close(self) -> None:
        """Lets go of the threads; the network goes with the last who holds it."""
        self._hands.shutdown(cancel_futures=True)

    def _fitting(self, photos: Sequence[Prepared | ExtractionError]) -> list[Analysis | ExtractionError]:
        """The answers about the photos; none when they have to be tried again in a smaller batch."""
        try:
            return self._read(photos)
        except (RuntimeError, MemoryError) as error:
            if not _out_of_memory(error):
                raise ModelError(f"The vision-language model failed: {error}") from error
        self._network.forget()  # here, as the error held what the failed pass had made
        if len(photos) == 1:
            return [ExtractionError("The photo does not fit the memory that the model leaves.")]
        self._batch = len(photos) // 2
        _LOG.warning("Out of memory with %d photos at once: %d from here on.", len(photos), self._batch)
        return []

    def _read(self, photos: Sequence[Prepared | ExtractionError]) -> list[Analysis | ExtractionError]:
        answers = iter(self.written([each for each in photos if isinstance(each, Prepared)]))
        return [self._analysis(next(answers)) if isinstance(each, Prepared) else each for each in photos]

    def written(self, photos: Sequence[Prepared]) -> list[Answer]:
        """The answers about one batch, as they are written."""
        answers = [Answer(self.grammar.begin()) for _ in photos]
        if answers:
            pen = self.prompt.about(photos, answers[0].begun)
            write(answers, pen, self.grammar)
        return answers

    def _analysis(self, answer: Answer) -> Analysis | ExtractionError:
        if answer.error:
            return answer.error
        tokens = answer.tokens(self.grammar)
        text = b"".join(token.written for token in tokens).decode("utf-8", "replace")
        try:
            return read_answer(text, tokens, self._vocabulary, by=self.fingerprint)
        except ExtractionError as error:
            return error


def _settled(photo: Future[Prepared]) -> Prepared | ExtractionError:
    try:
        return photo.result()
    except Exception as error:  # the libraries raise whatever their many parts raise
        failure = ExtractionError(f"The photo cannot be prepared for the model: {error}")
        failure.__cause__ = error
        return failure


def _out_of_memory(error: Exception) -> bool:
    """Whether it is that, which each kind of device says in its own words."""
    said = str(error).lower()
    return isinstance(error, MemoryError) or "out of memory" in said or "allocate memory" in said
