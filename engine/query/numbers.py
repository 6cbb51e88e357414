"""Numbers: prices and price ranges become ranges, sizes go to the residual."""

from __future__ import annotations

from collections.abc import Sequence

from weft.engine.model import Mode, ParsedRange, Span
from weft.engine.query.items import Kind, Unit
from weft.vocab.languages import Cue

FIELD = "price"
TOLERANCE = 0.2
"""How far "around 50" reaches to both sides, as a share."""

_Found = tuple[int, ParsedRange]


def take_ranges(units: list[Unit]) -> tuple[list[Unit], list[ParsedRange]]:
    """The units without those that speak of a price, and the ranges they speak of."""
    rest: list[Unit] = []
    ranges: list[ParsedRange] = []
    start = 0
    numbered = any(unit.item.kind is Kind.NUMBER for unit in units)
    while start < len(units):
        found = (_bounded(units, start) or _open_ended(units, start)) if numbered else None
        if found:
            length, taken = found
            ranges.append(taken)
            start += length
            continue
        length = _size(units, start)
        rest.extend(_as_words(units[start : start + length]) if length else units[start : start + 1])
        start += length or 1
    return rest, _narrowed(ranges)


def _narrowed(ranges: Sequence[ParsedRange]) -> list[ParsedRange]:
    """One range out of several bounds on the same number: "at least 30, at most 60"."""
    if len(ranges) < 2:
        return list(ranges)
    lows = [each.low for each in ranges if each.low is not None]
    highs = [each.high for each in ranges if each.high is not None]
    spans = tuple(span for each in ranges for span in each.spans)
    return [ParsedRange(FIELD, max(lows, default=None), min(highs, default=None), Mode.MUST, spans)]


def _bounded(units: Sequence[Unit], start: int) -> _Found | None:
    """ "between 20 and 40", "20-40 €", "from €20 to €40"."""
    at, cued = start, False
    if _is(units, at, Cue.BETWEEN):
        at, cued = at + 1, True
    at, money = _skip_currency(units, at)
    low, at = _number(units, at)
    behind = at
    at, more = _skip_currency(units, at)
    joined = _is(units, at, Cue.RANGE_TO, Cue.AND) or _is_dash(units, at)
    at, also = _skip_currency(units, at + 1 if joined else at)
    tied = joined or any(unit.item.glue == "-" for unit in units[behind : at + 1])
    high, at = _number(units, at)
    at, last = _skip_currency(units, at)
    if low is None or high is None or not (cued or money or more or also or last):
        return None
    if not (tied or cued or last):
        return None
    return at - start, _range(min(low, high), max(low, high), units[start:at])


def _open_ended(units: Sequence[Unit], start: int) -> _Found | None:
    """ "under 50", "at least 20 €", "around 30"."""
    below, above, about = (_is(units, start, cue) for cue in (Cue.BELOW, Cue.ABOVE, Cue.ABOUT))
    if not (below or above or about):
        return None
    at, _ = _skip_currency(units, start + 1)
    number, at = _number(units, at)
    at, _ = _skip_currency(units, at)
    if number is None:
        return None
    if about and not (below or above):
        return at - start, _range(number * (1 - TOLERANCE), number * (1 + TOLERANCE), units[start:at])
    low, high = (None, number) if below else (number, None)
    return at - start, _range(low, high, units[start:at])


def _size(units: Sequence[Unit], start: int) -> int:
    """How many units speak of a size: "size 38", "size M"."""
    if not _is(units, start, Cue.SIZE):
        return 0
    after = units[start + 1 : start + 2]
    named = after and (after[0].item.kind in (Kind.NUMBER, Kind.WORD) or len(after[0].text) <= 2)
    return 2 if named else 1


def _as_words(units: Sequence[Unit]) -> list[Unit]:
    return [Unit(unit.item.as_word(), spans=unit.spans, residual=True) for unit in units]


def _range(low: float | None, high: float | None, units: Sequence[Unit]) -> ParsedRange:
    spans = tuple(Span(*span) for span in sorted((s.start, s.end) for unit in units for s in unit.spans))
    return ParsedRange(FIELD, low, high, Mode.MUST, spans)


def _is(units: Sequence[Unit], at: int, *cues: Cue) -> bool:
    return at < len(units) and units[at].item.is_cue(*cues)


def _is_dash(units: Sequence[Unit], at: int) -> bool:
    return at < len(units) and units[at].item.written in ("–", "—")


def _skip_currency(units: Sequence[Unit], at: int) -> tuple[int, bool]:
    return (at + 1, True) if _is(units, at, Cue.CURRENCY) else (at, False)


def _number(units: Sequence[Unit], at: int) -> tuple[float | None, int]:
    if at < len(units) and units[at].item.kind is Kind.NUMBER:
        return float(units[at].item.words[0].replace(",", ".")), at + 1
    return None, at
