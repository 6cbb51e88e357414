"""Printed things as small transparent pictures: motifs, lettering and brand marks."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFont

from weft.evaluation.garments.motifs import HOLE, MOTIFS
from weft.evaluation.garments.palette import Rgb, shade
from weft.evaluation.garments.spec import Garment

_SUPERSAMPLING = 3
_LOGOS = ("diamond", "ring", "bars", "peak", "drop")


def artwork(garment: Garment, size: int) -> Image.Image:
    """The placed print of an article as a square RGBA picture of `size` pixels."""
    rng = np.random.default_rng([garment.seed, 11])
    inks = [shade(color, garment.seed)[1] for color in garment.print_colors]
    if garment.print == "text":
        return lettering(garment.words, inks, size, style=int(rng.integers(4)))
    if garment.print == "logo":
        return _logo(_LOGOS[int(rng.integers(len(_LOGOS)))], inks, size)
    if garment.words:
        return _picture_with_words(garment, inks, size)
    return stamp(garment.motif, inks, size)


def stamp(name: str, inks: list[Rgb], size: int, turn: float = 0) -> Image.Image:
    """A motif as an RGBA picture of `size` pixels a side, turned by degrees."""
    side = size * _SUPERSAMPLING
    image = Image.new("RGBA", (side, side), (*inks[0], 0))
    draw = ImageDraw.Draw(image)
    for ink, outline in MOTIFS[name].shapes:
        fill = (*inks[0], 0) if ink == HOLE else (*inks[ink % len(inks)], 255)
        draw.polygon([(x, y) for x, y in (outline * side * 0.47 + side / 2).tolist()], fill=fill)
    if turn:
        image = image.rotate(turn, Image.Resampling.BILINEAR)
    return image.reduce(_SUPERSAMPLING)


def lettering(words: str, inks: list[Rgb], size: int, *, style: int) -> Image.Image:
    """Words in one of four styles: heavy, outlined, slanted, or between two rules."""
    lines = words.upper().split() if style != 2 else words.split()
    rows = [_line(line, inks, size, outlined=style == 1) for line in lines]
    sheet = _stacked(rows, size)
    if style == 2:
        sheet = sheet.transform(
            sheet.size, Image.Transform.AFFINE, (1, 0.22, -0.11 * size, 0, 1, 0), Image.Resampling.BICUBIC
        )
    return _ruled(sheet, inks[-1]) if style == 3 else sheet


def _line(words: str, inks: list[Rgb], size: int, *, outlined: bool) -> Image.Image:
    font = _font(max(12, size // 2))
    stroke = max(1, size // 55)
    left, top, right, bottom = font.getbbox(words, stroke_width=stroke * 2)
    image = Image.new("RGBA", (int(right - left) + 2, int(bottom - top) + 2), (*inks[0], 0))
    draw = ImageDraw.Draw(image)
    spot = (-left + 1, -top + 1)
    if outlined and len(inks) > 1:
        draw.text(
            spot, words, font=font, fill=(*inks[1], 255), stroke_width=stroke * 2, stroke_fill=(*inks[1], 255)
        )
    draw.text(spot, words, font=font, fill=(*inks[0], 255), stroke_width=stroke, stroke_fill=(*inks[0], 255))
    return image


def _stacked(rows: list[Image.Image], size: int) -> Image.Image:
    heights = [min(size * 0.44, row.height * size / row.width) for row in rows]
    gap = size * 0.05
    squeeze = min(1.0, size / (sum(heights) + gap * (len(rows) - 1)))
    sheet = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    top = (size - squeeze * (sum(heights) + gap * (len(rows) - 1))) / 2
    for row, height in zip(rows, heights, strict=True):
        wide = round(min(size, row.width * height / row.height) * squeeze)
        small = row.resize((max(1, wide), max(1, round(height * squeeze))), Image.Resampling.LANCZOS)
        sheet.paste(small, ((size - wide) // 2, round(top)))
        top += (height + gap) * squeeze
    return sheet


def _ruled(sheet: Image.Image, ink: Rgb) -> Image.Image:
    left, top, right, bottom = sheet.getbbox() or (0, 0, sheet.width, sheet.height)
    draw = ImageDraw.Draw(sheet)
    thick = max(2, sheet.width // 36)
    for y in (max(0, top - 3 * thick), min(sheet.height - thick, bottom + 2 * thick)):
        draw.rectangle((left, y, right, y + thick), fill=(*ink, 255))
    return sheet


def _picture_with_words(garment: Garment, inks: list[Rgb], size: int) -> Image.Image:
    sheet = Image.new("RGBA", (size, size), (*inks[0], 0))
    picture = stamp(garment.motif, inks, round(size * 0.76))
    sheet.paste(picture, (round(size * 0.12), 0))
    words = _line(garment.words.upper(), inks[:1], size, outlined=False)
    high = min(size * 0.17, words.height * size / words.width)
    wide = round(words.width * high / words.height)
    sheet.paste(
        words.resize((wide, round(high)), Image.Resampling.LANCZOS), ((size - wide) // 2, round(size * 0.80))
    )
    return sheet


def _logo(name: str, inks: list[Rgb], size: int) -> Image.Image:
    side = size * _SUPERSAMPLING
    mask = Image.new("L", (side, side))
    draw = ImageDraw.Draw(mask)
    low, high, mid = side * 0.1, side * 0.9, side / 2
    if name == "diamond":
        draw.polygon([(mid, low), (high, mid), (mid, high), (low, mid)], fill=255)
        draw.polygon([(mid, side * 0.36), (side * 0.64, mid), (mid, side * 0.64), (side * 0.36, mid)], fill=0)
    elif name == "ring":
        draw.ellipse((low, low, high, high), outline=255, width=round(side * 0.15))
        draw.ellipse((side * 0.4, side * 0.4, side * 0.6, side * 0.6), fill=255)
    elif name == "bars":
        for left in (0.12, 0.56):
            draw.polygon(
                [
                    (side * (left + 0.12), low),
                    (side * (left + 0.34), low),
                    (side * (left + 0.20), high),
                    (side * (left - 0.02), high),
                ],
                fill=255,
            )
    elif name == "peak":
        draw.polygon(
            [
                (mid, low),
                (high, high),
                (side * 0.62, high),
                (mid, side * 0.62),
                (side * 0.38, high),
                (low, high),
            ],
            fill=255,
        )
    else:
        draw.ellipse((side * 0.2, side * 0.32, side * 0.8, side * 0.92), fill=255)
        draw.polygon([(mid, low), (side * 0.77, side * 0.5), (side * 0.23, side * 0.5)], fill=255)
    image = Image.new("RGBA", (size, size), (*inks[0], 0))
    image.putalpha(ImageChops.lighter(mask.reduce(_SUPERSAMPLING), Image.new("L", (size, size))))
    return image


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)  # Pillow's wheels bring FreeType
    return font
