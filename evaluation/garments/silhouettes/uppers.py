"""Articles for the upper body, from t-shirts to coats."""

from __future__ import annotations

import numpy as np

from weft.evaluation.garments.geometry import Points, mirror, moved, trace
from weft.evaluation.garments.layers import Layer, Mark, Piece, PrintSpot
from weft.evaluation.garments.silhouettes import closures, trims
from weft.evaluation.garments.silhouettes import necklines as necks
from weft.evaluation.garments.silhouettes.body import Frame, frame_of, hem_band, trunk
from weft.evaluation.garments.silhouettes.sleeves import sleeves
from weft.evaluation.garments.spec import Garment

_RIBBED_HEM = ("sweater", "sweatshirt", "hoodie")
_BARE = ("strapless", "off-shoulder", "halter")


def upper(garment: Garment, *, back: bool, hanging: bool) -> list[Layer]:
    """A whole article for the upper body."""
    frame = frame_of(garment)
    behind, front = neck_layers(garment, frame, back=back)
    middle: list[Layer] = [trunk(garment, frame, back=back)]
    if garment.category in _RIBBED_HEM or garment.cut == "bomber":
        middle += hem_band(garment, frame)
    layers = behind + sleeves(garment, frame, hanging=hanging) + middle
    if not back:
        layers += [*_quilting(garment, frame), print_spot(garment, frame), *_pockets(garment, frame)]
    layers += front
    return layers if back else layers + front_closure(garment, frame) + decorations(garment, frame)


def neck_layers(garment: Garment, frame: Frame, *, back: bool) -> tuple[list[Layer], list[Layer]]:
    """What belongs to the neck: the layers behind the trunk, and those before it."""
    kind = garment.neckline
    if kind in _BARE:
        return [], _bare_neck(garment, frame)
    if kind == "hooded":
        return ([], necks.hood(fur=garment.has("fur-trim"), back=True)) if back else ([], _hooded(garment))
    if back:
        return [], necks.neck_band(necks.neckline("back", frame.neck), width=7)
    front = necks.neckline(kind, frame.neck, deep=garment.cut == "deep")
    return necks.inside(frame.neck, front), _front_neck(garment, frame, front)


def print_spot(garment: Garment, frame: Frame) -> PrintSpot:
    """Where a print goes on a chest: a logo to one side, anything else in the middle."""
    if garment.print == "logo":
        return PrintSpot(frame.chest * 0.45, frame.armpit - 18, 21)
    low = 14 if garment.neckline in ("v-neck", "scoop", "square", "henley", "other") else 0
    size = min(146.0, (frame.bottom - frame.armpit) * 0.80)
    return PrintSpot(0, frame.armpit + 30 + low, size)


def front_closure(garment: Garment, frame: Frame) -> list[Layer]:
    """What fastens the front."""
    top, bottom = opening(garment), frame.bottom + frame.sweep * 0.8
    if garment.category in _RIBBED_HEM or garment.cut == "bomber":
        bottom += 24
    if garment.closure == "zipper":
        return closures.zip_(top, bottom)
    if garment.closure in ("buttons", "snaps"):
        return _buttoned(garment, top, bottom)
    if garment.closure == "tie":
        return closures.waist_belt(frame.waist, frame.waist_at, tied=True)
    if garment.closure == "drawstring":
        return closures.drawstrings(34, 62)
    return []


def decorations(garment: Garment, frame: Frame) -> list[Layer]:
    """Belts, bows, ruffles and the like on the trunk."""
    layers: list[Layer] = []
    if garment.has("belt") and garment.closure != "tie":
        layers += closures.waist_belt(frame.waist + 2, frame.waist_at + 4, tied=garment.seed % 2 == 0)
    if garment.has("drawstring") and garment.closure != "drawstring":
        layers += closures.drawstrings(38, 58)
    if garment.has("ruffle"):
        layers += trims.ruffle(_yoke(garment, frame), 26)
    if garment.has("lace-trim"):
        layers += trims.lace_edge(
            trace(
                (-frame.hem, frame.bottom - 2), (0, frame.bottom + frame.sweep, frame.hem, frame.bottom - 2)
            )
        )
    if garment.has("fringe"):
        layers += trims.fringe(
            trace((-frame.hem, frame.bottom), (0, frame.bottom + frame.sweep, frame.hem, frame.bottom)), 42
        )
    if garment.has("sequins"):
        high = max(48.0, opening(garment) + 8)
        layers += trims.sequins((-frame.chest + 22, high, frame.chest - 22, high + 74), garment.seed)
    if garment.has("bow"):
        layers += closures.bow(0, max(36.0, opening(garment) + 6), 26)
    if garment.has("patch"):
        layers += trims.patch(-frame.chest * 0.45, frame.armpit + 20, 34)
    return layers


def opening(garment: Garment) -> float:
    """How far down the neck opening reaches in the middle."""
    if garment.neckline == "v-neck":
        return 116.0 if garment.cut == "deep" else 76.0
    if garment.cut == "lapels":
        return 168.0
    if garment.neckline in ("strapless", "off-shoulder"):
        return 88.0
    return {
        "hooded": 46.0,
        "turtleneck": 4.0,
        "scoop": 72.0,
        "square": 60.0,
        "boat": 17.0,
        "other": 56.0,
    }.get(garment.neckline, 29.0)


def leg_holes(frame: Frame) -> Piece:
    """The lower part of bodysuits and swimsuits."""
    half = trace(
        (0, frame.bottom - 30),
        (frame.hem, frame.bottom - 30),
        (frame.hem + 3, frame.bottom - 4),
        (frame.hem * 0.5, frame.bottom + 10, 32, frame.bottom + 66),
        (0, frame.bottom + 66),
    )
    rim = trace(
        (frame.hem - 1, frame.bottom + 2), (frame.hem * 0.5 - 2, frame.bottom + 14, 29, frame.bottom + 62)
    )
    return Piece(mirror(half), lift=0, marks=(Mark(rim, "stitch", 1.2), Mark(rim * [-1, 1], "stitch", 1.2)))


def _hooded(garment: Garment) -> list[Layer]:
    return necks.hood(fur=garment.has("fur-trim"), back=False)


def _front_neck(garment: Garment, frame: Frame, front: Points) -> list[Layer]:
    kind = garment.neckline
    if kind == "turtleneck":
        return (
            necks.turtleneck(frame.neck)
            if garment.closure in ("", "none")
            else necks.stand_collar(frame.neck)
        )
    if kind == "collar":
        return (
            necks.lapels(frame.neck)
            if garment.cut == "lapels"
            else necks.shirt_collar(frame.neck, big=1.15 if garment.cut == "wide" else 1)
        )
    if (kind == "v-neck" and garment.category in ("cardigan", "vest")) or (
        kind == "crew" and garment.category == "cardigan"
    ):
        return necks.neck_band(front, width=12)
    knitted = garment.category in (
        "sweater",
        "sweatshirt",
        "t-shirt",
        "long-sleeve-top",
        "bodysuit",
        "pajamas",
    )
    return necks.neck_band(
        front, width=11 if garment.category in ("sweater", "sweatshirt") else 7, ribbed=knitted
    )


def _bare_neck(garment: Garment, frame: Frame) -> list[Layer]:
    if garment.neckline == "halter":
        return []
    high = frame.armpit - (38 if garment.neckline == "strapless" else 62)
    edge = trace(
        (-frame.chest + 4, high + 2),
        (-64, high - 6, -34, high - 12, 0, high + 8),
        (34, high - 12, 64, high - 6, frame.chest - 4, high + 2),
    )
    if garment.neckline == "off-shoulder":
        wide = trace((-frame.chest - 26, high + 10), (0, high - 22, frame.chest + 26, high + 10))
        return trims.ruffle(wide, 52, waves=13)
    return [Piece(np.vstack([edge, moved(edge[::-1], by=(0, 7))]), puff=0.3, folds=0, lift=0.3)]


def _buttoned(garment: Garment, top: float, bottom: float) -> list[Layer]:
    snaps = garment.closure == "snaps"
    if garment.category == "polo" or garment.neckline == "henley":
        return closures.placket(top + 1, top + 82, 3, cloth="trim", snaps=snaps)
    if garment.category in ("bodysuit", "swimwear"):
        return closures.buttons(trace((-20, bottom + 48), (20, bottom + 48)), 3, size=3.6, cloth="metal")
    if garment.cut == "lapels":
        return closures.buttons(trace((0, top + 8), (0, min(bottom - 40, top + 90))), 3, size=6.0)
    return closures.placket(top, bottom, 6 if garment.audience == "adults" else 5, snaps=snaps)


def _pockets(garment: Garment, frame: Frame) -> list[Layer]:
    if not garment.has("pockets"):
        return []
    low = frame.bottom - 92
    if garment.category in ("hoodie", "sweatshirt"):
        return trims.kangaroo_pocket(frame.bottom - 88, 128, 76)
    if garment.category in ("jacket", "coat", "blazer", "vest", "cardigan", "other"):
        return [
            layer
            for side in (-1, 1)
            for layer in trims.flap_pocket(side * frame.hem * 0.52, max(low, frame.waist_at + 6), 50)
        ]
    return trims.patch_pocket(frame.chest * 0.46, frame.armpit - 12, 44, 48)


def _yoke(garment: Garment, frame: Frame) -> Points:
    if garment.category in ("top", "blouse") and garment.seed % 2:
        return trace(
            (-frame.hem, frame.bottom - 6), (0, frame.bottom + frame.sweep - 4, frame.hem, frame.bottom - 6)
        )
    y = max(66.0, opening(garment) + 14)
    return trace((-frame.chest + 12, y), (0, y + 16, frame.chest - 12, y))


def _quilting(garment: Garment, frame: Frame) -> list[Layer]:
    if garment.cut != "quilted":
        return []
    rows = np.arange(frame.armpit - 40, frame.bottom - 8, 34)
    return [
        Piece(
            trace(
                (-_half(frame, y), y),
                (0, y + 6, _half(frame, y), y),
                (_half(frame, y + 33), y + 33),
                (0, y + 39, -_half(frame, y + 33), y + 33),
            ),
            puff=1.0,
            folds=1.6,
            lift=0.5,
        )
        for y in rows.tolist()
    ]


def _half(frame: Frame, y: float) -> float:
    if y < frame.armpit:
        return frame.chest - 16
    levels = ([frame.armpit, frame.waist_at, frame.bottom], [frame.chest - 1, frame.waist - 1, frame.hem - 1])
    return float(np.interp(y, *levels))
