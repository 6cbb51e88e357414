"""What a parser made of sentences, in the form of the labels, so that the two can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from weft.engine.model import Mode, ParsedQuery
from weft.evaluation.asked import Asked, Bound, Constraint, Stems
from weft.evaluation.lines import by_id, checked, numbered_lines


def read_parses(path: Path) -> dict[str, Asked]:
    """Reads what `weft parse --queries FILE --json` prints: by query id, what each sentence asks for.

    Raises EvaluationError with the line for whatever is wrong, a repeated id included.
    """
    lines = by_id((where, checked(_LINE, line, where)) for where, line in numbered_lines(path))
    return {
        name: _asked(line.filters, line.ranges, line.excluded_words, line.residual)
        for name, line in lines.items()
    }


def asked_of(parsed: ParsedQuery) -> Asked:
    """What a parser understood; preferences are left out, as they never filter."""
    return _asked(
        (_Filter(f.facet, f.values, f.mode, f.group) for f in parsed.filters),
        (_Range(r.field, r.low, r.high, r.mode) for r in parsed.ranges),
        frozenset(words.stems for words in parsed.excluded_words),
        parsed.residual,
    )


@dataclass(frozen=True, slots=True)
class _Filter:
    facet: str
    values: frozenset[str]
    mode: Mode
    group: int = 0


@dataclass(frozen=True, slots=True)
class _Range:
    field: str
    low: float | None = None
    high: float | None = None
    mode: Mode = Mode.MUST


@dataclass(frozen=True, slots=True)
class _ParseLine:
    id: str
    filters: tuple[_Filter, ...]
    ranges: tuple[_Range, ...] = ()
    excluded_words: frozenset[Stems] = frozenset()
    residual: str = ""


_LINE = TypeAdapter(_ParseLine)


def _asked(
    filters: Iterable[_Filter],
    ranges: Iterable[_Range],
    excluded_words: frozenset[Stems],
    residual: str,
) -> Asked:
    by_group: dict[int, list[_Filter]] = {0: []}
    for each in filters:
        by_group.setdefault(each.group, []).append(each)
    alternatives = (by_group[group] for group in sorted(by_group) if group)
    return Asked(
        _constraints(by_group[0], Mode.MUST),
        _constraints(by_group[0], Mode.MUST_NOT),
        tuple(
            Asked(_constraints(some, Mode.MUST), _constraints(some, Mode.MUST_NOT)) for some in alternatives
        ),
        tuple(Bound(each.field, each.low, each.high) for each in ranges if each.mode is Mode.MUST),
        excluded_words,
        residual,
    )


def _constraints(filters: Iterable[_Filter], mode: Mode) -> tuple[Constraint, ...]:
    return tuple(Constraint(each.facet, each.values) for each in filters if each.mode is mode)
