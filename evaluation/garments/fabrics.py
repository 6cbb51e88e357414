"""What each kind of piece of an article is cut from: colours, weave and shine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from weft.evaluation.garments.draping import Drape
from weft.evaluation.garments.geometry import Points, moved
from weft.evaluation.garments.layers import Cloth
from weft.evaluation.garments.palette import Rgb, darker, dye, lightness, mixed, shade
from weft.evaluation.garments.patterns import SIDE, cloth
from weft.evaluation.garments.spec import Garment
from weft.evaluation.garments.weaves import Weave, weave

_METAL: Rgb = (172, 172, 176)
_BRASS: Rgb = (186, 150, 82)
_WOOD: Rgb = (182, 138, 94)
_CELL = 90  # pixels within which a pattern is bent evenly

_Patch: TypeAlias = tuple[tuple[int, int, int, int], tuple[float, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Fabric:
    """A colour or a picture of a pattern, and the weave that lies over it."""

    color: Rgb
    weave: Weave
    picture: Image.Image | None = None

    def cut(self, box: tuple[int, int, int, int], turn: float, bend: Drape) -> Image.Image | Rgb:
        """What a piece in that box of the picture (left, top, right, bottom) shows, its grain turned.

        One colour, or a picture of the size of the box, bent like the article.
        """
        return self.color if self.picture is None else _window(self.picture, box, turn, bend)


Wardrobe: TypeAlias = dict[Cloth, Fabric]


@lru_cache(maxsize=1)  # all pictures of a product are drawn one after the other
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


def _window(picture: Image.Image, box: tuple[int, int, int, int], turn: float, bend: Drape) -> Image.Image:
    corner, end = np.array(box[:2]), np.array(box[2:])
    x, y = (np.linspace(0, side, 1 + max(1, round(side / _CELL))).astype(int) for side in end - corner)
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    middle = np.array([SIDE, SIDE]) / 2
    if abs(turn) < 1:  # cut from where it lies, so that it matches its neighbours
        middle = middle + (corner + end - bend.size) / 2
    flat = moved(grid - (end - corner) / 2, turn=-turn, by=(middle[0], middle[1]))
    source = (flat - bend.shift_at(grid + corner)).reshape(len(y), len(x), 2)
    size = (int(x[-1]), int(y[-1]))
    return picture.transform(size, Image.Transform.MESH, _mesh(x, y, source), Image.Resampling.BILINEAR)


def _mesh(x: NDArray[np.int64], y: NDArray[np.int64], source: Points) -> list[_Patch]:
    return [
        (
            (int(x[c]), int(y[r]), int(x[c + 1]), int(y[r + 1])),
            (*source[r, c], *source[r + 1, c], *source[r + 1, c + 1], *source[r, c + 1]),
        )
        for r in range(len(y) - 1)
        for c in range(len(x) - 1)
    ]


def _near(color: Rgb) -> Rgb:
    return mixed(color, (255, 255, 255), 0.16) if lightness(color) < 90 else darker(color, 0.12)


def _sole(main: Rgb) -> Rgb:
    return (236, 234, 228) if lightness(main) < 190 else (206, 196, 180)


def _button(main: Rgb) -> Rgb:
    return mixed(main, (250, 246, 238), 0.55) if lightness(main) < 140 else mixed(main, (150, 132, 110), 0.35)
