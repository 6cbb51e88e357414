"""The network of a student: a backbone, a look at the colours of what it attends to, and one linear layer.

A backbone trained to tell things apart forgets their colour. So each pixel of the picture, made small, goes
through a network of its own (what colour is this?), and the mean is taken where the backbone's maps say that
the product is: an estimate of colour on the product that is learnt with everything else.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from weft.engine.extraction.distill.backbone import FEATURES, Backbone

TINTS = 64
"""Numbers that say how the product is coloured."""

_HIDDEN = 32
_DROPPED = 0.2


class StudentNetwork(nn.Module):
    """Pictures (n, 3, side, side) from -1 to 1 to logits (n, width) and features (n, FEATURES + TINTS)."""

    def __init__(self, backbone: Backbone, width: int) -> None:
        super().__init__()
        self.backbone = backbone
        self.drop = nn.Dropout(_DROPPED)
        self.tints = Tints(backbone.middle_channels)
        self.heads = nn.Linear(FEATURES + TINTS, width)
        nn.init.zeros_(self.heads.weight)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Logits and features; features are what the logits are a linear function of."""
        middle, last = self.backbone(pictures)
        shape = last.float().mean((2, 3))
        features = torch.cat([self.drop(shape), self.tints(pictures, middle, last)], 1)
        return self.heads(features), features


class Tints(nn.Module):
    """What colours the product has: pixels read one by one, averaged where attention is."""

    def __init__(self, middle_channels: int) -> None:
        super().__init__()
        self.pixels = nn.Sequential(
            nn.Conv2d(3, _HIDDEN, 1), nn.ReLU(), nn.Conv2d(_HIDDEN, TINTS, 1), nn.ReLU()
        )
        self.near = nn.Conv2d(middle_channels, 1, 1)
        self.far = nn.Conv2d(FEATURES, 1, 1)
        for layer in (self.near, self.far):
            nn.init.zeros_(layer.weight)

    def forward(self, pictures: Tensor, middle: Tensor, last: Tensor) -> Tensor:
        """Shape (n, TINTS)."""
        small = functional.avg_pool2d(pictures, 3, stride=4, padding=1, count_include_pad=False)
        read = self.pixels(small).float()
        side = read.shape[-1]
        # a quarter of the side and a thirty-second both begin and end on the same pixels: corners are aligned
        place = _stretched(self.near(middle), side) + _stretched(self.far(last), side)
        attention = place.flatten(1).softmax(1)
        return torch.einsum("ncp,np->nc", read.flatten(2), attention)


class Shipping(nn.Module):
    """A trained network as it is shipped: bytes in, logits and unit vectors out.

    Each picture is read twice, as it is and mirrored, and the mean is what counts. The vectors are the
    features turned to their main axes, `axes` of shape (features, dimension).
    """

    def __init__(self, network: StudentNetwork, centre: Tensor, axes: Tensor) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("centre", centre)
        self.register_buffer("axes", axes)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """From (n, side, side, 3) of bytes."""
        seen = as_input(pictures)
        (rows, features), (mirrored_rows, mirrored) = self.network(seen), self.network(seen.flip(3))
        vectors = ((features + mirrored) / 2 - self.centre) @ self.axes
        return (rows + mirrored_rows) / 2, functional.normalize(vectors)


def as_input(pictures: Tensor) -> Tensor:
    """Bytes (n, side, side, 3) as the backbones were taught: (n, 3, side, side), from -1 to 1."""
    return (pictures.permute(0, 3, 1, 2).float() - 127) / 128


def _stretched(maps: Tensor, side: int) -> Tensor:
    return functional.interpolate(maps.float(), (side, side), mode="bilinear", align_corners=True)
