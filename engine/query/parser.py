"""A sentence to a ParsedQuery: look the words up, tie what belongs together, see how far each "no" reaches.

The steps, each in a module of its own: `segment` (tokens to items), `senses` (which reading),
`numbers` (prices), `attachment` (motifs and parts), `scope` (negation, preference), `coordination`
(and, or, several products). No step knows a word of any language or a facet of any domain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from weft.engine.errors import QueryError
from weft.engine.model import ParsedFilter, ParsedQuery, ParsedRange, ParsedWords, Sort, Span
from weft.engine.query.attachment import Attachment
from weft.engine.query.coordination import Coordination
from weft.engine.query.items import Item, Kind, Unit
from weft.engine.query.numbers import take_ranges
from weft.engine.query.scope import Scopes
from weft.engine.query.segment import Segmenter
from weft.engine.query.senses import as_units
from weft.engine.text import stems
from weft.vocab.languages import Language, load_languages
from weft.vocab.lexicon import CueMeaning, Lexicon, NameMeaning, split
from weft.vocab.model import ALL_WORDS, Vocabulary
from weft.vocab.text import tokenize

MAX_LENGTH = 10_000
"""Longest sentence that is accepted, in characters."""
MAX_TOKENS = 128
"""How many words and marks are understood; what stands behind them is residual, and a note says so."""

_Understood = ParsedFilter | ParsedRange | ParsedWords


class Parser:
    """Understands sentences in the words of a vocabulary; built once, then called from any thread.

    `names` are names from the catalogue (brands); `known` are folded words that occur in it, which are
    therefore no misspellings.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        *,
        languages: Sequence[Language] | None = None,
        names: Iterable[NameMeaning] = (),
        known: frozenset[str] = frozenset(),
    ) -> None:
        self._vocabulary = vocabulary
        languages = load_languages() if languages is None else languages
        self._segmenter = Segmenter(Lexicon(vocabulary, languages, names), languages, known)
        self._attachment = Attachment(vocabulary)
        self._scopes = Scopes(vocabulary)
        self._coordination = Coordination(vocabulary)

    def parse(self, text: str) -> ParsedQuery:
        """What the sentence asks for; any text up to MAX_LENGTH characters has an answer.

        Raises QueryError for a longer one.
        """
        if len(text) > MAX_LENGTH:
            message = f"The sentence has {len(text):,} characters; at most {MAX_LENGTH:,} are read."
            raise QueryError(message, hint="Shorten it.")
        end = _end_of_reading(text)
        segments = self._segmenter.segment(text[:end])
        head_first = segments.language.head == "first"
        units = as_units(segments.items, self._vocabulary)
        sort, units = _take_sort(units)
        units, ranges = take_ranges(units)
        units = self._attachment.attach(units, segments.language)
        marked = self._scopes.mark(units, segments.language)
        filters = self._coordination.filters(marked, head_first=head_first)
        residual = [unit for unit in marked if _is_residual(unit)]
        residual_spans = {span for unit in residual for span in unit.spans}
        excluded = tuple(_excluded(marked))
        understood: list[_Understood] = [*filters, *ranges, *excluded]
        taken = residual_spans.union(span for each in understood for span in each.spans)
        return ParsedQuery(
            text,
            filters=tuple(filters),
            ranges=tuple(ranges),
            excluded_words=excluded,
            residual=" ".join([*(_residual_text(unit) for unit in residual), *text[end:].split()]),
            positive=" ".join(unit.text for unit in marked if not unit.negated),
            residual_spans=tuple(sorted(residual_spans | _tail(text, end))),
            dropped_spans=_dropped(segments.items, taken),
            sort=sort,
            language=segments.language.id,
            corrections=segments.corrections,
            notes=(f"Only the first {MAX_TOKENS} words were read for filters.",) if end < len(text) else (),
        )


def _end_of_reading(text: str) -> int:
    if len(text) <= MAX_TOKENS:  # a token has a character at least
        return len(text)
    tokens = tokenize(text)
    return tokens[MAX_TOKENS - 1].end if len(tokens) > MAX_TOKENS else len(text)


def _tail(text: str, end: int) -> set[Span]:
    return {Span(end, len(text))} if end < len(text) else set()


def _dropped(items: Iterable[Item], taken: Set[Span]) -> tuple[Span, ...]:
    """The words that left no trace, or only set the order: politeness, articles, "cheapest first"."""
    marks = (Kind.COMMA, Kind.BREAK)
    return tuple(sorted(item.span for item in items if item.kind not in marks and item.span not in taken))


def _take_sort(units: Sequence[Unit]) -> tuple[Sort | None, list[Unit]]:
    """The order that the sentence asks for; the last one said counts."""
    orders = [
        entry.meaning.value
        for unit in units
        if unit.item.kind is Kind.SORT
        for entry in unit.item.entries
        if isinstance(entry.meaning, CueMeaning)
    ]
    rest = [unit for unit in units if unit.item.kind is not Kind.SORT]
    if not orders:
        return None, rest
    return Sort(orders[-1].lstrip("-"), orders[-1].startswith("-")), rest


def _is_residual(unit: Unit) -> bool:
    """Whether the unit has words that no filter says in full."""
    if unit.negated:
        return False
    return unit.sense is None or unit.residual or bool(unit.parts) or bool(_kept(unit))


def _residual_text(unit: Unit) -> str:
    own = " ".join(_kept(unit) or unit.item.words)
    pieces = [(unit.item.span, own), *((part.item.span, part.text) for part in unit.parts)]
    return " ".join(text for _, text in sorted(pieces))


def _kept(unit: Unit) -> tuple[str, ...]:
    """The words of a phrase that say more than its filters: the puffer of "puffer jacket"."""
    if unit.sense is None or unit.sense.keep == ALL_WORDS:
        return unit.item.words if unit.sense else ()
    kept = frozenset(split(unit.sense.keep))
    return tuple(word for word in unit.item.words if word in kept and len(word) > 1)


def _excluded(units: Iterable[Unit]) -> Iterable[ParsedWords]:
    """What is negated and in no vocabulary must at least not be in the text; neighbours are one name."""
    run: list[Unit] = []
    for unit in units:
        if run and (unit.link is not None or not _is_unspeakable(unit)):
            yield from _forbidden(run)
            run = []
        if _is_unspeakable(unit):
            run.append(unit)
    yield from _forbidden(run)


def _is_unspeakable(unit: Unit) -> bool:
    return unit.negated and not unit.excludes


def _forbidden(run: Sequence[Unit]) -> Iterable[ParsedWords]:
    found = stems(" ".join(word for unit in run for word in unit.core or unit.item.words))
    if found:
        yield ParsedWords(found, tuple(sorted({span for unit in run for span in unit.spans})))
