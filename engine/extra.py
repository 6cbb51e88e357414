"""The packages of the extra `vlm`, imported when they are first needed."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from weft.engine.errors import ExtraMissingError

Tensor = Any
"""A tensor of a torch that may be missing, for mypy too."""


def extra_module(name: str, *, who: str, otherwise: str) -> ModuleType:
    """A module of the extra. ExtraMissingError says who needs it, and what to do `otherwise`."""
    try:
        return import_module(name)
    except ImportError as error:
        raise ExtraMissingError(
            f"{who} needs packages that are not installed.",
            hint=f"pip install 'weft[vlm]', or {otherwise}.",
        ) from error


def picture_processor(name_or_path: str) -> Any:  # noqa: ANN401 - of a transformers that may be missing
    """A checkpoint's own preparation of pictures, by torchvision where there is one.

    The processor of pictures, words and videos together would need torchvision.
    """
    backend = "torchvision" if find_spec("torchvision") else "pil"
    return import_module("transformers").AutoImageProcessor.from_pretrained(name_or_path, backend=backend)


def reason(error: Exception) -> str:
    """The first line of what a library says of its failure; some say a page."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
