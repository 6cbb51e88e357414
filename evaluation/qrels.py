"""Judgments in TREC's form: which images answer which query, and how well."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from weft.engine.errors import EvaluationError
from weft.evaluation.lines import numbered_lines

Qrels = Mapping[str, Mapping[str, int]]
"""Grades by query id and image id; an image that is not there has grade 0, from 1 on it is relevant."""

_GRADE = re.compile(r"[0-9]{1,9}")


def read_qrels(path: Path) -> Qrels:
    """Reads lines of `query-id 0 image-id grade`.

    Raises EvaluationError with the line for one that has other columns, a grade that is no whole number
    from 0, or an image judged twice for a query; and for a file without any.
    """
    qrels: dict[str, dict[str, int]] = {}
    for where, line in numbered_lines(path):
        query_id, image_id, grade = _judgment(line, where)
        grades = qrels.setdefault(query_id, {})
        if image_id in grades:
            raise EvaluationError(f"{where}: query {query_id!r} judges the image {image_id!r} twice.")
        grades[image_id] = grade
    if not qrels:
        raise EvaluationError(f"{path.name} holds no judgments.", hint="Lines: query-id 0 image-id grade.")
    return qrels


def write_qrels(qrels: Qrels, path: Path) -> None:
    """Writes judgments so that `read_qrels` reads the same."""
    lines = (
        f"{query} 0 {image} {grade}\n" for query, grades in qrels.items() for image, grade in grades.items()
    )
    path.write_text("".join(lines), encoding="utf-8")


def answerable(qrels: Qrels) -> frozenset[str]:
    """The queries that have at least one relevant image: those that a run can be measured on."""
    return frozenset(query for query, grades in qrels.items() if any(grades.values()))


def _judgment(line: str, where: str) -> tuple[str, str, int]:
    fields = line.split()
    if len(fields) != 4:
        hint = "Columns: query-id 0 image-id grade."
        raise EvaluationError(f"{where}: {len(fields)} columns instead of 4.", hint=hint)
    query_id, _, image_id, grade = fields
    if not _GRADE.fullmatch(grade):
        raise EvaluationError(f"{where}: the grade {grade!r} is not a whole number from 0.")
    return query_id, image_id, int(grade)
