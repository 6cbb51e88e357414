"""From a teacher and captions to the folder that `StaticCaptionEmbedder` reads."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from weft.engine.embedding.distill.phrases import make_phrases
from weft.engine.embedding.distill.student import Lessons, Recipe, train
from weft.engine.embedding.distill.teacher import Teacher
from weft.engine.embedding.static import unit_rows
from weft.engine.errors import CatalogueError

Floats = NDArray[np.float32]

_WORD = re.compile(r"[a-z]{3,}")
_UNKNOWN = "[UNK]"
_RARITY = 1e-4  # the a of a / (a + p), smooth inverse frequency (Arora et al. 2017)


@dataclass(frozen=True, slots=True)
class Scale:
    """How large the table and what it is taught on: `pieces` of captions, `frames` a word."""

    dimension: int = 256
    pieces: int = 40_000
    frames: int = 3


def make_table(teacher: Teacher, captions: Sequence[str], scale: Scale, recipe: Recipe) -> Floats:
    """The trained vectors of the teacher's tokens, shape (tokens, dimension); [UNK] is zero.

    Raises CatalogueError if no caption has two known words.
    """
    tokenizer = Tokenizer.from_str(json.dumps(teacher.tokenizer()))
    worded = _worded(tokenizer, captions)
    words = [token for token in teacher.tokens if _WORD.fullmatch(token)]
    phrases = make_phrases(captions, words, pieces=scale.pieces, frames=scale.frames, seed=recipe.seed)
    targets = teacher.embed(phrases)
    axes = _main_axes(targets, scale.dimension)
    table = first_table(teacher.token_vectors(), axes)
    table[teacher.tokens.index(_UNKNOWN)] = 0
    bags = [_ids(tokenizer, phrase) for phrase in phrases]
    known = [index for index, bag in enumerate(bags) if bag]
    lessons = Lessons([bags[i] for i in known], unit_rows(targets[known] @ axes), worded)
    return train(table, lessons, recipe)


def first_table(vectors: Floats, axes: Floats) -> Floats:
    """Token vectors on the main axes, centred and weighted by rarity, which their order tells (Zipf).

    Like model2vec's; `vectors` are in the order of frequency, `axes` has shape (width, dimension).
    """
    odds = 1 / np.arange(2, len(vectors) + 2)
    weights = _RARITY / (_RARITY + odds / odds.sum())
    centred = vectors - vectors.mean(axis=0)
    return np.asarray(centred @ axes * weights[:, None], np.float32)


def quantise(table: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Whole steps from -127 to 127 and what one step of each row is worth."""
    scales = np.asarray(np.abs(table).max(axis=1) / 127, np.float32)
    steps = np.divide(table, scales[:, None], out=np.zeros_like(table), where=scales[:, None] > 0)
    return np.round(steps).astype(np.int8), scales


def write_table(folder: Path, table: Floats, teacher: Teacher) -> str:
    """Writes the four files of a table into the folder and returns its name.

    The name ends in a hash of the vectors, so that no two tables have the same.
    """
    tokens, scales = quantise(table)
    digest = hashlib.sha256(tokens.tobytes() + scales.tobytes()).hexdigest()[:8]
    name = f"static-{teacher.name}-{table.shape[1]}-{digest}"
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "tokens.npy", tokens)
    np.save(folder / "scales.npy", scales)
    tokenizer = json.dumps(teacher.tokenizer(), ensure_ascii=False, separators=(",", ":"))
    (folder / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    (folder / "table.json").write_text(json.dumps({"name": name}) + "\n", encoding="utf-8")
    return name


def _main_axes(vectors: Floats, dimension: int) -> Floats:
    # Not centred: cosines are to be kept, and they are taken from the origin.
    _, axes = np.linalg.eigh(vectors.T @ vectors)
    return np.asarray(axes[:, ::-1][:, :dimension], np.float32)


def _worded(tokenizer: Tokenizer, captions: Sequence[str]) -> list[list[list[int]]]:
    worded = [[ids for word in caption.split() if (ids := _ids(tokenizer, word))] for caption in captions]
    if not (worded := [words for words in worded if len(words) > 1]):
        raise CatalogueError("No caption has two words that the model knows.", hint="Give it sentences.")
    return worded


def _ids(tokenizer: Tokenizer, text: str) -> list[int]:
    unknown = tokenizer.token_to_id(_UNKNOWN)
    return [token for token in tokenizer.encode(text).ids if token != unknown]
