"""Quepid's CSV files: ratings, which are judgments, and snapshots, which are runs.

Quepid names queries by their text and Weft by id, so labelled queries must say which is which. Columns
that are not needed are passed over.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from weft.engine.errors import EvaluationError
from weft.evaluation.lines import numbered_lines
from weft.evaluation.qrels import Qrels
from weft.evaluation.queries import LabelledQuery
from weft.evaluation.runs import Run, ScoredImage

RATINGS = ("query", "docid", "rating")
SNAPSHOT = ("Snapshot Name", "Snapshot Time", "Case ID", "Query Text", "Doc ID", "Doc Position")

EPOCH = "1970-01-01T00:00:00Z"
"""The time of a snapshot that is written: the same run gives the same file."""


def read_ratings(path: Path, queries: Sequence[LabelledQuery]) -> Qrels:
    """Reads ratings as judgments; a row without a rating is passed over.

    Raises EvaluationError with the line for an unknown query, a rating that is no whole number from 0, or
    an image rated twice; and for a file without any.
    """
    ids = _ids(queries)
    qrels: dict[str, dict[str, int]] = {}
    for where, row in _rows(path, RATINGS):
        text, image_id, rating = (row[name] for name in RATINGS)
        grades = qrels.setdefault(_id_of(text, ids, where), {})
        if image_id in grades:
            raise EvaluationError(f"{where}: the image {image_id!r} is rated twice for {text!r}.")
        if rating:
            grades[image_id] = _whole(rating, where, "rating", least=0)
    if not any(qrels.values()):
        raise EvaluationError(f"{path.name} holds no ratings.", hint=f"Columns: {','.join(RATINGS)}.")
    return qrels


def write_ratings(qrels: Qrels, queries: Sequence[LabelledQuery], path: Path) -> None:
    """Writes judgments as Quepid imports them; EvaluationError for a query whose text is not known."""
    texts = {query.id: query.text for query in queries}
    rows = (
        (_text_of(query, texts), image, grade)
        for query, grades in qrels.items()
        for image, grade in grades.items()
    )
    _write(path, RATINGS, rows)


def read_snapshot(path: Path, queries: Sequence[LabelledQuery]) -> Run:
    """Reads a snapshot as a run of its name.

    Raises EvaluationError with the line for an unknown query, a position that is no whole number from 1,
    an image found twice, or a second snapshot in the file; and for a file without any hit.
    """
    ids = _ids(queries)
    found: dict[str, dict[str, int]] = {}
    names: dict[str, None] = {}
    for where, row in _rows(path, SNAPSHOT):
        names[row["Snapshot Name"]] = None
        if len(names) > 1:
            hint = "Export one snapshot a file."
            raise EvaluationError(f"{where}: a second snapshot, {row['Snapshot Name']!r}.", hint=hint)
        places = found.setdefault(_id_of(row["Query Text"], ids, where), {})
        if row["Doc ID"] in places:
            raise EvaluationError(f"{where}: {row['Query Text']!r} finds {row['Doc ID']!r} twice.")
        places[row["Doc ID"]] = _whole(row["Doc Position"], where, "position", least=1)
    if not found:
        raise EvaluationError(f"{path.name} holds no hits.", hint=f"Columns: {','.join(SNAPSHOT)}.")
    return Run(_word(next(iter(names))), {query: _ranking(places) for query, places in found.items()})


def write_snapshot(run: Run, queries: Sequence[LabelledQuery], path: Path, case_id: int) -> None:
    """Writes a run as a snapshot of a case that is in Quepid already."""
    texts = {query.id: query.text for query in queries}
    rows = (
        (run.name, EPOCH, case_id, _text_of(query, texts), hit.image_id, place)
        for query, hits in run.rankings.items()
        for place, hit in enumerate(hits, 1)
    )
    _write(path, SNAPSHOT, rows)


def _ids(queries: Sequence[LabelledQuery]) -> Mapping[str, str]:
    ids: dict[str, str] = {}
    for query in queries:
        text = query.text.strip()
        if ids.setdefault(text, query.id) != query.id:
            message = f"The queries {ids[text]!r} and {query.id!r} have the same text."
            raise EvaluationError(message, hint="Quepid cannot tell them apart; leave one out.")
    return ids


def _rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Where each row is and its wanted columns, blanks around them cut off."""
    where = path.name
    reader = csv.reader((f"{line}\n" for _, line in numbered_lines(path)), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if missing := [name for name in columns if name not in header]:
            hint = f"Columns: {','.join(columns)}."
            raise EvaluationError(f"{path.name} has no column {missing[0]!r}.", hint=hint)
        for cells in reader:
            where = f"{path.name} row {reader.line_num}"
            row = dict(zip(header, map(str.strip, cells), strict=False))
            if len(cells) < len(header):
                raise EvaluationError(f"{where}: {len(cells)} columns instead of {len(header)}.")
            yield where, {name: row[name] for name in columns}
    except csv.Error as error:
        raise EvaluationError(f"{where}: not CSV: {error}.") from error


def _id_of(text: str, ids: Mapping[str, str], where: str) -> str:
    if text not in ids:
        hint = "Give the queries that the file was made for."
        raise EvaluationError(f"{where}: no labelled query is {text!r}.", hint=hint)
    return ids[text]


def _text_of(query_id: str, texts: Mapping[str, str]) -> str:
    if query_id not in texts:
        hint = "Give the queries that the file was made for."
        raise EvaluationError(f"The text of query {query_id!r} is not known.", hint=hint)
    return texts[query_id]


def _whole(text: str, where: str, what: str, *, least: int) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 9 or int(text) < least:
        raise EvaluationError(f"{where}: the {what} {text!r} is not a whole number from {least}.")
    return int(text)


def _word(name: str) -> str:
    """A name as the last column of a TREC run takes it."""
    return "-".join(name.split()) or "quepid"


def _ranking(places: Mapping[str, int]) -> tuple[ScoredImage, ...]:
    return tuple(ScoredImage(image, 1 / places[image]) for image in sorted(places, key=places.__getitem__))


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
