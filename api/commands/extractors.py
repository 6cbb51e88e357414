"""Options that choose an extractor, and the reading they stand for."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from functools import partial
from pathlib import Path
from typing import Any

from weft.api.commands.options import whole_number
from weft.engine.catalogue.reading import Reading
from weft.engine.protocols import Extractor
from weft.vocab.model import Vocabulary

AUTO, RECORDED = "auto", "recorded"
_NAMES = (AUTO, "embedded", RECORDED, "qwen2-vl", "server", "cascade")
_OPTIONS = ("model", "base_url", "batch", "student", "second", "thresholds")


def add_extractor(parser: ArgumentParser) -> None:
    """`--extractor`, and what the extractors are set up with."""
    parser.add_argument(
        "--extractor",
        choices=_NAMES,
        default=AUTO,
        help="what reads the photos, for what the lines leave out; recorded takes lines as they are, auto "
        "(default) those that have attributes, and has embedded read the others",
    )
    group = parser.add_argument_group("extractors")
    group.add_argument(
        "--model", metavar="NAME", help="checkpoint by name or folder, or what a server calls it"
    )
    group.add_argument("--base-url", metavar="URL", help="OpenAI-compatible server: http://localhost:8001/v1")
    group.add_argument("--batch", type=whole_number(1, 1_024), metavar="N", help="photos at once (qwen2-vl)")
    group.add_argument("--student", type=Path, metavar="DIR", help="a network that weft distill made")
    group.add_argument("--second", choices=["qwen2-vl", "server"], help="whom a cascade asks when in doubt")
    group.add_argument("--thresholds", type=Path, metavar="FILE", help="how sure a cascade must be, by facet")


def reading_of(arguments: Namespace, vocabulary: Vocabulary) -> Reading | None:
    """How photos are to be read; None if not at all. Nothing is loaded before the first photo."""
    if arguments.extractor == RECORDED:
        return None
    name = "embedded" if arguments.extractor == AUTO else arguments.extractor
    given = {option: getattr(arguments, option) for option in _OPTIONS}
    options = {option: value for option, value in given.items() if value is not None}
    return Reading(partial(_opened, name, vocabulary, options), only_bare=arguments.extractor == AUTO)


def _opened(name: str, vocabulary: Vocabulary, options: dict[str, Any]) -> Extractor:
    # Only who has photos to read waits for the networks' libraries.
    from weft.engine.extraction.open import ExtractorOptions, open_extractor

    return open_extractor(name, vocabulary, ExtractorOptions(**options))
