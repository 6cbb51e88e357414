"""`python -m weft.engine.extraction`: the thresholds of a cascade, from photos with labels.

The student answers about each photo; the file says from which confidence on it is right as often as is
asked for. Labels are the attributes of a catalogue's lines.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image

from weft.engine.catalogue.images import decode, locate
from weft.engine.catalogue.lines import to_record
from weft.engine.catalogue.sources import read_source
from weft.engine.errors import CatalogueError, SettingsError, UsageError, WeftError
from weft.engine.extraction.open import ExtractorOptions, open_extractor
from weft.engine.extraction.thresholds import (
    Labels,
    Threshold,
    thresholds_for,
    usual_thresholds,
    write_thresholds,
)
from weft.engine.model import Analysis
from weft.engine.protocols import Extractor
from weft.engine.settings import load_settings
from weft.vocab.loader import load_vocabulary
from weft.vocab.model import Vocabulary

_AT_ONCE = 64
_Labelled = tuple[Path, Labels]
Judged = tuple[Analysis, Labels]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        sys.stdout.writelines(f"{_described(each)}\n" for each in _derive(options))
    except WeftError as error:
        sys.stderr.write(f"{error} {error.hint}\n")
        return 2 if isinstance(error, UsageError) else 1
    return 0


def labelled_photos(labels: Path, images: Path, split: str, vocabulary: Vocabulary) -> list[_Labelled]:
    """The photos of a catalogue and what is true of them, of those lines with this `split` if one is given.

    Raises CatalogueError for a line that cannot be read or when there are none, ImageError for a photo
    that is not there.
    """
    found = []
    for line in read_source(labels, vocabulary):
        if line.data is None:
            raise CatalogueError(f"{labels}, line {line.number}: {line.problem}")
        record = to_record(line.data, vocabulary)
        if not split or record.extra.get("split") == split:
            found.append((locate(images, record.image), record.attributes))
    if not found:
        raise CatalogueError(f"{labels} has no labelled photos to judge by.")
    return found


def judge(extractor: Extractor, photos: Sequence[_Labelled], most_pixels: int) -> Iterator[Judged]:
    """Answers with labels, but for photos that the extractor fails on: a cascade sends those on anyway."""
    for start in range(0, len(photos), _AT_ONCE):
        part = photos[start : start + _AT_ONCE]
        pictures: list[Image.Image] = [decode(path, most_pixels) for path, _ in part]
        for answer, (_, label) in zip(extractor.extract(pictures), part, strict=True):
            if isinstance(answer, Analysis):
                yield answer, label


def _derive(options: argparse.Namespace) -> tuple[Threshold, ...]:
    vocabulary = load_vocabulary(options.vocabulary)
    facets = options.facets or list(usual_thresholds(vocabulary))
    if strange := set(facets) - {facet.id for facet in vocabulary.stored}:
        raise SettingsError(f"There is no stored facet {min(strange)!r}.", hint="Check --facets.")
    photos = labelled_photos(options.labels, options.images, options.split, vocabulary)
    extractor = open_extractor("embedded", vocabulary, ExtractorOptions(student=options.student))
    answers, labels = zip(*judge(extractor, photos, load_settings().max_pixels), strict=True)
    found = thresholds_for(answers, labels, facets, target=options.target)
    write_thresholds(options.out, found, target=options.target, by=extractor.fingerprint)
    return found


def _described(threshold: Threshold) -> str:
    if not threshold.kept:
        return f"{threshold.facet}: never sure enough"
    kept = f"{threshold.kept:.0%} of the photos, {threshold.accuracy:.1%} of them right"
    return f"{threshold.facet}: from {threshold.least:.3f} on ({kept})"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m weft.engine.extraction", description=__doc__)
    parser.add_argument("--labels", type=Path, required=True, help="catalogue with attributes")
    parser.add_argument("--images", type=Path, required=True, help="folder that its images lie in")
    parser.add_argument("--split", default="", help="take only lines with this `split`")
    parser.add_argument("--target", type=_share, default=0.95, help="how many answers shall be right")
    parser.add_argument("--facets", nargs="+", help="the facets asked for; all with one value otherwise")
    parser.add_argument(
        "--student", type=Path, help="folder of a student; the one that Weft carries otherwise"
    )
    parser.add_argument("--vocabulary", default="apparel", help="name or folder of a vocabulary")
    parser.add_argument("--out", type=Path, required=True, help="file to write (JSON)")
    return parser


def _share(text: str) -> float:
    share = float(text)
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return share


if __name__ == "__main__":
    sys.exit(main())
