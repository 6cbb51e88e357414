import logging
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from PIL.Image import Image, new

from tests.lamps import LAMPS
from weft.engine.errors import ExtractionError
from weft.engine.extraction.cascade import CascadeExtractor, CascadeReport
from weft.engine.model import Analysis, Attribute, Source
from weft.engine.protocols import Extractor

PHOTOS = [new("RGB", (size, 1)) for size in range(1, 6)]
VECTOR = np.ones(1, np.float32)


class Said:
    """Answers by the width of a photo."""

    version = 1

    def __init__(self, name: str, answers: Sequence[Analysis | ExtractionError]) -> None:
        self.name = self.fingerprint = name
        self._answers = answers
        self.asked: list[int] = []
        self.closed = False

    def extract(self, pictures: Sequence[Image]) -> list[Analysis | ExtractionError]:
        self.asked += [picture.width for picture in pictures]
        return [self._answers[picture.width - 1] for picture in pictures]

    def close(self) -> None:
        self.closed = True


def seen(by: str, *, kind: float = 1.0, shade: float = 1.0, colors: float = 1.0) -> Analysis:
    sure = {"kind": kind, "shade": shade, "colors": colors, "marks": 1.0}
    known = {facet: Attribute((), each, Source.MODEL, by=by) for facet, each in sure.items()}
    return Analysis(known, f"said by {by}")


FAILED = ExtractionError("too dark")
FIRST: list[Analysis | ExtractionError] = [
    replace(seen("cheap"), image_vector=VECTOR),
    replace(seen("cheap", kind=0.7, shade=0.69), image_vector=VECTOR),
    seen("cheap", colors=0.1),
    FAILED,
    seen("cheap", kind=0.69),
]
SECOND: list[Analysis | ExtractionError] = [seen("dear")] * 4 + [FAILED]


def cascade() -> tuple[CascadeExtractor, Said, Said]:
    first, second = Said("cheap", FIRST), Said("dear", SECOND)
    return CascadeExtractor(first, second, {"kind": 0.7, "shade": 0.7}), first, second


def test_photos_that_the_first_is_unsure_of_in_a_facet_that_counts_go_to_the_second() -> None:
    made, first, second = cascade()
    found = made.extract(PHOTOS)

    assert first.asked == [1, 2, 3, 4, 5]
    assert second.asked == [2, 4, 5]
    assert [each.caption for each in found if isinstance(each, Analysis)] == [
        "said by cheap",
        "said by dear",
        "said by cheap",
        "said by dear",
        "said by cheap",
    ]


def test_every_value_says_which_of_the_two_it_is_of() -> None:
    made, *_ = cascade()
    kept, sent, *_ = made.extract(PHOTOS)

    assert isinstance(kept, Analysis)
    assert isinstance(sent, Analysis)
    assert {known.by for known in kept.attributes.values()} == {"cheap"}
    assert {known.by for known in sent.attributes.values()} == {"dear"}


def test_the_vector_is_always_of_the_first_as_two_models_do_not_compare() -> None:
    made, *_ = cascade()
    kept, sent, without, *_ = made.extract(PHOTOS)

    assert all(isinstance(each, Analysis) and each.image_vector is VECTOR for each in (kept, sent))
    assert isinstance(without, Analysis)
    assert without.image_vector is None


def test_what_the_second_does_not_answer_stays_as_it_was_and_is_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    made, *_ = cascade()
    with caplog.at_level(logging.WARNING):
        last = made.extract(PHOTOS)[-1]

    assert last is FIRST[-1]
    assert made.report.unanswered == 1
    assert "dear gave no answer about 1 photos: too dark" in caplog.text


def test_what_both_fail_on_is_a_failure() -> None:
    made = CascadeExtractor(Said("cheap", [FAILED]), Said("dear", [FAILED]), {})

    assert made.extract(PHOTOS[:1]) == [FAILED]


def test_the_report_counts_over_all_calls() -> None:
    made, *_ = cascade()
    made.extract(PHOTOS)
    made.extract(PHOTOS[:2])

    assert (made.report.photos, made.report.sent) == (7, 4)


def test_what_is_saved_is_what_the_second_would_have_taken_less_what_the_first_took() -> None:
    report = CascadeReport(photos=100, sent=20, first_seconds=10.0, second_seconds=40.0)

    assert report.sent_share == 0.2
    assert report.saved_seconds == 80 * 2.0 - 10.0
    assert str(report) == "20 of 100 photos (20%) went to the second extractor, 150 seconds saved"
    assert CascadeReport().saved_seconds == 0


def test_its_fingerprint_knows_both_and_the_thresholds() -> None:
    first, second = Said("cheap", FIRST), Said("dear", SECOND)
    made = [
        CascadeExtractor(first, second, {"kind": 0.7}),
        CascadeExtractor(first, second, {"kind": 0.8}),
        CascadeExtractor(second, first, {"kind": 0.7}),
    ]

    assert len({each.fingerprint for each in made}) == 3


def test_any_two_that_fit_the_protocol_make_one_that_fits_too() -> None:
    made, first, second = cascade()
    fits: Extractor = CascadeExtractor(made, Said("third", SECOND), {"kind": 0.9})
    fits.close()

    assert first.closed
    assert second.closed
    assert fits.name == "cascade"
    assert set(LAMPS.by_id) >= {"kind", "shade"}
