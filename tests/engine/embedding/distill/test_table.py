from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from weft.engine.embedding.distill.student import Recipe
from weft.engine.embedding.distill.table import Scale, first_table, make_table, quantise, write_table
from weft.engine.embedding.static import StaticCaptionEmbedder, unit_rows
from weft.engine.errors import CatalogueError

WORDS = ["red", "blue", "dress", "shirt", "with", "cat", "kitten", "anchor"]
CAPTIONS = ["red dress with cat", "blue shirt with anchor", "blue dress with kitten", "red shirt"]
RECIPE = Recipe(epochs=40, batch=16, contrast=0, contrasted=4)
SCALE = Scale(dimension=8, pieces=40, frames=2)


class WordTeacher:
    """Knows that a kitten is a cat, and little else."""

    name = "words"
    tokens: Sequence[str] = ("[UNK]", *WORDS)

    def tokenizer(self) -> dict[str, Any]:
        vocab = {token: index for index, token in enumerate(self.tokens)}
        return {
            "version": "1.0",
            "added_tokens": [],
            "pre_tokenizer": {"type": "Whitespace"},
            "model": {"type": "WordLevel", "vocab": vocab, "unk_token": "[UNK]"},
        }

    def token_vectors(self) -> NDArray[np.float32]:
        vectors = np.random.default_rng(0).normal(size=(len(self.tokens), 8))
        vectors[self.tokens.index("kitten")] = vectors[self.tokens.index("cat")] + 0.1
        return unit_rows(vectors.astype(np.float32))

    def embed(self, phrases: Sequence[str]) -> NDArray[np.float32]:
        by_token = dict(zip(self.tokens, self.token_vectors(), strict=True))
        sums = [np.sum([by_token[word] for word in phrase.split()], axis=0) for phrase in phrases]
        return unit_rows(np.array(sums, np.float32))


def test_a_made_table_opens_and_knows_what_its_teacher_knows(tmp_path: Path) -> None:
    name = write_table(tmp_path, make_table(WordTeacher(), CAPTIONS, SCALE, RECIPE), WordTeacher())
    embedder = StaticCaptionEmbedder(tmp_path)
    assert embedder.name == name
    assert embedder.dimension == 8
    query, kitten, anchor = embedder.embed(["cat", "blue dress with kitten", "blue shirt with anchor"])
    assert query @ kitten > query @ anchor
    assert not embedder.embed(["zebra"]).any()


def test_captions_without_known_words_are_refused_before_anything_is_learnt() -> None:
    with pytest.raises(CatalogueError, match="two words"):
        make_table(WordTeacher(), ["zebra unicorn", "hat"], SCALE, RECIPE)


def test_two_tables_never_share_a_name(tmp_path: Path) -> None:
    first, second = np.eye(9, dtype=np.float32), np.eye(9, dtype=np.float32) * 2
    names = [write_table(tmp_path, table, WordTeacher()) for table in (first, second, first)]
    assert names[0] == names[2] != names[1]
    assert names[0].startswith("static-words-9-")


def test_quantising_keeps_directions_and_zeros() -> None:
    table = np.random.default_rng(1).normal(size=(50, 16)).astype(np.float32)
    table[7] = 0
    steps, scales = quantise(table)
    assert steps.dtype == np.int8
    assert scales.dtype == np.float32
    np.testing.assert_allclose(steps * scales[:, None], table, atol=0.51 * float(scales.max()))
    assert not steps[7].any()
    assert scales[7] == 0


def test_frequent_tokens_start_light() -> None:
    vectors = unit_rows(np.random.default_rng(2).normal(size=(1_000, 8)).astype(np.float32))
    lengths = np.linalg.norm(first_table(vectors, np.eye(8, dtype=np.float32)), axis=1)
    assert lengths[:10].mean() < lengths[-10:].mean() / 5
