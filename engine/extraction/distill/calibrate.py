"""The calibration of a sheet, from what the network says of photos it has not learnt from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from weft.engine.extraction.calibration import conformal_bound
from weft.engine.extraction.distill.lessons import Photo, Targets, targets
from weft.engine.extraction.student.reading import Beliefs, Reader, beliefs, sigmoid, softmax
from weft.engine.extraction.student.sheet import FacetSheet, Sheet
from weft.engine.model import Attribute
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Vocabulary

Floats = NDArray[np.float32]

_TEMPERATURES = np.exp(np.linspace(-1.5, 1.5, 121))
_THRESHOLDS = np.linspace(0.05, 0.95, 19)
_ROUNDS = 25
_CAUTION = 1.0


def calibrated(sheet: Sheet, rows: Floats, photos: Sequence[Photo], vocabulary: Vocabulary) -> Sheet:
    """The sheet with temperatures, thresholds and bounds that fit these photos; `rows` are their logits."""
    right = targets(photos, sheet)
    sheet = _with(sheet, _curves(sheet, rows, right))
    sheet = _with(sheet, _thresholds(sheet, rows, right))
    return _with(sheet, _bounds(sheet, rows, photos, vocabulary))


def temperature(logits: Floats, right: Floats) -> float:
    """What to divide logits by so that their softmax is likeliest; both of shape (n, values)."""
    if not len(logits):
        return 1.0
    losses = [-float((right * np.log(softmax(logits / t) + 1e-9)).sum()) for t in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmin(losses))])


def platt(logits: Floats, right: Floats) -> tuple[float, float]:
    """Slope above 0 and shift of the logistic curve through these logits, by Newton's method.

    A little held to slope 1 and shift 0, so that a few photos do not bend it.
    """
    x = np.stack([logits.ravel(), np.ones(logits.size)]).astype(float)
    y, curve = right.ravel().astype(float), np.array([1.0, 0.0])
    for _ in range(_ROUNDS):
        p = sigmoid(curve @ x)
        slope = x @ (p - y) + _CAUTION * (curve - (1.0, 0.0))
        bend = (x * (p * (1 - p))) @ x.T + _CAUTION * np.eye(2)
        curve = curve - np.linalg.solve(bend, slope)
    return max(float(curve[0]), 0.05), float(curve[1])


def _with(sheet: Sheet, facets: Iterator[FacetSheet]) -> Sheet:
    return Sheet(**sheet.model_dump(exclude={"facets"}), facets=tuple(facets))


def _curves(sheet: Sheet, rows: Floats, right: Targets) -> Iterator[FacetSheet]:
    for place, (facet, choice, presence) in enumerate(sheet.stretches()):
        known = right.known[:, place] > 0
        heat = temperature(rows[known, choice], right.right[known, choice])
        slope, shift = platt(rows[:, presence], right.right[:, presence]) if facet.multiple else (1.0, 0.0)
        yield facet.model_copy(update={"temperature": heat, "slope": slope, "shift": shift})


def _thresholds(sheet: Sheet, rows: Floats, right: Targets) -> Iterator[FacetSheet]:
    """For facets with several values, where the sets given overlap the right ones most."""
    believed = beliefs(rows, sheet)
    for facet, _, presence in sheet.stretches():
        if facet.multiple:
            there = right.right[:, presence] > 0.5
            overlaps = [_overlap(_given(believed[facet.id], float(t)), there) for t in _THRESHOLDS]
            facet = facet.model_copy(update={"threshold": float(_THRESHOLDS[int(np.argmax(overlaps))])})
        yield facet


def _given(believed: Beliefs, threshold: float) -> NDArray[np.bool_]:
    """The values that are given with this threshold, shape (n, values)."""
    first = believed.choice.argmax(axis=1)
    first_or_none = np.eye(believed.choice.shape[1], dtype=np.bool_)[first]
    there: NDArray[np.bool_] = believed.presence >= threshold
    return np.asarray((first_or_none[:, :-1] | there) & ~first_or_none[:, -1:])


def _overlap(given: NDArray[np.bool_], there: NDArray[np.bool_]) -> float:
    """The mean over photos of what two sets share among what either has; 1 where both are empty."""
    either = (given | there).sum(axis=1)
    return float(np.where(either, (given & there).sum(axis=1) / np.maximum(either, 1), 1.0).mean())


def _bounds(
    sheet: Sheet, rows: Floats, photos: Sequence[Photo], vocabulary: Vocabulary
) -> Iterator[FacetSheet]:
    """The least probability that may not be ruled out, from those of the right values that can be seen."""
    open_ended = _with(sheet, (facet.model_copy(update={"plausible": 0.0}) for facet in sheet.facets))
    readings = Reader(open_ended, vocabulary, by="").read(rows)
    for facet in sheet.facets:
        shares = [
            _share(value, reading[facet.id])
            for reading, photo in zip(readings, photos, strict=True)
            for value in photo.record.attributes[facet.id].values
            if value not in (UNKNOWN, NOT_APPLICABLE)
        ]
        yield facet.model_copy(update={"plausible": conformal_bound(shares, sheet.coverage)})


def _share(value: str, read: Attribute) -> float:
    """The probability of a value where nothing was ruled out; without rivals, that of the reading."""
    return dict(read.plausible).get(value, read.confidence)
