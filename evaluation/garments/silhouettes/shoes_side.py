"""Sneakers, boots and dress shoes, drawn from the side; pairs of these and of heels."""

from __future__ import annotations

import numpy as np

from weft.evaluation.garments.geometry import Points, band, box, ellipse, moved, trace
from weft.evaluation.garments.layers import Cloth, Layer, Mark, Piece, PrintSpot, as_one, shift
from weft.evaluation.garments.silhouettes import closures
from weft.evaluation.garments.silhouettes.heels import heel
from weft.evaluation.garments.spec import Garment


def side_pair(garment: Garment) -> list[Layer]:
    """A pair seen from the side, one shoe a little behind the other."""
    shoe = {"sneakers": _sneaker, "boots": _boot, "heels": heel, "dress-shoes": _dress_shoe}[
        garment.category
    ](garment)
    plain: list[Layer] = [layer for layer in shoe if isinstance(layer, Piece)]
    high = 150 if garment.category == "boots" else 118
    return [*shift(plain, -34, -high, scale=0.95, turn=-3), *shoe]


def _sneaker(garment: Garment) -> list[Layer]:
    rise = 52 if garment.cut == "high-top" else 0
    upper = trace(
        (20, 120),
        (12, 84, 20, 40 - rise, 30, 20 - rise),
        (40, 8 - rise, 46, 26 - rise, 58, 34 - rise),
        (78, 44 - rise, 96, 34 - rise, 106, 16 - rise),
        (112, 2 - rise),
        (130, 0 - rise, 134, 10 - rise, 140, 20 - rise),
        (168, 52, 190, 64, 206, 72),
        (258, 76, 292, 92, 292, 122),
    )
    layers: list[Layer] = [
        Piece(_platform(garment), "sole", puff=0.7, folds=0, marks=_treads()),
        Piece(upper, puff=1.4, folds=0.4, lift=0.4),
    ]
    heel = trace((18, 118), (13, 92, 15, 76, 19, 60), (40, 56, 60, 78, 66, 118))
    toe = trace((226, 120), (224, 92, 240, 82, 250, 80), (280, 88, 291, 104, 291, 121))
    cap: Cloth = (
        "pale" if garment.material == "canvas" else "second" if garment.pattern == "colorblock" else "trim"
    )
    stitches = (Mark(heel[16:], "stitch", 0.9),)
    layers += [
        Piece(
            heel,
            cap if garment.material != "canvas" else "main",
            puff=0.5,
            folds=0,
            lift=0.35,
            marks=stitches,
        )
    ]
    layers += [Piece(toe, cap, puff=0.8, folds=0, lift=0.35)]
    collar = trace(
        (30, 20 - rise),
        (40, 8 - rise, 46, 26 - rise, 58, 34 - rise),
        (78, 44 - rise, 96, 34 - rise, 106, 16 - rise),
    )
    layers.append(Piece(band(collar, 9), "trim", puff=0.7, folds=0, lift=0.2))
    layers += _laced(trace((112, 14 - rise), (140, 50 - rise * 0.3, 196, 78)), garment)
    return [*layers, PrintSpot(132, 92, 26 if garment.print == "logo" else 46)]


def _platform(garment: Garment) -> Points:
    deep = 158 if garment.has("platform") else 142
    return trace(
        (12, 112),
        (80, 118, 200, 112, 296, 110),
        (302, 126, 298, deep, 276, deep),
        (150, deep - 3, 30, deep),
        (10, deep, 8, 126, 12, 112),
    )


def _treads() -> tuple[Mark, ...]:
    return (
        Mark(trace((12, 124), (150, 130, 298, 121)), "seam", 1.3),
        Mark(trace((14, 120), (150, 126, 296, 117)), "stitch", 0.8),
    )


def _laced(line: Points, garment: Garment) -> list[Layer]:
    if garment.closure == "velcro":
        return [
            Piece(
                moved(box(-13, -7, 32, 8), turn=32, by=(x, y)),
                "trim",
                puff=0.5,
                folds=0,
                lift=0.8,
                marks=(Mark(moved(box(-10, -4, 28, 5), turn=32, by=(x, y)), "stitch", 0.8),),
            )
            for x, y in line[[3, 10]].tolist()
        ]
    stay = np.vstack([line, (line + np.array([-16, 17]))[::-1]])
    layers: list[Layer] = [Piece(stay, "trim", puff=0.4, folds=0, lift=0.5)]
    if garment.closure != "laces":
        return layers
    rows = np.linspace(1, len(line) - 2, 6 if len(line) < 20 else 10).astype(int)
    spots = line[rows].tolist()
    cords = [band(trace((x - 15, y + 13), (x - 2, y - 6, x + 11, y - 5)), 5.4) for x, y in spots]
    for crossing in (cords[::2], cords[1::2]):
        layers.append(as_one([Piece(cord, "pale", puff=0.4, folds=0, lift=0.7) for cord in crossing]))
    eyelets = [ellipse(x - 15, y + 13, 2.4) for x, y in spots]
    layers.append(as_one([Piece(eyelet, "metal", puff=0.3, folds=0, lift=0.3) for eyelet in eyelets]))
    x, y = line[1].tolist()
    return layers + closures.bow(x - 4, y + 3, 19, "pale")


def _boot(garment: Garment) -> list[Layer]:
    tall = {"ankle": -26.0, "": -84.0, "tall": -170.0}[garment.cut]
    upper = trace(
        (22, 122),
        (14, 92, 34, 70, 34, 30),
        (30, tall * 0.5, 28, tall),
        (74, tall - 8, 118, tall - 2),
        (120, tall * 0.4, 124, 22),
        (140, 62, 180, 64, 212, 72),
        (266, 80, 288, 96, 290, 124),
    )
    deep = 164 if garment.has("platform") or garment.has("heel") else 148
    sole = trace(
        (16, 116),
        (150, 124, 294, 116),
        (300, 132, 292, 146, 272, 146),
        (112, 144),
        (100, deep - 14, 96, deep),
        (22, deep),
        (14, deep, 12, 128, 16, 116),
    )
    layers: list[Layer] = [
        Piece(
            trace((28, tall), (74, tall - 12, 118, tall - 2), (74, tall + 9, 28, tall)),
            "inside",
            puff=0.3,
            folds=0,
        ),
        Piece(
            sole,
            "rubber",
            puff=0.6,
            folds=0,
            marks=(Mark(trace((16, 126), (150, 134, 296, 125)), "stitch", 1.0),),
        ),
        Piece(
            upper,
            puff=1.7,
            folds=1.1,
            lift=0.4,
            marks=(
                Mark(trace((200, 118), (196, 92, 208, 74)), "seam", 1.4),
                Mark(trace((34, 70), (50, 96, 84, 118)), "seam", 1.4),
            ),
        ),
    ]
    layers += _boot_fastening(garment, tall)
    if garment.has("fur-trim"):
        layers.append(_fur_edge(tall))
    return layers


def _boot_fastening(garment: Garment, tall: float) -> list[Layer]:
    layers: list[Layer] = []
    if garment.closure == "laces":
        layers += _laced(trace((116, max(tall + 10, -60)), (122, 20, 138, 44), (150, 62, 190, 74)), garment)
    elif garment.closure == "zipper":
        layers += closures.zip_(tall + 4, 104, x=62)
    elif garment.closure == "buckle":
        for y in (tall + 20, 20.0):
            layers.append(
                Piece(
                    trace((32, y), (76, y + 8, 122, y), (122, y + 13), (76, y + 21, 32, y + 13)),
                    "trim",
                    puff=0.5,
                    folds=0,
                    lift=0.8,
                )
            )
            layers += closures.buckle(96, y + 10, 18, 17)
    else:
        gusset = trace(
            (56, tall + 2), (92, tall + 2), (88, tall + 60, 74, tall + 88), (60, tall + 60, 56, tall + 2)
        )
        marks = tuple(
            Mark(trace((x, tall + 3), (x * 0.6 + 30, tall + 78)), "rib", 1.2) for x in range(60, 92, 5)
        )
        layers.append(Piece(gusset, "rubber", puff=0.3, folds=0, lift=0.3, marks=marks))
    return layers


def _fur_edge(tall: float) -> Piece:
    return Piece(
        trace(
            (20, tall - 14),
            (74, tall - 24, 128, tall - 14),
            (130, tall + 16),
            (74, tall + 26, 20, tall + 16),
        ),
        "fur",
        puff=1.2,
        folds=0,
        lift=0.8,
    )


def _dress_shoe(garment: Garment) -> list[Layer]:
    upper = trace(
        (22, 122),
        (14, 88, 24, 52, 34, 40),
        (60, 54, 92, 54, 112, 36),
        (134, 34, 142, 44, 150, 52),
        (180, 76, 214, 84, 236, 86),
        (284, 92, 302, 104, 302, 124),
    )
    sole = trace(
        (16, 118),
        (150, 126, 304, 118),
        (312, 130, 300, 136, 282, 136),
        (104, 134),
        (98, 148),
        (22, 148),
        (15, 146, 13, 128, 16, 118),
    )
    toe = trace((232, 122), (224, 104, 230, 90, 236, 86))
    quarter = trace((148, 120), (130, 96, 134, 60, 150, 52))
    layers: list[Layer] = [
        Piece(trace((36, 42), (70, 60, 112, 36), (70, 36, 36, 42)), "inside", puff=0.2, folds=0),
        Piece(
            sole,
            "rubber",
            puff=0.5,
            folds=0,
            marks=(Mark(trace((16, 124), (150, 131, 306, 124)), "stitch", 0.9),),
        ),
        Piece(
            upper,
            puff=1.5,
            folds=0.4,
            lift=0.4,
            marks=(Mark(toe, "seam", 1.6), Mark(toe - [3, 0], "stitch", 1.0), Mark(quarter, "seam", 1.6)),
        ),
    ]
    return layers + _dress_shoe_fastening(garment)


def _dress_shoe_fastening(garment: Garment) -> list[Layer]:
    layers: list[Layer] = []
    if garment.closure == "laces":
        layers += _laced(trace((116, 40), (140, 58, 184, 80)), garment)
    elif garment.closure == "buckle":
        layers.append(
            Piece(trace((112, 34), (130, 30), (168, 116), (146, 120)), "main", puff=0.5, folds=0, lift=0.8)
        )
        layers += closures.buckle(148, 84, 18, 18)
    else:
        layers.append(
            Piece(
                trace((116, 66), (150, 46, 176, 62), (182, 78), (150, 64, 122, 84)),
                "trim",
                puff=0.5,
                folds=0,
                lift=0.7,
            )
        )
    return layers
