"""Pieces are bent together, and painted at once as they would be one by one."""

from __future__ import annotations

import numpy as np
import pytest

from weft.evaluation.garments.draping import Drape, drape, draped
from weft.evaluation.garments.fabrics import Fabric
from weft.evaluation.garments.geometry import box, ellipse, refined
from weft.evaluation.garments.layers import Mark, Piece, as_one, pieces
from weft.evaluation.garments.noise import Field
from weft.evaluation.garments.painting import Canvas
from weft.evaluation.garments.relief import COARSE
from weft.evaluation.garments.weaves import weave

SIZE = (240, 300)
FLAT = Drape(SIZE, np.zeros((9, 7, 2)))
RED = Fabric((200, 30, 30), weave("cotton"))


def painted(layers: list[Piece]) -> tuple[list[Field], Field]:
    canvas = Canvas(SIZE, np.zeros((SIZE[1] // COARSE, SIZE[0] // COARSE), dtype=np.float32), FLAT)
    for piece in layers:
        canvas.lay(piece, RED)
    return canvas.lit(), canvas.alpha


def test_pieces_as_one_look_like_the_same_pieces_one_by_one() -> None:
    discs = [Piece(ellipse(80, y, 14)) for y in (60, 150, 240)]
    together, cover = painted([as_one(discs)])
    apart, covers = painted(discs)
    assert np.allclose(cover, covers)
    assert max(float(np.abs(a - b).max()) for a, b in zip(together, apart, strict=True)) < 2


def test_a_piece_shades_what_lies_below_it() -> None:
    sheet, badge = Piece(box(20, 20, 220, 280)), Piece(box(90, 90, 150, 150))
    (alone, *_), _ = painted([sheet])
    (below, *_), _ = painted([sheet, badge])
    assert below[154, 120] < alone[154, 120] * 0.95
    assert below[250, 120] == pytest.approx(alone[250, 120])


def test_an_outline_and_a_mark_at_one_place_are_bent_alike() -> None:
    edge = box(30, 30, 200, 260)
    (piece,) = pieces(draped([Piece(edge, marks=(Mark(edge),))], drape(SIZE, 3, stiff=False)))
    distance = np.hypot(*(piece.outline[:, None] - piece.marks[0].line[None]).transpose(2, 0, 1)).min(axis=0)
    assert distance.max() < 1e-6
    assert np.abs(piece.outline[0] - edge[0]).max() > 0.1


def test_without_shifts_nothing_is_bent() -> None:
    edge = ellipse(100, 100, 60)
    (piece,) = pieces(draped([Piece(edge)], FLAT))
    assert np.allclose(piece.outline[:-1], edge)


def test_a_refined_line_has_short_steps_and_keeps_its_corners() -> None:
    line = box(0, 0, 100, 30)
    fine = refined(line, 8)
    assert np.hypot(*np.diff(fine, axis=0).T).max() <= 8
    assert all((np.abs(fine - corner).sum(axis=1) < 1e-9).any() for corner in line)
