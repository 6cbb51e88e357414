"""The caption encoder that Weft carries: a vector a token, summed. Needs numpy and tokenizers, no model.

A folder holds `tokens.npy` (int8, a row a token), `scales.npy` (float32, what one step of a row is
worth), `tokenizer.json` and `table.json` (the name that goes into a store). The scale carries a token's
weight as well; tokens that say nothing, [UNK] among them, have scale 0. `distill` makes such a folder.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from weft.engine.errors import SettingsError

SHIPPED = Path(__file__).parent / "table"
"""The table in the package; its README says where it comes from."""

MAX_CHARACTERS = 10_000
"""What lies behind is not read: a caption is a sentence, not a book."""

_TEXTS_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class TokenTable:
    """Quantised token vectors: `tokens[i] * scales[i]` is the weighted vector of token i."""

    name: str
    tokens: NDArray[np.int8]
    scales: NDArray[np.float32]
    tokenizer: Tokenizer

    def sums(self, token_ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """The sum of each list's token vectors, shape (lists, dimension)."""
        sums = np.zeros((len(token_ids), self.tokens.shape[1]), np.float32)
        lengths = np.fromiter(map(len, token_ids), np.intp, len(token_ids))
        flat = np.fromiter((one for ids in token_ids for one in ids), np.intp, int(lengths.sum()))
        if flat.size:
            filled = np.flatnonzero(lengths)
            starts = np.cumsum(lengths[filled]) - lengths[filled]
            sums[filled] = np.add.reduceat(self.tokens[flat] * self.scales[flat, None], starts, axis=0)
        return sums


class StaticCaptionEmbedder:
    """Captions and queries to vectors by the table in `folder`; some microseconds a text, from any thread."""

    def __init__(self, folder: Path = SHIPPED) -> None:
        self._table = load_table(folder)

    @property
    def name(self) -> str:
        """Model and version, as written when the table was made."""
        return self._table.name

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._table.tokens.shape[1])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of unit length, shape (len(texts), dimension); a text without known tokens gives zeros."""
        parts = [self._embed(texts[i : i + _TEXTS_AT_ONCE]) for i in range(0, len(texts), _TEXTS_AT_ONCE)]
        return np.concatenate(parts) if parts else np.zeros((0, self.dimension), np.float32)

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        encode = self._table.tokenizer.encode
        ids = [encode(readable(text), add_special_tokens=False).ids for text in texts]
        return unit_rows(self._table.sums(ids))


def load_table(folder: Path) -> TokenTable:
    """The table in a folder, its rows mapped from disk rather than read; SettingsError if it is not one."""
    try:
        table = TokenTable(
            name=_name(json.loads((folder / "table.json").read_text(encoding="utf-8"))),
            tokens=np.asarray(np.load(folder / "tokens.npy", mmap_mode="r", allow_pickle=False)),
            scales=np.load(folder / "scales.npy", allow_pickle=False),
            tokenizer=Tokenizer.from_file(str(folder / "tokenizer.json")),
        )
    except Exception as error:  # tokenizers raises bare Exception
        raise _unreadable(folder, str(error)) from error
    if problem := _mismatch(table):
        raise _unreadable(folder, problem)
    return table


def unit_rows(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Every row divided by its length; a row of zeros stays one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units: NDArray[np.float32] = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return units


def readable(text: str) -> str:
    """The text as a tokenizer takes it: not too long, every character encodable."""
    # A lone surrogate cannot be encoded, and the tokenizer would refuse the whole text.
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")


def _name(card: object) -> str:
    if not (isinstance(card, dict) and isinstance(card.get("name"), str) and card["name"]):
        raise ValueError("table.json gives no name")
    return str(card["name"])


def _mismatch(table: TokenTable) -> str:
    tokens, scales = table.tokens, table.scales
    if tokens.ndim != 2 or tokens.dtype != np.int8:
        return "tokens.npy is not a matrix of int8"
    if scales.shape != tokens.shape[:1] or scales.dtype != np.float32:
        return "scales.npy is not one float32 a row of tokens.npy"
    if table.tokenizer.get_vocab_size() > len(tokens):
        return "tokenizer.json knows more tokens than tokens.npy"
    return ""


def _unreadable(folder: Path, problem: str) -> SettingsError:
    return SettingsError(
        f"The caption table in {folder} cannot be read: {problem}.",
        hint="Use static, the table that Weft carries, or make one: python -m weft.engine.embedding.distill.",
    )
