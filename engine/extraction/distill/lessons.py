"""What a student is taught: the lines of catalogues, as pictures and what is right of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from weft.engine.catalogue.images import locate
from weft.engine.catalogue.lines import to_record
from weft.engine.catalogue.sources import Line, read_source
from weft.engine.errors import CatalogueError, ImageError
from weft.engine.extraction.student.sheet import FacetSheet, Sheet
from weft.engine.model import Attribute, ImageRecord
from weft.vocab.model import NOT_APPLICABLE, UNKNOWN, Vocabulary

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Photo:
    """A labelled photo: its file and its line."""

    path: Path
    record: ImageRecord

    def said(self, name: str) -> str:
        """What a field that Weft does not know says of it, as text; "" if nothing."""
        return str(self.record.extra.get(name, ""))


@dataclass(frozen=True, slots=True)
class Targets:
    """What is right of n photos, in the order of a sheet's outputs.

    `right` has shape (n, width): probabilities that add up to 1 in the stretch of a choice, and of each
    value by itself in that of presence. `known`, shape (n, facets), is 0 where nothing can be learnt.
    """

    right: Floats
    known: Floats


def read_photos(catalogue: Path, images: Path, vocabulary: Vocabulary) -> list[Photo]:
    """The lines of a catalogue that say what the product is; CatalogueError names the first bad one."""
    photos = [_photo(line, catalogue, images, vocabulary) for line in read_source(catalogue, vocabulary)]
    labelled = [each for each in photos if _value(each, vocabulary.kind) != UNKNOWN]
    if not labelled:
        hint = f"Each needs `image` and `attributes`, with {vocabulary.kind} among them."
        raise CatalogueError(f"{catalogue} has no labelled photos.", hint=hint)
    return labelled


def of_split(photos: Sequence[Photo], split: str | None) -> list[Photo]:
    """The photos with this `split`, all for None; CatalogueError if there are none."""
    found = [photo for photo in photos if split in (None, photo.said("split"))]
    if not found:
        raise CatalogueError(f"No labelled photo has the split {split!r}.", hint="Look at the field `split`.")
    return found


def held_out(
    photos: Sequence[Photo], share: float, *, together: str, seed: int
) -> tuple[list[Photo], list[Photo]]:
    """The photos to learn from, and about `share` of them kept back to calibrate with.

    Photos that agree in the field `together` stay on one side, those of a product always: two pictures of
    one thing on both sides would make the student look surer than it is. No group of more than a quarter
    of what is wanted is kept back, so that what is kept is varied.
    """
    groups: dict[str, list[Photo]] = {}
    for photo in photos:
        groups.setdefault(photo.said(together) or photo.record.product_id, []).append(photo)
    wanted = max(round(share * len(photos)), 1)
    names = [name for name in sorted(groups) if len(groups[name]) <= max(wanted // 4, 1)]
    random.Random(seed).shuffle(names)
    kept, count = set[str](), 0
    while names and count < wanted:
        kept.add(names[-1])
        count += len(groups[names.pop()])
    parts: tuple[list[Photo], list[Photo]] = [], []
    for name, members in groups.items():
        parts[name in kept].extend(members)
    if not all(parts):
        hint = "There must be photos of several products, or of several groups with --together."
        raise CatalogueError("There are too few photos to keep some back.", hint=hint)
    return parts


def blank_sheet(vocabulary: Vocabulary, *, name: str, version: int, size: int, dimension: int) -> Sheet:
    """The sheet of a student of this vocabulary that nothing has been measured of yet."""
    facets = tuple(
        FacetSheet(id=facet.id, values=facet.values, multiple=facet.multiple)
        for facet in vocabulary.stored
        if facet.values
    )
    return Sheet(
        name=name, version=version, kind=vocabulary.kind, size=size, dimension=dimension, facets=facets
    )


def targets(photos: Sequence[Photo], sheet: Sheet) -> Targets:
    """What is right of the photos. What a model was not sure of is taught as unsurely as it said."""
    right = np.zeros((len(photos), sheet.width), np.float32)
    known = np.ones((len(photos), len(sheet.facets)), np.float32)
    for row, photo in enumerate(photos):
        for place, (facet, choice, presence) in enumerate(sheet.stretches()):
            label = photo.record.attributes[facet.id]
            known[row, place] = label.values != (NOT_APPLICABLE,)
            right[row, choice] = _choice(label, facet)
            right[row, presence] = _presence(label, facet)
    return Targets(right, known)


def _photo(line: Line, catalogue: Path, images: Path, vocabulary: Vocabulary) -> Photo:
    try:
        if line.data is None:
            raise CatalogueError(line.problem)
        record = to_record(line.data, vocabulary)
        return Photo(locate(images, record.image), record)
    except (CatalogueError, ImageError) as error:
        raise CatalogueError(f"{catalogue.name} line {line.number}: {error}", hint=error.hint) from error


def _value(photo: Photo, facet: str) -> str:
    return photo.record.attributes[facet].values[0]


def _choice(label: Attribute, facet: FacetSheet) -> Floats:
    """The share of each value to be the one, or the first of several, and of none of them."""
    only = dict.fromkeys(label.values[:1] or (UNKNOWN,), 1.0)
    shares = np.zeros(len(facet.values) + 1, np.float32)
    for value, share in (only if facet.multiple else dict(label.plausible) or only).items():
        shares[_place(value, facet)] += share
    return shares / max(float(shares.sum()), 1e-6)


def _presence(label: Attribute, facet: FacetSheet) -> list[float]:
    chances = {**dict.fromkeys(label.values, 1.0), **dict(label.plausible)}
    return [chances.get(value, 0.0) for value in facet.values] if facet.multiple else []


def _place(value: str, facet: FacetSheet) -> int:
    return facet.values.index(value) if value in facet.values else len(facet.values)
