"""Two extractors in a row: a cheap one reads every photo, a dear one those that the first is unsure of."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from PIL.Image import Image

from weft.engine.errors import ExtractionError
from weft.engine.extraction.fingerprint import fingerprint
from weft.engine.model import Analysis
from weft.engine.protocols import Extractor, ImageEmbedder

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CascadeReport:
    """What a cascade did since it was made: photos read, sent on, and not answered by the second.

    Seconds are wall-clock, of the first extractor over all photos and of the second over those sent.
    """

    photos: int = 0
    sent: int = 0
    unanswered: int = 0
    first_seconds: float = 0.0
    second_seconds: float = 0.0

    @property
    def sent_share(self) -> float:
        """Share of the photos that went to the second extractor."""
        return self.sent / self.photos if self.photos else 0.0

    @property
    def saved_seconds(self) -> float:
        """What the second extractor would have taken for the photos that it was spared, as for the others.

        What the first one took is taken off; nothing can be said before a photo was sent.
        """
        if not self.sent:
            return 0.0
        return self.second_seconds / self.sent * (self.photos - self.sent) - self.first_seconds

    def __str__(self) -> str:
        sent = f"{self.sent:,} of {self.photos:,} photos ({self.sent_share:.0%}) went to the second extractor"
        saved = f", {self.saved_seconds:,.0f} seconds saved" if self.saved_seconds > 0 else ""
        lost = f"; {self.unanswered:,} came back without an answer" if self.unanswered else ""
        return f"{sent}{saved}{lost}"


class CascadeExtractor:
    """Asks `second` about the photos of which `first` is less sure than its threshold in any facet.

    `thresholds` holds the facets that count; the others never send a photo on. The answer to a photo comes
    from one of the two as a whole, so that no facet contradicts the kind, and `by` of its values says which;
    the image vector is always the first one's where it has any, as vectors of two models do not compare.
    Where the second has no answer the first one's stays, and `report` counts it.
    """

    name = "cascade"
    version = 1

    def __init__(self, first: Extractor, second: Extractor, thresholds: Mapping[str, float]) -> None:
        self._first, self._second, self._thresholds = first, second, dict(thresholds)
        self._report = CascadeReport()
        self.fingerprint = fingerprint(
            self.name,
            self.version,
            first=first.fingerprint,
            second=second.fingerprint,
            thresholds=self._thresholds,
        )

    @property
    def embedder(self) -> ImageEmbedder | None:
        """What makes the image vectors: the first extractor's own encoder, if it has one."""
        return getattr(self._first, "embedder", None)

    @property
    def report(self) -> CascadeReport:
        """How many photos went to the second extractor, and what that saved."""
        return self._report

    def extract(self, pictures: Sequence[Image]) -> list[Analysis | ExtractionError]:
        """What the first sees on each, or the second where the first is unsure or fails."""
        started = perf_counter()
        found = self._first.extract(pictures)
        doubtful = [place for place, answer in enumerate(found) if self._is_doubtful(answer)]
        read = perf_counter()
        if doubtful:
            second = self._second.extract([pictures[place] for place in doubtful])
            for place, answer in zip(doubtful, second, strict=True):
                found[place] = _better(found[place], answer)
            self._count_unanswered(second)
        self._count(len(pictures), len(doubtful), read - started, perf_counter() - read)
        return found

    def close(self) -> None:
        """Closes both."""
        self._first.close()
        self._second.close()

    def _is_doubtful(self, answer: Analysis | ExtractionError) -> bool:
        if isinstance(answer, ExtractionError):
            return True
        known = answer.attributes
        return any(known[facet].confidence < least for facet, least in self._thresholds.items())

    def _count_unanswered(self, answers: Sequence[Analysis | ExtractionError]) -> None:
        failures = [answer for answer in answers if isinstance(answer, ExtractionError)]
        if failures:
            _LOG.warning(
                "%s gave no answer about %d photos: %s", self._second.name, len(failures), failures[0]
            )
        self._report = replace(self._report, unanswered=self._report.unanswered + len(failures))

    def _count(self, photos: int, sent: int, first: float, second: float) -> None:
        before = self._report
        self._report = replace(
            before,
            photos=before.photos + photos,
            sent=before.sent + sent,
            first_seconds=before.first_seconds + first,
            second_seconds=before.second_seconds + second,
        )


def _better(
    first: Analysis | ExtractionError, second: Analysis | ExtractionError
) -> Analysis | ExtractionError:
    if isinstance(second, ExtractionError):
        return first
    if isinstance(first, ExtractionError) or first.image_vector is None:
        return second
    return replace(second, image_vector=first.image_vector)
