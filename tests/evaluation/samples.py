"""A catalogue of six photos and a vocabulary that is just large enough for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from weft.evaluation.photos import Photos, read_photos
from weft.vocab.model import Facet, Term, Vocabulary

CATALOGUE: dict[str, dict[str, Any]] = {
    "red-dress": {"kind": "dress", "colors": ["red"], "motif": "none"},
    "navy-dress": {"kind": "dress", "colors": ["navy", "white"], "motif": "all-over"},
    "blue-shoes": {"kind": "shoes", "colors": ["blue"]},
    "red-shoes": {"kind": "shoes", "colors": ["red", "blue"]},
    "plain-tee": {"kind": "tee", "colors": ["white"], "motif": "none"},
    "word-tee": {"kind": "tee", "colors": ["white"], "motif": "text"},
}


def vocabulary() -> Vocabulary:
    """Knows which motifs count as printed, and nothing else."""
    motif = Facet(
        "motif", "Motif", "d", tuple(Term(each, each, "d", {}) for each in ("none", "text", "all-over"))
    )
    printed = Facet(
        "printed",
        "Printed",
        "d",
        (Term("true", "printed", "d", {}), Term("false", "plain", "d", {})),
        derived_from="motif",
        derived={"true": frozenset({"text", "all-over"}), "false": frozenset({"none"})},
    )
    return Vocabulary("sample", "Sample", "motif", (motif, printed))


def photos(folder: Path) -> Photos:
    """The catalogue, read from a file."""
    lines = (json.dumps({"image_id": name, "attributes": given}) for name, given in CATALOGUE.items())
    return read_photos(written(folder / "catalogue.jsonl", *lines), vocabulary())


def written(path: Path, *lines: str) -> Path:
    """The path, with these lines in it."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
