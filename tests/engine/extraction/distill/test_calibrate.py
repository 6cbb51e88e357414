import numpy as np
import pytest

from weft.engine.extraction.distill.calibrate import platt, temperature
from weft.engine.extraction.student.reading import sigmoid

CHANCE = np.random.default_rng(0)


def test_a_temperature_undoes_what_made_a_network_too_sure() -> None:
    honest = CHANCE.normal(0, 2, (4_000, 3)).astype(np.float32)
    shares = np.exp(honest) / np.exp(honest).sum(axis=1, keepdims=True)
    drawn = np.asarray([np.eye(3)[CHANCE.choice(3, p=each)] for each in shares], np.float32)

    assert temperature(honest, drawn) == pytest.approx(1, abs=0.1)
    assert temperature(3 * honest, drawn) == pytest.approx(3, abs=0.3)


def test_nothing_to_calibrate_with_changes_nothing() -> None:
    empty = np.empty((0, 3), np.float32)

    assert temperature(empty, empty) == 1
    assert platt(empty, empty) == (1, 0)


def test_a_curve_is_found_again() -> None:
    logits = CHANCE.normal(0, 3, 20_000).astype(np.float32)
    there = (CHANCE.random(20_000) < sigmoid(0.5 * logits - 1)).astype(np.float32)

    assert platt(logits, there) == pytest.approx((0.5, -1), abs=0.06)
