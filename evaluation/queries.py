"""Labelled queries: a sentence, its tags and language, and what an exact filter must make of it.

One JSON object a line. Two forms are read: queries with judgments (`id`, `query`, `lang`, `tags`,
`parse`), and golden sentences, which have the parts of `parse` on the line itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from weft.engine.errors import EvaluationError
from weft.evaluation.asked import Asked
from weft.evaluation.lines import by_id, checked, numbered_lines


@dataclass(frozen=True, slots=True)
class LabelledQuery:
    """One sentence of a labelled set; `asked` is None where nobody labelled its filters."""

    id: str
    text: str
    language: str = "en"
    tags: tuple[str, ...] = ()
    asked: Asked | None = None


def read_queries(path: Path) -> tuple[LabelledQuery, ...]:
    """Reads a file of labelled queries, in its order; one without id gets its place in the file.

    Raises EvaluationError with the line for whatever is wrong, a repeated id included.
    """
    queries = by_id((where, _query(line, where)) for where, line in numbered_lines(path))
    if not queries:
        raise EvaluationError(f"{path.name} holds no queries.", hint="Each line is one JSON object.")
    return tuple(queries.values())


def by_slice(queries: Sequence[LabelledQuery]) -> dict[str, frozenset[str]]:
    """Ids of all queries, then of those with each tag, then in each language ("lang fr")."""
    slices = {"all": frozenset(query.id for query in queries)}
    for tag in sorted({tag for query in queries for tag in query.tags}):
        slices[tag] = frozenset(query.id for query in queries if tag in query.tags)
    for language in sorted({query.language for query in queries}):
        slices[f"lang {language}"] = frozenset(q.id for q in queries if q.language == language)
    return slices


@dataclass(frozen=True, slots=True)
class _QueryLine:
    query: str
    id: str = ""
    lang: str = "en"
    tags: tuple[str, ...] = ()
    parse: Asked | None = None
    all: object = None  # of a golden sentence, checked as part of Asked
    none: object = None


_LINE = TypeAdapter(_QueryLine)
_ASKED = TypeAdapter(Asked)


def _query(line: str, where: str) -> LabelledQuery:
    entry = checked(_LINE, line, where)
    golden = entry.parse is None and (entry.all is not None or entry.none is not None)
    asked = checked(_ASKED, line, where) if golden else entry.parse
    return LabelledQuery(entry.id or where, entry.query, entry.lang, entry.tags, asked)
