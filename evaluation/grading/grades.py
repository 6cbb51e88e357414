"""The judgments of one grader, in a file of TREC judgments that is whole at any moment."""

from __future__ import annotations

import threading
from pathlib import Path

from weft.engine.errors import EvaluationError
from weft.evaluation.qrels import Qrels, read_qrels, write_qrels

GRADES = range(3)
"""0: a shopper would reject it; 1: acceptable; 2: exactly what was asked."""


class Grades:
    """Reads what is there, and writes each grade before it says so; may be used by several threads."""

    def __init__(self, path: Path) -> None:
        """Goes on where the file stops, if it is there; EvaluationError if it holds something else."""
        self._path = path
        self._lock = threading.Lock()
        self._qrels = {query: dict(grades) for query, grades in _there(path).items()}

    def of(self, query_id: str, image_id: str) -> int | None:
        """The grade, None while there is none."""
        return self._qrels.get(query_id, {}).get(image_id)

    def set(self, query_id: str, image_id: str, grade: int | None) -> None:
        """Grades an image, or takes its grade back; EvaluationError when it cannot be written down."""
        with self._lock:
            changed = {query: dict(grades) for query, grades in self._qrels.items()}
            grades = changed.setdefault(query_id, {})
            if grade is None:
                grades.pop(image_id, None)
            else:
                grades[image_id] = grade
            self._write(changed)
            self._qrels = changed

    def _write(self, qrels: Qrels) -> None:
        part = self._path.with_name(f"{self._path.name}.part")
        try:
            write_qrels(qrels, part)
            part.replace(self._path)
        except OSError as error:
            message = f"{self._path} cannot be written: {error.strerror}."
            raise EvaluationError(message, hint="Name a file in a folder that is there.") from error


def _there(path: Path) -> Qrels:
    if not path.exists() or not path.read_bytes().strip():
        return {}
    qrels = read_qrels(path)
    for query, grades in qrels.items():
        for image, grade in grades.items():
            if grade not in GRADES:
                message = f"{path.name} has the grade {grade} for {query} {image}; this page gives 0, 1 or 2."
                raise EvaluationError(message, hint="Write to another file.")
    return qrels
