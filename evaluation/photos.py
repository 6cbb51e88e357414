"""The labelled photos of a catalogue as masks: which of them a set of constraints lets through."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weft.engine.errors import EvaluationError
from weft.evaluation.asked import Asked, Constraint
from weft.evaluation.lines import numbered_lines
from weft.vocab.model import Vocabulary

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Photos:
    """The photos of a catalogue: `ids` in the order of the file, and by facet and value who has it."""

    ids: tuple[str, ...]
    having: Mapping[tuple[str, str], Mask]

    def meeting(self, constraint: Constraint) -> Mask:
        """The photos that have any of the values of the constraint."""
        masks = (self.having.get((constraint.facet, value)) for value in constraint.values)
        return _union((mask for mask in masks if mask is not None), len(self.ids))

    def let_through(self, asked: Asked) -> Mask:
        """The photos that meet every constraint, no exclusion, and one of the alternatives."""
        mask = np.ones(len(self.ids), dtype=bool)
        for constraint in asked.all:
            mask &= self.meeting(constraint)
        if asked.either:
            mask &= _union((self.let_through(each) for each in asked.either), len(self.ids))
        return mask & ~self.excluded(asked)

    def excluded(self, asked: Asked) -> Mask:
        """The photos that have anything excluded from the whole sentence."""
        return _union((self.meeting(constraint) for constraint in asked.none), len(self.ids))

    def banned(self, asked: Asked) -> Mask:
        """The excluded photos, and those that only the exclusion inside an alternative keeps out."""
        kept_out = self.let_through(_without_exclusions(asked)) & ~self.let_through(asked)
        return self.excluded(asked) | kept_out


def read_photos(path: Path, vocabulary: Vocabulary) -> Photos:
    """Reads catalogue lines (JSONL) with their attributes; derived facets are added.

    Raises EvaluationError with the line that is not a JSON object with id and attributes.
    """
    ids: list[str] = []
    rows: dict[tuple[str, str], list[int]] = {}
    for where, line in numbered_lines(path):
        image_id, attributes = _line(where, line)
        for facet, value in _facts(attributes, vocabulary):
            rows.setdefault((facet, value), []).append(len(ids))
        ids.append(image_id)
    return Photos(tuple(ids), {key: _mask(members, len(ids)) for key, members in rows.items()})


def _line(where: str, line: str) -> tuple[str, Mapping[str, Any]]:
    try:
        entry = json.loads(line)
        return str(entry["image_id"]), dict(entry["attributes"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise EvaluationError(f"{where}: not a catalogue line with image_id and attributes.") from error


def _facts(attributes: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    for facet, given in attributes.items():
        yield from ((facet, str(value)) for value in (given if isinstance(given, list) else [given]))
    for derived in vocabulary.facets:
        if derived.derived_from in attributes:
            yield derived.id, vocabulary.derive(derived.id, str(attributes[derived.derived_from]))


def _mask(members: list[int], size: int) -> Mask:
    mask = np.zeros(size, dtype=bool)
    mask[members] = True
    return mask


def _union(masks: Iterable[Mask], size: int) -> Mask:
    return reduce(np.logical_or, masks, np.zeros(size, dtype=bool))


def _without_exclusions(asked: Asked) -> Asked:
    return replace(asked, none=(), either=tuple(_without_exclusions(each) for each in asked.either))
