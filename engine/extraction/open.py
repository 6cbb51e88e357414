"""From a name to an extractor: the one place that knows which kinds there are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from weft.engine.chat.server import API_KEY, ChatServer, require_address
from weft.engine.errors import SettingsError
from weft.engine.extraction.cascade import CascadeExtractor
from weft.engine.extraction.network import Network
from weft.engine.extraction.qwen2vl import Qwen2VLExtractor
from weft.engine.extraction.server import LONGEST_ANSWER, Patience, ServerExtractor
from weft.engine.extraction.student.student import open_student
from weft.engine.extraction.thresholds import read_thresholds, usual_thresholds
from weft.engine.protocols import Extractor
from weft.vocab.model import Vocabulary

EXTRACTORS = ("embedded", "qwen2-vl", "server", "cascade")
DEFAULT_MODEL = "Qwen/Qwen2-VL-2B-Instruct"


@dataclass(frozen=True, slots=True)
class ExtractorOptions:
    """How extractors are set up; each takes what concerns it.

    `model` is a checkpoint by name or folder, or what a server calls it. `batch` photos are read at once by
    a network in this process, with `most_pixels` each. `student` is the folder of a student of one's own.
    A cascade asks `embedded`, then `second`, by the `thresholds` of a file.
    """

    model: str = DEFAULT_MODEL
    batch: int = 16
    most_pixels: int = 512 * 512
    base_url: str = ""
    patience: Patience = field(default_factory=Patience)
    student: Path | None = None
    second: str = "qwen2-vl"
    thresholds: Path | None = None


def open_extractor(
    name: str,
    vocabulary: Vocabulary,
    options: ExtractorOptions | None = None,
    environment: Mapping[str, str] | None = None,
) -> Extractor:
    """The extractor of this name. A server is not contacted yet; its key is taken from the environment.

    Raises SettingsError for a name that is none, an address that is none, or a model that cannot be
    loaded; ExtraMissingError where the extra `vlm` is needed and not installed.
    """
    options = options or ExtractorOptions()
    if name == "embedded":
        return open_student(vocabulary, options.student)
    if name == "qwen2-vl":
        network = Network(options.model, most_pixels=options.most_pixels)
        return Qwen2VLExtractor(network, vocabulary, batch=options.batch)
    if name == "server":
        return _server(vocabulary, options, os.environ if environment is None else environment)
    if name == "cascade" and options.second != "cascade":
        return _cascade(vocabulary, options, environment)
    raise SettingsError(f'There is no extractor "{name}".', hint=f"Use {', '.join(EXTRACTORS)}.")


def _server(
    vocabulary: Vocabulary, options: ExtractorOptions, environment: Mapping[str, str]
) -> ServerExtractor:
    hint = "Give the server's address: --base-url http://localhost:8001/v1."
    require_address(options.base_url, name="--base-url", hint=hint)
    key = environment.get(API_KEY, "").strip()
    return ServerExtractor(
        ChatServer(options.base_url, api_key=key, longest=LONGEST_ANSWER),
        options.model,
        vocabulary,
        most_pixels=options.most_pixels,
        patience=options.patience,
    )


def _cascade(
    vocabulary: Vocabulary, options: ExtractorOptions, environment: Mapping[str, str] | None
) -> CascadeExtractor:
    first = open_extractor("embedded", vocabulary, options, environment)
    file = options.thresholds
    known = read_thresholds(file, vocabulary, by=first.fingerprint) if file else usual_thresholds(vocabulary)
    second = open_extractor(options.second, vocabulary, options, environment)
    return CascadeExtractor(first, second, known)
