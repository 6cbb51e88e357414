"""What each kind of piece of an article is cut from: colours, weave and shine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from weft.evaluation.garments.layers import Cloth
from weft.evaluation.garments.palette import Rgb, darker, dye, lightness, mixed, shade
from weft.evaluation.garments.patterns import SIDE, cloth
from weft.evaluation.garments.spec import Garment
from weft.evaluation.garments.weaves import TILE, Weave, weave

_METAL: Rgb = (172, 172, 176)
_BRASS: Rgb = (186, 150, 82)
_WOOD: Rgb = (182, 138, 94)


@dataclass(frozen=True, slots=True, eq=False)
class Fabric:
    """A colour or a picture of a pattern, and the weave that lies over it."""

    color: Rgb
    weave: Weave
    picture: Image.Image | None = None

    def cut(self, left: int, top: int, size: tuple[int, int], turn: float) -> NDArray[np.float32]:
        """A piece with its corner at that place of the picture, its grain turned: (height, width, 3)."""
        if self.picture is None:
            colors = np.broadcast_to(np.array(self.color, dtype=np.float32), (size[1], size[0], 3))
        else:
            colors = np.asarray(_window(self.picture, left, top, size, turn), dtype=np.float32)
        return colors * self._grain(left, top, size)[..., None]

    def _grain(self, left: int, top: int, size: tuple[int, int]) -> NDArray[np.float32]:
        rows = (np.arange(size[1]) + top) % TILE
        columns = (np.arange(size[0]) + left) % TILE
        return self.weave.grain[rows[:, None], columns[None, :]]


Wardrobe: TypeAlias = dict[Cloth, Fabric]


def wardrobe(garment: Garment) -> Wardrobe:
    """Every cloth that the silhouette of an article may ask for."""
    main = dye(garment.colors[0], garment.seed, garment.material)
    second = shade(garment.colors[1], garment.seed)[1] if len(garment.colors) > 1 else _near(main)
    own = weave(garment.material)
    return {
        "main": Fabric(main, own, cloth(garment) if _patterned(garment) else None),
        "second": Fabric(second if garment.pattern == "colorblock" else main, own),
        "plain": Fabric(main, own),
        "trim": Fabric(second if garment.has("contrast-trim") else main, own),
        "inside": Fabric(darker(main, 0.32), own),
        "sole": Fabric(_sole(main), weave("rubber")),
        "pale": Fabric((240, 238, 232), weave("rubber")),
        "rubber": Fabric((44, 42, 42), weave("rubber")),
        "metal": Fabric(_BRASS if garment.seed % 3 == 0 else _METAL, weave("rubber")),
        "button": Fabric(_button(main), weave("rubber")),
        "wood": Fabric(_WOOD, weave("suede")),
        "label": Fabric((236, 234, 228), weave("cotton")),
        "lace": Fabric(_near(main), weave("lace")),
        "sequin": Fabric(mixed(main, (255, 250, 235), 0.45), weave("satin")),
        "footbed": Fabric((186, 154, 118), weave("suede")),
        "patch": Fabric(second if len(garment.colors) > 1 else _near(main), weave("canvas")),
        "worn": Fabric(mixed(main, (228, 232, 236), 0.62), weave("canvas")),
        "fur": Fabric(mixed(main, (222, 206, 180), 0.6), weave("fur")),
    }


def _patterned(garment: Garment) -> bool:
    return garment.pattern not in ("solid", "graphic") or garment.print == "all-over"


def _window(picture: Image.Image, left: int, top: int, size: tuple[int, int], turn: float) -> Image.Image:
    radians = np.deg2rad(turn)
    cos, sin = float(np.cos(radians)), float(np.sin(radians))
    x, y = (left + size[0] / 2, top + size[1] / 2) if abs(turn) < 1 else (SIDE / 2, SIDE / 2)
    x, y = x + (SIDE - 480) / 2 if abs(turn) < 1 else x, y + (SIDE - 600) / 2 if abs(turn) < 1 else y
    across, down = size[0] / 2, size[1] / 2
    matrix = (cos, sin, x - cos * across - sin * down, -sin, cos, y + sin * across - cos * down)
    return picture.transform(size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)


def _near(color: Rgb) -> Rgb:
    return mixed(color, (255, 255, 255), 0.16) if lightness(color) < 90 else darker(color, 0.12)


def _sole(main: Rgb) -> Rgb:
    return (236, 234, 228) if lightness(main) < 190 else (206, 196, 180)


def _button(main: Rgb) -> Rgb:
    return mixed(main, (250, 246, 238), 0.55) if lightness(main) < 140 else mixed(main, (150, 132, 110), 0.35)
