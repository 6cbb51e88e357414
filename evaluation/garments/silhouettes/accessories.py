"""Bags, scarves, gloves, socks, belts, underwear, aprons and ties."""

from __future__ import annotations

import numpy as np

from weft.evaluation.garments.geometry import Points, along, band, box, ellipse, mirror, moved, trace
from weft.evaluation.garments.layers import Layer, Mark, Piece, PrintSpot, flip, shift
from weft.evaluation.garments.silhouettes import closures, trims
from weft.evaluation.garments.silhouettes.trims import ribs
from weft.evaluation.garments.spec import Garment


def bag(garment: Garment, *, back: bool, hanging: bool) -> list[Layer]:
    """A tote, a handbag or a backpack."""
    return {"tote": _tote, "handbag": _handbag, "backpack": _backpack}[garment.cut](garment)


def scarf(garment: Garment, *, back: bool, hanging: bool) -> list[Layer]:
    """A scarf laid in a loop with both ends hanging."""
    far = trace((-40, -60), (-20, 60, -44, 250))
    near = trace((44, -60), (20, 80, 36, 276))
    loop = np.vstack([ellipse(0, -84, 78, 50), ellipse(0, -84, 78, 50)[:1]])
    ends: list[Layer] = []
    for line, width in ((far, 70.0), (near, 74.0)):
        tip = line[-1]
        marks = tuple(Mark(moved(line, by=(dx, 0)), "crease", 3) for dx in (-14, 12))
        ends += (
            trims.fringe(trace((tip[0] - width / 2 + 4, tip[1]), (tip[0] + width / 2 - 4, tip[1])), 30)
            if garment.has("fringe")
            else []
        )
        ends.append(Piece(band(line, width), puff=1.2, folds=1.3, lift=1.0, marks=marks))
    ring = Piece(
        band(loop, 52),
        puff=1.5,
        folds=1.6,
        lift=1.1,
        turn=60,
        marks=(Mark(loop, "crease", 3), Mark(loop * [1.1, 0.9], "ridge", 3)),
    )
    return [*ends, ring, PrintSpot(34, 190, 30)]


def gloves(garment: Garment, *, back: bool, hanging: bool) -> list[Layer]:
    """A pair of gloves."""
    knitted = garment.material in ("knit", "wool", "fleece")
    fingers = [
        ((-37, -16), (-54, -112)),
        ((-13, -22), (-19, -142)),
        ((13, -22), (19, -146)),
        ((37, -16), (54, -122)),
    ]
    shapes: list[Layer] = [Piece(_finger(*ends, width=24), puff=1.0, folds=0.3, lift=0.6) for ends in fingers]
    shapes.append(Piece(_finger((-34, 52), (-88, -16), width=28), puff=1.0, folds=0.3, lift=0.6))
    palm = mirror(trace((0, -22), (46, -20, 52, -6, 48, 30), (46, 60, 40, 84), (0, 88)))
    seams = (
        tuple(Mark(trace((x, -14), (x * 0.8, 24)), "seam", 1.6) for x in (-18, 0, 18)) if not knitted else ()
    )
    cuff = mirror(trace((0, 80), (42, 78), (48, 134), (20, 140, 0, 140)))
    upper, lower = trace((-42, 80), (42, 80)), trace((-48, 136), (48, 136))
    shapes += [
        Piece(palm, puff=0.8, folds=0.5, lift=0.05, marks=seams),
        Piece(cuff, "trim", puff=1.0, folds=0.3, lift=0.5, marks=ribs(upper, lower, 19) if knitted else ()),
    ]
    if garment.has("fur-trim"):
        shapes.append(
            Piece(mirror(trace((0, 116), (54, 112), (56, 142), (0, 150))), "fur", puff=1.2, folds=0, lift=0.6)
        )
    if garment.has("bow"):
        shapes += closures.bow(0, 84, 20)
    right = shift(shapes, 76, 0, turn=7)
    return [*right, *flip(right)]


def socks(garment: Garment, *, back: bool, hanging: bool) -> list[Layer]:
    """A pair of socks."""
    top = 20.0 if garment.cut == "ankle" else -110.0
    leg = trace(
        (-36, top),
        (36, top),
        (38, 60, 36, 92),
        (70, 116, 112, 122),
        (150, 128, 150, 178, 112, 178),
        (30, 176, 0, 170),
        (-44, 168, -42, 100, -38, 70),
        (-38, 0, -36, top),
    )
    heel = trace((-42, 112), (-10, 116, 6, 142), (2, 166, -8, 170), (-44, 166, -44, 132, -42, 112))
    toe = trace((104, 121), (150, 128, 150, 178, 112, 178), (98, 178), (92, 148, 104, 121))
    upper, lower = trace((-37, top - 4), (37, top - 4)), trace((-37, top + 32), (37, top + 32))
    cuff = Piece(
        np.vstack([upper, lower[::-1]]), "trim", puff=0.9, folds=0.2, lift=0.3, marks=ribs(upper, lower, 17)
    )
    sock: list[Layer] = [
        Piece(leg, puff=1.4, folds=0.7),
        Piece(heel, "trim", puff=0.6, folds=0.3, lift=0.1),
        Piece(toe, "trim", puff=0.8, folds=0.3, lift=0.1),
        cuff,
    ]
    return [*shift(sock, -52, -30, turn=-4), *shift([*sock, PrintSpot(0, 20, 46)], 40, 30)]


def belt(garment: Garment, *, back: bool, hanging: bool) -> list[Layer]:
    """A belt folded once, its buckle in front."""
    line = trace((-150, -46), (60, -52), (170, -52, 170, 52, 60, 50), (-168, 44))
    edge = (Mark(moved(line, by=(0, 13)), "stitch", 1.1), Mark(moved(line, by=(0, -13)), "stitch", 1.1))
    holes: list[Layer] = [
        Piece(ellipse(x, -48.5, 3.2), "rubber", puff=0.2, folds=0, lift=0) for x in (-128, -104, -80, -56)
    ]
    loop = box(-112, 24, -96, 68)
    return [
        Piece(band(line, 36), puff=0.8, folds=0.25, marks=edge),
        *holes,
        Piece(loop, puff=0.5, folds=0, lift=0.7),
        *closures.buckle(-164, 44, 46, 56),
    ]


def underwear(garment: Garment, *, back: bool, hanging: bool) -> list[Layer]:
    """Briefs or boxer shorts."""
    if garment.cut == "boxers":
        half = trace((0, 0), (94, 0), (104, 60, 112, 128), (70, 140, 14, 142), (6, 100), (0, 98))
    else:
        half = trace((0, 0), (96, 0), (100, 24, 102, 44), (60, 56, 34, 92, 28, 120), (14, 128, 0, 128))
    front = trace((-18, 20), (-22, 60, 4, 96), (26, 60, 20, 20))
    waist = mirror(trace((0, -14), (94, -18), (96, 4), (50, 9, 0, 9)))
    marks = tuple(Mark(trace((x, -14), (x, 6)), "rib", 1.3) for x in np.linspace(-90, 90, 44))
    layers: list[Layer] = [
        Piece(mirror(half), folds=0.8, marks=() if back else (Mark(front, "seam", 1.4),)),
        Piece(waist, "trim", puff=0.6, folds=0.2, lift=0.4, marks=marks),
    ]
    if garment.has("lace-trim"):
        edge = (
            trace((100, 46), (60, 58, 36, 92, 30, 118))
            if garment.cut != "boxers"
            else trace((110, 128), (70, 140, 16, 142))
        )
        layers += [*trims.lace_edge(edge, 12), *trims.lace_edge(edge * [-1, 1], 12)]
    if garment.has("bow"):
        layers += closures.bow(0, 0, 16)
    return layers if back else [*layers, PrintSpot(0, 62, 54)]


def apron_or_tie(garment: Garment, *, back: bool, hanging: bool) -> list[Layer]:
    """What fits no other category: an apron or a necktie."""
    return _apron(garment) if garment.cut == "apron" else _necktie(garment)


def _finger(start: tuple[float, float], end: tuple[float, float], width: float) -> Points:
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    length = float(np.hypot(along_x, along_y))
    half = width / 2
    shape = trace(
        (-half, 0),
        (-half * 0.94, -length + half),
        (-half * 0.94, -length - half * 0.4, half * 0.94, -length - half * 0.4, half * 0.94, -length + half),
        (half, 0),
    )
    return moved(shape, turn=float(np.degrees(np.arctan2(along_x, -along_y))), by=start)


def _tote(garment: Garment) -> list[Layer]:
    body = mirror(trace((0, 0), (104, 0), (112, 110, 108, 232), (60, 244, 0, 244)))
    handle = trace((-50, 12), (-52, -120, -30, -136, 0, -136), (30, -136, 52, -120, 50, 12))
    hem = (
        Mark(trace((-104, 18), (0, 20, 104, 18)), "stitch", 1.1),
        Mark(trace((-108, 222), (0, 234, 108, 222)), "stitch", 1.0),
    )
    rear = Piece(band(handle * [0.92, 0.94] + [0, -6], 13), "trim", puff=0.5, folds=0, lift=0.4)
    front = Piece(band(handle, 15), "trim", puff=0.5, folds=0, lift=0.9, marks=(Mark(handle, "stitch", 1.0),))
    layers: list[Layer] = [rear, Piece(body, folds=1.2, puff=1.2, marks=hem), front]
    if garment.has("fringe"):
        layers += trims.fringe(trace((-106, 150), (0, 156, 106, 150)), 60)
    if garment.has("bow"):
        layers += closures.bow(50, 8, 30)
    return [*layers, PrintSpot(0, 128, 140 if garment.print != "logo" else 30)]


def _handbag(garment: Garment) -> list[Layer]:
    body = mirror(trace((0, 0), (96, 0), (118, 20, 124, 130), (122, 156, 60, 160, 0, 160)))
    flap = mirror(trace((0, -6), (96, -6), (112, 10, 116, 70), (60, 96, 0, 98)))
    handle = trace((-66, 4), (-60, -104, 60, -104, 66, 4))
    layers: list[Layer] = [
        Piece(band(handle, 13), "trim", puff=0.7, folds=0, marks=(Mark(handle, "stitch", 1.0),)),
        Piece(body, puff=1.8, folds=0.8),
        Piece(flap, puff=1.0, folds=0.6, lift=1.0, marks=(Mark(moved(flap, scale=0.95), "stitch", 1.0),)),
        *(Piece(ellipse(x, 4, 7), "metal", puff=0.5, folds=0) for x in (-66, 66)),
    ]
    if garment.closure == "buckle":
        layers += [
            Piece(box(-10, 60, 10, 116), "trim", puff=0.5, folds=0, lift=0.8),
            *closures.buckle(0, 96, 28, 24),
        ]
    else:
        layers.append(Piece(box(-11, 86, 11, 108), "metal", puff=0.7, folds=0, lift=0.8))
    if garment.has("fringe"):
        layers += trims.fringe(trace((-112, 76), (0, 108, 112, 76)), 44)
    return layers + (closures.bow(-66, 10, 24) if garment.has("bow") else [])


def _backpack(garment: Garment) -> list[Layer]:
    body = mirror(trace((0, -30), (70, -30, 104, -10, 108, 60), (116, 200, 112, 220), (100, 240, 0, 240)))
    loop = trace((-22, -26), (-24, -66, 24, -66, 22, -26))
    strap = trace((-96, 20), (-140, 90, -104, 200))
    pocket = mirror(trace((0, 122), (74, 122), (84, 140, 82, 214), (70, 224, 0, 224)))
    curve = trace((-98, 70), (-96, -14, -50, -18, 0, -18), (50, -18, 96, -14, 98, 70))
    layers: list[Layer] = [
        Piece(band(loop, 11), "trim", puff=0.6, folds=0),
        *(Piece(band(line, 20), "trim", puff=0.7, folds=0.3) for line in (strap, strap * [-1, 1])),
        Piece(
            body,
            puff=2.0,
            folds=0.9,
            marks=(Mark(curve, "dark", 2.4), Mark(moved(curve, by=(0, 3)), "pale", 1.0)),
        ),
        Piece(
            pocket,
            "second" if garment.pattern == "colorblock" else "main",
            puff=1.2,
            folds=0.5,
            lift=0.7,
            marks=(
                Mark(trace((-72, 134), (72, 134)), "dark", 2.2),
                Mark(trace((-72, 136.4), (72, 136.4)), "pale", 0.9),
            ),
        ),
        Piece(box(66, 134, 71, 152), "metal", puff=0.4, folds=0),
    ]
    return [
        *layers,
        PrintSpot(0, 54 if garment.print != "logo" else 176, 104 if garment.print != "logo" else 26),
    ]


def _apron(garment: Garment) -> list[Layer]:
    body = mirror(trace((0, 0), (62, 0), (68, 60, 76, 92, 122, 106), (128, 300), (60, 308, 0, 308)))
    loop = trace((-56, 4), (-60, -86, 60, -86, 56, 4))
    ties = trace((118, 112), (176, 128, 168, 210))
    rim = moved(body, scale=0.955, by=(0, 6))
    pocket = trims.patch_pocket(0, 158, 108, 72) if garment.has("pockets") else []
    tie_ends: list[Layer] = [
        Piece(band(line, 9), "trim", puff=0.4, folds=0.2) for line in (ties, ties * [-1, 1])
    ]
    return [
        Piece(band(loop, 10), "trim", puff=0.4, folds=0),
        *tie_ends,
        Piece(body, folds=1.2, marks=(Mark(rim, "stitch", 1.0),)),
        *pocket,
        PrintSpot(0, 72, 92),
    ]


def _necktie(garment: Garment) -> list[Layer]:
    knot = trace((-20, 0), (20, 0), (13, 32), (-13, 32))
    blade = trace((-12, 32), (12, 32), (30, 180, 36, 270), (0, 316), (-36, 270), (-30, 180, -12, 32))
    loop = trace((-16, 12), (-86, -40, -60, -108, 0, -108), (60, -108, 86, -40, 16, 12))
    tail = moved(blade, scale=0.7, by=(10, 65))
    fold = tuple(Mark(along(trace((x, 40), (x * 2.2, 180, x * 1.2, 290)), 12), "crease", 3) for x in (-6, 8))
    return [
        Piece(band(loop, 17), turn=40, puff=0.7, folds=0.3),
        Piece(tail, "inside", puff=0.3, folds=0.2),
        Piece(blade, turn=30, puff=1.1, folds=0.6, lift=1.0, marks=fold),
        Piece(knot, turn=-30, puff=0.9, folds=0.3, lift=0.9),
        PrintSpot(0, 220, 44),
    ]
