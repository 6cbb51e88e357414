"""The prompt about a photo, read by the network: what all photos share of it once, the rest in batches."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from weft.engine.extra import Tensor
from weft.engine.extraction.network import Cache, Network, Prepared

RIVALS = 8
"""How many of the likeliest tokens are looked at for each choice, the chosen one included."""


class Prompt:
    """Rules and question, asked about one batch of photos after the other.

    The rules are read when it is made; their keys and values are copied into the cache of each batch.
    """

    def __init__(self, network: Network, rules: str, question: str) -> None:
        self._network = network
        shared, self._behind = network.prompt(rules, question)
        ids = network.torch.tensor([shared])
        places = network.torch.arange(len(shared)).expand(3, 1, -1)
        _, self._cache = network.forward(ids, places, network.torch.ones_like(ids), None)
        self._length = len(shared)

    def about(self, pictures: Sequence[Prepared], begun: Sequence[int]) -> NetworkPen:
        """A pen that has read the prompt about each picture, and what every answer begins with."""
        network, torch = self._network, self._network.torch
        rows = [network.with_picture(picture, [*self._behind, *begun]) for picture in pictures]
        ids, mask = (torch.from_numpy(array) for array in aligned(rows))
        places, behind = network.places(ids, mask, pictures)
        cache = copy.deepcopy(self._cache)
        cache.batch_repeat_interleave(len(rows))
        whole = torch.cat([torch.ones(len(rows), self._length, dtype=mask.dtype), mask], dim=1)
        scores, cache = network.forward(ids, places + self._length, whole, cache, pictures)
        return NetworkPen(network, scores, cache, whole, behind + self._length)


class NetworkPen:
    """Goes on writing several rows at once; short ones wait behind a mask."""

    def __init__(self, network: Network, scores: Tensor, cache: Cache, mask: Tensor, behind: Tensor) -> None:
        self._network = network
        self.scores, self._cache, self._mask, self._behind = scores, cache, mask, behind

    def likeliest(self, allowed: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The likeliest tokens that are allowed, and their shares of the probability of all allowed."""
        torch, scores = self._network.torch, self.scores
        packed = torch.from_numpy(allowed.view(np.uint8)).to(scores.device)
        bits = packed.unsqueeze(-1) >> torch.arange(8, dtype=torch.uint8, device=scores.device) & 1
        forbidden = bits.flatten(1)[:, : scores.shape[1]] == 0
        shares = scores.float().masked_fill(forbidden, float("-inf")).softmax(dim=-1)
        best = shares.topk(min(RIVALS, shares.shape[1]))
        return best.indices.cpu().numpy(), best.values.cpu().numpy()

    def write(self, chunks: Sequence[Sequence[int]]) -> None:
        """Feeds the chunks in one pass, as wide as the longest."""
        torch = self._network.torch
        ids, mask = (torch.from_numpy(array) for array in aligned(chunks))
        places = (self._behind + mask.cumsum(dim=1) - 1).expand(3, -1, -1)
        self._behind = self._behind + mask.sum(dim=1, keepdim=True)
        self._mask = torch.cat([self._mask, mask], dim=1)
        self.scores, self._cache = self._network.forward(ids, places, self._mask, self._cache)


def aligned(rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of tokens that end together, and 1 where there is a token."""
    ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
    mask = np.zeros_like(ids)
    for row, tokens in enumerate(rows):
        if tokens:
            ids[row, -len(tokens) :], mask[row, -len(tokens) :] = tokens, 1
    return ids, mask
