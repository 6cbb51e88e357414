"""Cloth by the metre: a square picture of the pattern of an article, without folds or light."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from PIL import Image, ImageDraw

from weft.evaluation.garments.noise import clouds
from weft.evaluation.garments.palette import Rgb, darker, dye, mixed, shade
from weft.evaluation.garments.spec import Garment
from weft.evaluation.garments.stamps import stamp

SIDE = 660
"""The side of the picture in pixels."""

_Painter: TypeAlias = Callable[[Garment, list[Rgb], list[Rgb], np.random.Generator], Image.Image]


def cloth(garment: Garment) -> Image.Image:
    """The main cloth of an article, RGB, SIDE pixels square."""
    ground = [dye(color, garment.seed, garment.material) for color in garment.colors]
    inks = [shade(color, garment.seed)[1] for color in garment.print_colors]
    rng = np.random.default_rng([garment.seed, 5])
    painter = _PAINTERS.get(garment.pattern, _plain)
    if garment.pattern == "graphic" and garment.print == "all-over":
        painter = _scattered
    return painter(garment, ground, inks, rng)


def _plain(garment: Garment, ground: list[Rgb], inks: list[Rgb], rng: np.random.Generator) -> Image.Image:
    return Image.new("RGB", (SIDE, SIDE), ground[0])


def _striped(garment: Garment, ground: list[Rgb], inks: list[Rgb], rng: np.random.Generator) -> Image.Image:
    image = _plain(garment, ground, inks, rng)
    draw = ImageDraw.Draw(image)
    pitch = int(rng.choice([18, 26, 36, 50]))
    share = float(rng.uniform(0.28, 0.45))
    for number, start in enumerate(range(int(rng.integers(pitch)), SIDE, pitch)):
        color = ground[1 + number % (len(ground) - 1)]
        end = start + round(pitch * share)
        draw.rectangle(
            (start, 0, end, SIDE) if garment.stripes == "vertical" else (0, start, SIDE, end), fill=color
        )
    return image


def _checked(garment: Garment, ground: list[Rgb], inks: list[Rgb], rng: np.random.Generator) -> Image.Image:
    pitch = int(rng.choice([26, 40, 60]))
    bands = np.arange(SIDE) // (pitch / 2) % 2
    woven = (bands[:, None] + bands[None, :]) / 2
    first, second = (np.array(color, dtype=np.float32) for color in ground[:2])
    sheet = first + woven[..., None].astype(np.float32) * 0.94 * (second - first)
    if len(ground) > 2:
        line = np.arange(SIDE) % pitch < 3
        sheet[line[:, None] | line[None, :]] = ground[2]
    return Image.fromarray(sheet.astype(np.uint8))


def _dotted(garment: Garment, ground: list[Rgb], inks: list[Rgb], rng: np.random.Generator) -> Image.Image:
    radius = float(rng.choice([4, 6, 9, 13]))
    pitch = radius * rng.uniform(3.6, 4.6)
    image = Image.new("RGB", (SIDE * 2, SIDE * 2), ground[0])
    draw = ImageDraw.Draw(image)
    for number, (x, y) in enumerate(_staggered(pitch)):
        spot = ((x - radius) * 2, (y - radius) * 2, (x + radius) * 2, (y + radius) * 2)
        draw.ellipse(spot, fill=inks[number % len(inks)])
    return image.reduce(2)


def _floral(garment: Garment, ground: list[Rgb], inks: list[Rgb], rng: np.random.Generator) -> Image.Image:
    image = _plain(garment, ground, inks, rng)
    size = int(rng.choice([30, 42, 58]))
    kinds = [garment.motif, "leaf", garment.motif]
    stamps = [
        stamp(kinds[n % 3], _turned(inks, n // 3) if n % 3 != 1 else inks[-1:], round(size * s), turn)
        for n, (s, turn) in enumerate(((1.25, 8), (0.6, 40), (0.85, -30), (1.0, 70), (0.55, -75), (1.1, 130)))
    ]
    return _strewn(image, stamps, size * 1.02, rng)


def _scattered(garment: Garment, ground: list[Rgb], inks: list[Rgb], rng: np.random.Generator) -> Image.Image:
    image = _plain(garment, ground, inks, rng)
    size = int(rng.choice([34, 44, 56]))
    stamps = [stamp(garment.motif, _turned(inks, n), size, turn) for n, turn in enumerate((0, 14, -16, 6))]
    return _strewn(image, stamps, size * 1.35, rng)


def _animal(garment: Garment, ground: list[Rgb], inks: list[Rgb], rng: np.random.Generator) -> Image.Image:
    image = _plain(garment, ground, inks, rng)
    if garment.motif == "zebra":
        field = clouds(rng, (SIDE, SIDE), (150, 60), 2)
        y = np.mgrid[0:SIDE, 0:SIDE][0] / 17.0
        mask = np.clip((np.sin(y + field * 2.4) - 0.05) * 6, 0, 1)
        image.paste(
            Image.new("RGB", image.size, inks[0]), mask=Image.fromarray((mask * 255).astype(np.uint8))
        )
        return image
    return _leopard(image, inks, rng)


def _leopard(image: Image.Image, inks: list[Rgb], rng: np.random.Generator) -> Image.Image:
    return _strewn(image, [_rosette(inks, rng) for _ in range(9)], 27, rng)


def _rosette(inks: list[Rgb], rng: np.random.Generator) -> Image.Image:
    reach = rng.uniform(14, 21)
    image = Image.new("RGBA", (96, 96), (*inks[0], 0))
    draw = ImageDraw.Draw(image)
    draw.polygon((_blob(rng, reach) + 48).ravel().tolist(), fill=inks[-1])
    for start in rng.uniform(0, 360) + np.array([0, 130, 245]):
        frame = (48 - reach, 48 - reach, 48 + reach, 48 + reach)
        draw.arc(frame, start, start + rng.uniform(60, 100), fill=inks[0], width=int(rng.integers(7, 11)))
    return image.reduce(2)


def _camouflage(
    garment: Garment, ground: list[Rgb], inks: list[Rgb], rng: np.random.Generator
) -> Image.Image:
    sheet = np.empty((SIDE, SIDE, 3), dtype=np.uint8)
    sheet[:] = ground[0]
    for color, cut in zip([*ground[1:], *inks], (0.35, 0.55, 0.8, 0.9), strict=False):
        sheet[clouds(rng, (SIDE, SIDE), (95, 62), 3) > cut] = color
    return Image.fromarray(sheet)


def _geometric(garment: Garment, ground: list[Rgb], inks: list[Rgb], rng: np.random.Generator) -> Image.Image:
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    pitch = float(rng.choice([28, 40, 54]))
    zigzag = np.abs((x % pitch) - pitch / 2)
    shapes = {
        "zigzags": ((y + zigzag) % pitch) / pitch,
        "diamonds": np.maximum(np.abs((x % pitch) - pitch / 2), 0) / pitch
        + np.abs((y % pitch) - pitch / 2) / pitch,
        "triangles": np.where((y % pitch) > 2 * zigzag, 0.2, 0.8),
        "rings": np.hypot((x % pitch) - pitch / 2, (y % pitch) - pitch / 2) / pitch,
    }
    field = shapes[garment.motif]
    sheet = np.empty((SIDE, SIDE, 3), dtype=np.uint8)
    sheet[:] = ground[0]
    ringed = (field > 0.22) & (field < 0.40) if garment.motif == "rings" else field < 0.36
    sheet[ringed] = inks[0]
    if len(inks) > 1:
        sheet[(field < 0.14)] = inks[1]
    return Image.fromarray(sheet).resize((SIDE, SIDE), Image.Resampling.BOX)


def _paisley(garment: Garment, ground: list[Rgb], inks: list[Rgb], rng: np.random.Generator) -> Image.Image:
    image = _plain(garment, ground, inks, rng)
    stamps = [
        _drop(inks, size, turn) for size, turn in ((74, 20), (52, -60), (64, 120), (40, 200), (60, -130))
    ]
    return _strewn(image, stamps, 54, rng)


def _drop(inks: list[Rgb], size: int, turn: float) -> Image.Image:
    image = Image.new("RGBA", (size * 3, size * 3), (*inks[0], 0))
    draw = ImageDraw.Draw(image)
    t = np.linspace(0, 2 * np.pi, 60)
    swirl = np.stack(
        [
            np.sin(t) * np.sin(t / 2) ** 1.6 * 0.85 + 0.35 * np.cos(t / 2) ** 6 * np.sign(np.pi - t),
            -np.cos(t),
        ],
        axis=1,
    )
    for scale, ink in ((0.46, inks[0]), (0.36, None), (0.29, inks[-1]), (0.16, inks[0])):
        points = (
            swirl * np.array([scale, scale]) * size * 3
            + size * 1.5
            + np.array([0, (0.46 - scale) * size * 1.4])
        )
        draw.polygon([(x, y) for x, y in points.tolist()], fill=(*inks[0], 0) if ink is None else (*ink, 255))
    return image.rotate(turn, Image.Resampling.BILINEAR).reduce(3)


def _abstract(garment: Garment, ground: list[Rgb], inks: list[Rgb], rng: np.random.Generator) -> Image.Image:
    big = Image.new("RGB", (SIDE * 2, SIDE * 2), ground[0])
    draw = ImageDraw.Draw(big)
    for number, (x, y) in enumerate(_jittered(64, rng)):
        ink = inks[number % len(inks)]
        if number % 3:
            shape = _blob(rng, rng.uniform(34, 62)) * rng.uniform(0.6, 1.4, 2)
            draw.polygon([(2 * x + dx, 2 * y + dy) for dx, dy in shape.tolist()], fill=ink)
        else:
            reach = rng.uniform(40, 90)
            draw.arc(
                (2 * x - reach, 2 * y - reach, 2 * x + reach, 2 * y + reach),
                rng.uniform(0, 360),
                rng.uniform(360, 620),
                fill=ink,
                width=12,
            )
    return big.reduce(2)


def _tie_dye(garment: Garment, ground: list[Rgb], inks: list[Rgb], rng: np.random.Generator) -> Image.Image:
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) / SIDE
    wobble = clouds(rng, (SIDE, SIDE), (90, 90), 3)
    if garment.motif == "ombre":
        share = np.clip((y - 0.42) * 3.2 + 0.06 * wobble, 0, 1)
    else:
        middle = (0.5 + rng.uniform(-0.06, 0.06), 0.44 + rng.uniform(-0.05, 0.05))
        angle = np.arctan2(y - middle[1], x - middle[0])
        reach = np.hypot(y - middle[1], x - middle[0])
        share = np.clip(0.30 + 0.62 * np.sin(angle * 3 + reach * 26 + 0.7 * wobble), 0, 1)
    first, second = (np.array(color, dtype=np.float32) for color in ground[:2])
    return Image.fromarray((first + share[..., None] * (second - first)).astype(np.uint8))


def _colorblock(
    garment: Garment, ground: list[Rgb], inks: list[Rgb], rng: np.random.Generator
) -> Image.Image:
    image = _plain(garment, ground, inks, rng)
    draw = ImageDraw.Draw(image)
    top = round(SIDE * rng.uniform(0.50, 0.58))
    draw.rectangle((0, top, SIDE, SIDE), fill=ground[1])
    if len(ground) > 2:
        draw.rectangle((0, top - 46, SIDE, top), fill=ground[2])
    return image


def _lace(garment: Garment, ground: list[Rgb], inks: list[Rgb], rng: np.random.Generator) -> Image.Image:
    net = darker(ground[0], 0.17) if sum(ground[0]) > 200 else mixed(ground[0], (120, 120, 124), 0.22)
    image = Image.new("RGB", (SIDE, SIDE), net)
    raised = mixed(ground[0], (255, 255, 255), 0.10)
    stamps = [
        stamp(kind, [raised], size, turn)
        for kind, size, turn in (("daisy", 46, 0), ("leaf", 34, 40), ("rose", 44, -20), ("leaf", 30, -60))
    ]
    return _strewn(image, stamps, 33, rng)


def _marl(garment: Garment, ground: list[Rgb], inks: list[Rgb], rng: np.random.Generator) -> Image.Image:
    streaks = clouds(rng, (SIDE, SIDE), (22, 2.2), 2)
    share = np.clip(0.28 + 0.42 * streaks, 0, 1)[..., None]
    first, second = (np.array(color, dtype=np.float32) for color in ground[:2])
    return Image.fromarray((first + share * (second - first)).astype(np.uint8))


def _strewn(
    image: Image.Image, stamps: list[Image.Image], pitch: float, rng: np.random.Generator
) -> Image.Image:
    for number, (x, y) in enumerate(_jittered(pitch, rng)):
        picture = stamps[number % len(stamps)]
        image.paste(picture, (round(x - picture.width / 2), round(y - picture.height / 2)), picture)
    return image


def _staggered(pitch: float) -> list[tuple[float, float]]:
    rows = int(SIDE / (pitch * 0.866)) + 2
    columns = int(SIDE / pitch) + 2
    return [((c + 0.5 * (r % 2)) * pitch, r * pitch * 0.866) for r in range(rows) for c in range(columns)]


def _jittered(pitch: float, rng: np.random.Generator) -> list[tuple[float, float]]:
    spots = np.array(_staggered(pitch)) + rng.uniform(-0.2, 0.2, (len(_staggered(pitch)), 2)) * pitch
    return [(x, y) for x, y in rng.permutation(spots).tolist()]


def _blob(rng: np.random.Generator, reach: float) -> np.ndarray:
    angles = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    bumps = sum(rng.uniform(0.05, 0.16) * np.sin(angles * k + rng.uniform(0, 6.3)) for k in (2, 3, 4))
    radius = reach * (0.72 + bumps)
    return np.stack([radius * np.cos(angles), radius * np.sin(angles)], axis=1)


def _turned(inks: list[Rgb], by: int) -> list[Rgb]:
    by %= len(inks)
    return inks[by:] + inks[:by]


_PAINTERS: dict[str, _Painter] = {
    "striped": _striped,
    "checked": _checked,
    "dotted": _dotted,
    "floral": _floral,
    "animal": _animal,
    "camouflage": _camouflage,
    "geometric": _geometric,
    "paisley": _paisley,
    "abstract": _abstract,
    "tie-dye": _tie_dye,
    "colorblock": _colorblock,
    "lace": _lace,
    "other": _marl,
}
